import assert from 'node:assert/strict';
import { commands, ConfigurationTarget, env, tasks, window, workspace } from 'vscode';
import { listTaskType } from '../../../src/extension/contributions.ts';
import type { LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { diagnosticsWhen, hoverText, openFile, positionOf, workspaceFolder } from './documents.ts';
import { completions, lensTexts } from './features.ts';
import { startRegistry } from './registry.ts';

describe('the spec of a manifest list', () => {
  let registry: LoopbackServer;
  before(async () => {
    registry = await startRegistry();
  });
  after(() => registry.close());

  const spec = (image: string) => `image: ${registry.host}/app:1.0
manifests:
  - image: ${registry.host}/app:${image}
    platform:
      architecture: arm64
      os: linux
`;

  it('is judged, hovered and completed while it is written', async () => {
    const document = await openFile('deploy/manifest.yml', spec('amd64-index'));
    const [found] = await diagnosticsWhen(document.uri, ({ length }) => length === 1);
    assert.match(found?.message ?? '', /is a manifest list and has no linux\/arm64/);
    assert.match(
      await hoverText(document, positionOf(document, 'amd64-index')),
      /✗ It has nothing/,
    );
    assert.deepEqual(await lensTexts(document), ['0: Plan', '0: Push']);
    const before =
      'image: a/b:1\nmanifests:\n  - image: a/b:2\n    platform:\n      architecture: arm\n      variant: ';
    const written = await openFile('deploy/written.yml', `${before}\n`);
    const offered = (await completions(written, before)).map(({ label }) => label);
    assert.deepEqual(offered.slice(0, 3), ['v7', 'v6', 'v5']);
  });

  it('is pushed by a task, which is offered', async () => {
    await openFile('deploy/manifest.yml', spec('single-arm64'));
    // The registry of this test takes nothing: it could be read, and was left as it is.
    assert.equal(await exitCodeOf('push deploy/manifest.yml'), 2);
  });

  it('may stand in a task, with variables of the editor', async () => {
    const settings = workspace.getConfiguration('tasks', workspaceFolder());
    const target = `${registry.host}/app:tab-\${config:editor.tabSize}`;
    const sources = [`${registry.host}/app:single`];
    const task = { type: listTaskType, label: 'plan a list', sources, target, dryRun: true };
    await settings.update('tasks', [task], ConfigurationTarget.Workspace);
    try {
      assert.equal(await exitCodeOf('plan a list'), 0);
    } finally {
      await settings.update('tasks', undefined, ConfigurationTarget.Workspace);
    }
  });

  it('is pushed by a task that is made of commands in the clipboard', async () => {
    await env.clipboard.writeText('manifest-tool push --type oci from-spec deploy/manifest.yml\n');
    await commands.executeCommand('multiarch.convertManifestCommands');
    const text = window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /"type": "multiarch-manifest"/);
    assert.match(text, /"spec": "deploy\/manifest\.yml",\n +"listType": "oci"/);
  });
});

async function exitCodeOf(name: string): Promise<number | undefined> {
  const offered = await tasks.fetchTasks({ type: listTaskType });
  const task = offered.find((each) => each.name === name);
  assert(task, offered.map((each) => each.name).join(', '));
  const ended = new Promise<number | undefined>((resolve) => {
    const listener = tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== name) return;
      listener.dispose();
      resolve(exitCode);
    });
  });
  await tasks.executeTask(task);
  return ended;
}
