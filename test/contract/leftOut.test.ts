import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, type BuildFailure, type BuildResult } from 'esbuild';
import { featureCapabilities } from '../../src/server/editorFeatures.ts';
import { absentFeatures, leaveOut } from '../../src/leftOut.mjs';
import { root } from './sources.ts';

const library = path.join(root, 'node_modules/vscode-languageclient');

describe('what is left out of the client of the language server', () => {
  it('is nothing that the server offers', () => {
    for (const capability of Object.keys(featureCapabilities)) {
      const feature = capability.replace(/Provider$/, '');
      const module = path.join(library, `lib/common/${feature}.js`);
      assert.ok(existsSync(module), `look for the client's module of ${capability}`);
      assert.ok(!absentFeatures.includes(feature), `${feature} is left out in src/leftOut.mjs`);
    }
  });

  it('is a check of a version that ours already asks for', () => {
    assert.ok(minimum(path.join(root, 'package.json')) >= minimum(`${library}/package.json`));
  });
});

describe('a build that leaves out parts of libraries', () => {
  let folder: string;
  before(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'multiarch-left-out-')));
  });
  after(() => rm(folder, { recursive: true }));

  /** What a build of a program that loads a library complains of. */
  async function complaints(
    name: string,
    version: string,
    files: Readonly<Record<string, string>>,
  ): Promise<readonly string[]> {
    const library = path.join(folder, 'node_modules', name);
    await rm(path.join(folder, 'node_modules'), { recursive: true, force: true });
    const [main] = Object.keys(files);
    const written = { 'package.json': JSON.stringify({ name, version, main }), ...files };
    for (const [file, text] of Object.entries(written)) {
      await mkdir(path.dirname(path.join(library, file)), { recursive: true });
      await writeFile(path.join(library, file), text);
    }
    const stdin = { contents: `require(${JSON.stringify(name)})`, resolveDir: folder };
    const { errors }: Pick<BuildResult, 'errors'> = await build({
      ...{ stdin, absWorkingDir: folder, bundle: true, platform: 'node', metafile: true },
      ...{
        write: false,
        logLevel: 'silent',
        plugins: [leaveOut],
        external: name === 'dockerode' ? ['docker-modem'] : [],
      },
    }).catch((error: unknown) => error as BuildFailure);
    return errors.map(({ text }) => text);
  }

  it('fails where its stand-ins are no longer met', async () => {
    const modem = { 'lib/modem.js': "require('./ssh'); require('debug');" };
    const wrong = { 'lib/modem.js': "require('./sshAgent'); require('debug/src');" };
    const stubs = { 'lib/sshAgent.js': '', 'lib/node_modules/debug/src/index.js': '' };
    const docker = { 'lib/docker.js': "require('./session')" };
    for (const [name, version, files, expected] of [
      ['docker-modem', '5.0.7', modem, []],
      [
        ...(['docker-modem', '5.0.7', { ...wrong, ...stubs }] as const),
        ['docker-modem does not import ./ssh', 'docker-modem does not import debug'],
      ],
      ['dockerode', '5.0.1', docker, []],
      [
        ...(['dockerode', '5.0.1', { 'dist/docker.js': '' }] as const),
        ['dockerode does not import lib/docker.js alone'],
      ],
      [
        ...(['dockerode', '5.0.2', docker] as const),
        [
          'dockerode is 5.0.2 now: look through what src/leftOut.mjs leaves out of it, which is right for 5.0.1',
        ],
      ],
    ] as const) {
      assert.deepEqual(await complaints(name, version, files), expected);
    }
  });
});

/** The minor version in "engines" as `^1.<minor>.0`. */
function minimum(manifest: string): number {
  const { engines } = JSON.parse(readFileSync(manifest, 'utf8')) as { engines: { vscode: string } };
  const [, minor] = /^\^1\.(\d+)\.0$/.exec(engines.vscode) ?? [];
  assert.ok(minor !== undefined, engines.vscode);
  return Number(minor);
}
