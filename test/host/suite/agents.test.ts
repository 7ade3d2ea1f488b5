import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { extensions, LanguageModelTextPart, lm } from 'vscode';
import { toolNames } from '../../../src/extension/contributions.ts';
import type { LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { openFile } from './documents.ts';
import { extensionId } from './extensionUnderTest.ts';
import { startRegistry } from './registry.ts';

/** As a model asks. What the user is asked before is answered with yes by the editor in tests. */
describe('tools for language models', () => {
  let registry: LoopbackServer;
  before(async () => {
    registry = await startRegistry();
  });
  after(() => registry.close());

  async function invoke(name: (typeof toolNames)[number], input: object): Promise<Answer> {
    const { content } = await lm.invokeTool(`multiarch_${name}`, {
      input,
      toolInvocationToken: undefined,
    });
    const [part] = content;
    assert.ok(part instanceof LanguageModelTextPart);
    return JSON.parse(part.value) as Answer;
  }

  it('are offered, all seven', () => {
    const offered = lm.tools.map(({ name }) => name);
    const missing = toolNames.filter((name) => !offered.includes(`multiarch_${name}`));
    assert.deepEqual(missing, []);
  });

  it('answer from the files of the workspace, registries and what a model tells', async () => {
    const image = `${registry.host}/app`;
    await openFile('agents/Dockerfile', `FROM ${image}:single-arm64\n`);
    const checked = await invoke('check_dockerfile', {
      file: 'agents/Dockerfile',
      platforms: ['linux/amd64'],
    });
    assert.deepEqual(
      checked['findings']?.map(({ rule }) => rule),
      ['base-image-single-platform'],
      JSON.stringify(checked),
    );
    const inspected = await invoke('inspect_image_platforms', { image: `${image}:single-arm64` });
    assert.deepEqual(
      inspected['platforms']?.map(({ platform }) => platform),
      ['linux/arm64'],
      JSON.stringify(inspected),
    );
    const output = 'ERROR: failed to solve: tag is needed when pushing to registry';
    const explained = await invoke('explain_build_error', { output });
    assert.deepEqual(explained['remedies'], ['add-tag']);
  });

  it('say why they cannot', async () => {
    await assert.rejects(
      invoke('check_dockerfile', { file: '../../etc/passwd' }),
      /files elsewhere are not read/,
    );
  });

  it('are served by the packaged command line, with the Node of the editor', () => {
    const folder = extensions.getExtension(extensionId)?.extensionPath ?? '';
    const help = execFileSync(
      process.execPath,
      [path.join(folder, 'dist/cli.js'), 'mcp', '--help'],
      {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        encoding: 'utf8',
      },
    );
    assert.match(help, /Model Context Protocol/);
  });
});

type Answer = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[] | undefined>>;
