import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { featureCapabilities } from '../../src/server/editorFeatures.ts';
import { absentFeatures } from '../../src/leftOut.mjs';
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

/** The minor version in "engines" as `^1.<minor>.0`. */
function minimum(manifest: string): number {
  const { engines } = JSON.parse(readFileSync(manifest, 'utf8')) as { engines: { vscode: string } };
  const [, minor] = /^\^1\.(\d+)\.0$/.exec(engines.vscode) ?? [];
  assert.ok(minor !== undefined, engines.vscode);
  return Number(minor);
}
