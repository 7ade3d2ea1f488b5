import assert from 'node:assert/strict';
import { importCycles, layerViolations } from './layers.ts';
import { importsOf, readSources } from './sources.ts';

function check(file: string, text: string, expected: readonly string[]) {
  it(`${file}: ${text}`, () => {
    assert.deepEqual(layerViolations([{ path: file, text }]), expected);
  });
}

describe('layering', function () {
  // A loaded machine needs long for all sources.
  this.timeout(60_000);
  const sources = readSources('src');

  it('sees the sources and their imports', () => {
    assert.ok(sources.length > 50);
    assert.ok(sources.flatMap(importsOf).length > 100);
  });

  it('has imports that go down only', () => {
    assert.deepEqual(layerViolations(sources), []);
  });

  it('has no files that need each other at run time', () => {
    assert.deepEqual(importCycles(sources), []);
  });

  describe('lets pass', () => {
    check('src/core/a/b.ts', "import { c } from '../c.ts';", []);
    check('src/adapters/a.ts', "import net from 'node:net'; import * as z from 'zod/mini';", []);
    check('src/server/a.ts', "export { c } from '../adapters/c.ts';", []);
    check('src/cli/version.ts', "import { version } from '../../package.json';", []);
    check('src/extension/a.ts', "import { l10n } from 'vscode';", []);
  });

  describe('finds', () => {
    check('src/core/a.ts', "import { b } from '../adapters/b.ts';", [
      'src/core/a.ts imports ../adapters/b.ts: adapters is not below core',
    ]);
    check('src/core/a.ts', "import type { B } from '../server/b.ts';", [
      'src/core/a.ts imports ../server/b.ts: server is not below core',
    ]);
    check('src/core/a.ts', "import path from 'node:path';", [
      'src/core/a.ts imports node:path: core knows no Node',
    ]);
    check('src/core/a.ts', "export * from 'zod/mini';", [
      'src/core/a.ts imports zod/mini: core may not use this package',
    ]);
    check('src/core/a.ts', "import { version } from '../../package.json';", [
      'src/core/a.ts imports ../../package.json: it is not in src',
    ]);
    check('src/adapters/a.ts', "const b = () => import('../protocol/b.ts');", [
      'src/adapters/a.ts imports ../protocol/b.ts: protocol is not below adapters',
    ]);
    check('src/adapters/a.ts', "import { window } from 'vscode';", [
      'src/adapters/a.ts imports vscode: only the extension knows the editor',
    ]);
    check('src/protocol/a.ts', "const net = require('node:net');", [
      'src/protocol/a.ts imports node:net: protocol knows no Node',
    ]);
    check('src/cli/a.ts', "import { b } from '../server/b.ts';", [
      'src/cli/a.ts imports ../server/b.ts: server is not below cli',
    ]);
    check('src/server/a.ts', "type B = typeof import('../extension/b.ts');", [
      'src/server/a.ts imports ../extension/b.ts: extension is not below server',
    ]);
    check('src/extension/a.ts', "import Docker from 'dockerode';", [
      'src/extension/a.ts imports dockerode: extension may not use this package',
    ]);
    check('src/extension/a.ts', "import { labs } from '../../test/support/labs.ts';", [
      'src/extension/a.ts imports ../../test/support/labs.ts: it is not in src',
    ]);
    check('src/misc.ts', "import './core/a.ts';", [
      'src/misc.ts imports ./core/a.ts: the file is in no layer',
    ]);

    it('files that need each other at run time', () => {
      const cycle = [
        { path: 'src/core/a.ts', text: "import { b } from './b.ts';" },
        { path: 'src/core/b.ts', text: "import { c } from './c.ts'; import { d } from './d.ts';" },
        { path: 'src/core/c.ts', text: "export { a } from './a.ts';" },
        { path: 'src/core/d.ts', text: "import type { A } from './a.ts';" },
      ];
      assert.deepEqual(importCycles(cycle), [
        'src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts',
      ]);
    });
  });
});
