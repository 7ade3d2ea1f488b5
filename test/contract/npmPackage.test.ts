import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from './sources.ts';

const run = promisify(execFile);

/** The command line and what a user reads; programs of the editor stay in the .vsix. */
const allowed = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'dist/cli.js',
  'dist/core.js',
  'dist/dockerode.js',
  'dist/engine.js',
  'dist/language.js',
  'dist/licenses.txt',
  'dist/mcp.js',
  'dist/patterns.js',
  'dist/project.js',
  'dist/registry.js',
  'dist/sbom.cdx.json',
  'dist/schemas.js',
  'package.json',
];

describe('the npm package', () => {
  it('holds what is allowed, and all of it', async () => {
    // Its own script builds dist first.
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json'], {
      cwd: root,
      shell: process.platform === 'win32',
    });
    const [contents] = JSON.parse(stdout.slice(stdout.indexOf('['))) as readonly {
      readonly files: readonly { readonly path: string }[];
    }[];
    assert.deepEqual(contents?.files.map(({ path }) => path).sort(), allowed);
  }).timeout(60_000);
});
