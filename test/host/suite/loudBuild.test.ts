import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, ConfigurationTarget, tasks, window, workspace, type Task } from 'vscode';
import { buildTaskType } from '../../../src/extension/contributions.ts';
import { openFile } from './documents.ts';

/** Processor time that nothing else in the extension host gets meanwhile, at most, in ms. */
const longestTurn = 200;

/** A docker that prints a log of 30 MB over 2,000 steps, as fast as it can. */
const program = `
const steps = 2000;
const data = Buffer.from('CC drivers/net/ethernet/something_main.o\\n'.repeat(24)).toString('base64');
const line = (event) => JSON.stringify(event) + '\\n';
const name = (at) => '[linux/a' + (at % 2 ? 'rm' : 'md') + '64 build ' + (at + 1) + '/' + steps + '] RUN make';
const started = new Date().toISOString();
let at = 0;
const write = () => {
  for (; at < 30000; at += 1) {
    const vertex = 'sha256:' + (at % steps);
    const vertexes = at < steps ? [{ digest: vertex, name: name(at), started }] : [];
    if (!process.stderr.write(line({ vertexes, logs: [{ vertex, stream: 1, data }] }))) {
      at += 1;
      return process.stderr.once('drain', write);
    }
  }
};
write();
`;

describe('a build that prints 30 MB', function () {
  this.timeout(120_000);
  let folder = '';

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'docker-'));
    const path = join(folder, 'docker');
    writeFileSync(path, `#!${process.execPath}\n${program}`);
    chmodSync(path, 0o755);
    await setDockerPath(path);
    await commands.executeCommand('multiarch.build.focus');
  });
  after(async () => {
    await setDockerPath(undefined);
    rmSync(folder, { recursive: true });
  });

  it('leaves the editor free: no turn takes long, and one can type', async () => {
    await openFile('loud/Dockerfile', 'FROM scratch\n');
    const task = await offeredTask('build loud/Dockerfile');
    const document = await openFile('notes.txt', '');
    const editor = await window.showTextDocument(document);
    const watch = watchTurns();
    const ended = new Promise<number | undefined>((resolve) => {
      const subscription = tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.name !== task.name) return;
        subscription.dispose();
        resolve(exitCode);
      });
    });
    const over = ended.then(() => 'over' as const);
    await tasks.executeTask(task);
    let typed = 0;
    const type = async () => {
      const isTyped = await editor.edit((edit) => {
        edit.insert(document.positionAt(0), 'x');
      });
      assert(isTyped);
      typed += 1;
      return 'typed' as const;
    };
    // One letter after the other for as long as it runs.
    while (typed < 2_000 && (await Promise.race([type(), over])) === 'typed');
    assert.equal(await ended, 0);
    const longest = watch.stop();
    console.log(`longest turn: ${longest.toFixed(0)} ms of processor time, ${typed} letters`);
    assert.ok(longest < longestTurn, `a turn took ${longest} ms`);
    assert.ok(typed > 5, `${typed} letters`);
  });
});

/** A task that is offered; a file of a moment ago may not be found yet. */
async function offeredTask(wanted: string): Promise<Task> {
  for (let tries = 0; tries < 10; tries++) {
    const all = await tasks.fetchTasks({ type: buildTaskType });
    const task = all.find(({ name }) => name === wanted);
    if (task !== undefined) return task;
  }
  throw new Error(`The task is not offered: ${wanted}`);
}

/** Notes how much processor time passes between two turns of the event loop. The machine may be loaded. */
function watchTurns(): { stop(): number } {
  let longest = 0;
  let before = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.cpuUsage();
  }, 1);
  return {
    stop: () => {
      clearInterval(timer);
      return longest;
    },
  };
}

async function setDockerPath(path: string | undefined): Promise<void> {
  await workspace
    .getConfiguration('multiarch')
    .update('docker.path', path, ConfigurationTarget.Global);
}
