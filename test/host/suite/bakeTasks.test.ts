import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationTarget, tasks, workspace } from 'vscode';
import { buildTaskType } from '../../../src/extension/contributions.ts';
import { makeFakeDocker, type FakeDocker } from '../fakeDocker.ts';
import { openFile, workspaceFolder } from './documents.ts';

const printed = JSON.stringify({
  group: { default: { targets: ['app'] } },
  target: { app: { context: '.', dockerfile: 'Dockerfile', platforms: ['linux/arm64'] } },
});

describe('tasks of bake files', () => {
  let docker: FakeDocker;
  before(async () => {
    docker = makeFakeDocker(mkdtempSync(join(tmpdir(), 'docker-')));
    docker.answer([{ words: 'buildx bake', stdout: printed }]);
    await setDockerPath(docker.path);
  });
  after(async () => {
    await setDockerPath(undefined);
    rmSync(docker.folder, { recursive: true });
  });

  it('are offered for each group and target, and run bake in the folder of the file', async () => {
    await openFile('baked/docker-bake.hcl', 'target "app" {}\n');
    const offered = await tasks.fetchTasks({ type: buildTaskType });
    const name = 'bake app of baked/docker-bake.hcl';
    const found = offered.find((task) => task.name === name);
    assert(found, offered.map((task) => task.name).join(', '));
    const ended = new Promise<number | undefined>((resolve) => {
      const listener = tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.name !== name) return;
        listener.dispose();
        resolve(exitCode);
      });
    });
    await tasks.executeTask(found);
    assert.equal(await ended, 0);
    assert.deepEqual(docker.starts().at(-1), [
      ...['buildx', 'bake', '--progress=rawjson', '--file', 'docker-bake.hcl', 'app'],
    ]);
  });
});

async function setDockerPath(path: string | undefined): Promise<void> {
  await workspace
    .getConfiguration('multiarch', workspaceFolder())
    .update('docker.path', path, ConfigurationTarget.Global);
}
