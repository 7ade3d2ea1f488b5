import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationTarget, tasks, workspace, type Task } from 'vscode';
import { buildTaskType } from '../../../src/extension/contributions.ts';
import { makeFakeDocker, type FakeDocker } from '../fakeDocker.ts';
import { openFile, workspaceFolder } from './documents.ts';

describe('the build task', () => {
  let docker: FakeDocker;
  before(async () => {
    docker = makeFakeDocker(mkdtempSync(join(tmpdir(), 'docker-')));
    await setDockerPath(docker.path);
  });
  after(async () => {
    await setDockerPath(undefined);
    rmSync(docker.folder, { recursive: true });
  });

  /** The words of the last build; what bake files say is asked at any time. */
  const lastBuild = () => docker.starts().findLast(([, verb]) => verb === 'build');

  it('is offered for every Dockerfile, and runs docker with the words of its settings', async () => {
    await openFile('offered/Dockerfile', 'FROM scratch\n');
    const offered = await taskNamed('build offered/Dockerfile');
    assert.equal(await exitCodeOf(offered), 0);
    assert.deepEqual(lastBuild(), [
      ...['buildx', 'build', '--progress=rawjson', '--platform', 'linux/amd64,linux/arm64'],
      ...['--file', 'offered/Dockerfile', '--output', 'type=cacheonly', 'offered'],
    ]);
  });

  it('of tasks.json runs docker with exactly what is written there', async () => {
    await workspace.getConfiguration('tasks', workspaceFolder()).update(
      'tasks',
      [
        {
          type: buildTaskType,
          label: 'push it',
          file: 'a b/Dockerfile',
          context: '.',
          platforms: ['linux/s390x'],
          tags: ['registry.example.com/app:1'],
          buildArgs: { MESSAGE: 'a "b" $c' },
          output: 'push',
          args: ['--no-cache'],
        },
      ],
      ConfigurationTarget.Workspace,
    );
    assert.equal(await exitCodeOf(await taskNamed('push it')), 0);
    assert.deepEqual(lastBuild(), [
      ...['buildx', 'build', '--progress=rawjson', '--platform', 'linux/s390x'],
      ...['--file', 'a b/Dockerfile'],
      ...['--build-arg', 'MESSAGE=a "b" $c', '--tag', 'registry.example.com/app:1'],
      ...['--push', '--no-cache', '.'],
    ]);
  });

  it('ends with the exit code of docker', async () => {
    docker.answer([{ words: 'buildx build', stderr: 'ERROR: no space left\n', exitCode: 17 }]);
    await openFile('failing/Dockerfile', 'FROM scratch\n');
    assert.equal(await exitCodeOf(await taskNamed('build failing/Dockerfile')), 17);
  });
});

async function setDockerPath(path: string | undefined): Promise<void> {
  await workspace
    .getConfiguration('multiarch')
    .update('docker.path', path, ConfigurationTarget.Global);
}

async function taskNamed(name: string): Promise<Task> {
  const all = await tasks.fetchTasks({ type: buildTaskType });
  const found = all.find((task) => task.name === name);
  assert(found, `no task ${name} among ${all.map((task) => task.name).join(', ')}`);
  return found;
}

function exitCodeOf(task: Task): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const subscription = tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== task.name) return;
      subscription.dispose();
      resolve(exitCode);
    });
    tasks.executeTask(task).then(undefined, reject);
  });
}
