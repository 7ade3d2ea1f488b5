import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from './sources.ts';
import { readZip, type ZipEntry } from './zipDirectory.ts';

const run = promisify(execFile);

/** What a user installs, and nothing else. */
const allowed = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/changelog.md',
  'extension/dist/actions.js',
  'extension/dist/agents.js',
  'extension/dist/audits.js',
  'extension/dist/build.js',
  'extension/dist/cli.js',
  'extension/dist/client.js',
  'extension/dist/core.js',
  'extension/dist/docker.js',
  'extension/dist/dockerode.js',
  'extension/dist/engine.js',
  'extension/dist/extension.js',
  'extension/dist/images.js',
  'extension/dist/inspection.js',
  'extension/dist/inspector.css',
  'extension/dist/inspector.js',
  'extension/dist/language.js',
  'extension/dist/licenses.txt',
  'extension/dist/lists.js',
  'extension/dist/mcp.js',
  'extension/dist/patterns.js',
  'extension/dist/project.js',
  'extension/dist/protocol.js',
  'extension/dist/registry.js',
  'extension/dist/sbom.cdx.json',
  'extension/dist/schemas.js',
  'extension/dist/server.js',
  'extension/dist/worker.js',
  'extension/l10n/bundle.l10n.de.json',
  'extension/media/icon.png',
  'extension/media/multiarch.svg',
  'extension/package.json',
  'extension/package.nls.de.json',
  'extension/package.nls.json',
  'extension/readme.md',
  'extension/syntaxes/multiarch.injection.tmLanguage.json',
];

/** Every step of the walkthrough in every theme. */
const pictures = ['audit', 'build', 'builder', 'inspect', 'look', 'targets'].flatMap((step) =>
  ['dark', 'high-contrast', 'light'].map(
    (theme) => `extension/media/walkthrough/${step}-${theme}.png`,
  ),
);

const kilobyte = 1000;

/** The part of CycloneDX 1.6 that is written. */
interface BillOfMaterials {
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly licenses: readonly {
      readonly license?: { readonly id: string };
      readonly expression?: string;
    }[];
    readonly hashes: readonly unknown[];
  }[];
}

/** Makes the package as `npm run package` does, of sources that were committed at one certain time. */
async function makePackage(cwd: string, out: string, zone: string): Promise<string> {
  const env = { ...process.env, TZ: zone, SOURCE_DATE_EPOCH: '1700000000' };
  const { stdout, stderr } = await run('npm', ['run', '--silent', 'package', '--', '--out', out], {
    cwd,
    env,
    shell: process.platform === 'win32',
  });
  return `${stdout}\n${stderr}`;
}

describe('the .vsix of `npm run package`', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'multiarch-vsix-'));
  const vsix = path.join(folder, 'multiarch.vsix');
  let output = '';
  let entries: ZipEntry[] = [];

  before(async function () {
    this.timeout(60_000);
    output = await makePackage(root, vsix, 'UTC');
    entries = readZip(vsix);
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('is made without a warning', () => {
    // npm's own warnings are about the settings of the user who runs it.
    const ours = output.split('\n').filter((line) => !line.startsWith('npm '));
    assert.deepEqual(
      ours.filter((line) => /warn|error/i.test(line)),
      [],
    );
  });

  it('holds what is allowed, and all of it', () => {
    assert.deepEqual(entries.map(({ name }) => name).sort(), [...allowed, ...pictures].sort());
  });

  it('has the same bytes from another folder, later, in another time zone', async function () {
    this.timeout(60_000);
    const copy = path.join(folder, 'copy');
    const left = ['.git', 'dist', 'node_modules', 'test'].map((name) => path.join(root, name));
    cpSync(root, copy, { recursive: true, filter: (file) => !left.includes(file) });
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
    const again = path.join(folder, 'again.vsix');
    await makePackage(copy, again, 'Pacific/Auckland');
    assert.ok(readFileSync(again).equals(readFileSync(vsix)));
  });

  it('holds the files as they are in dist', () => {
    for (const entry of entries.filter(({ name }) => name.endsWith('.js'))) {
      const built = readFileSync(path.join(root, entry.name.replace('extension/', '')));
      assert.ok(entry.read().equals(built), entry.name);
    }
  });

  it('names every file that package.json points to', () => {
    const manifest = read('extension/package.json');
    const named = [...manifest.matchAll(/"\.?\/?((?:media|syntaxes|dist)\/[^"]+)"/g)];
    assert.ok(named.length >= 4);
    const names = new Set(entries.map(({ name }) => name));
    for (const [, file = ''] of named) assert.ok(names.has(`extension/${file}`), file);
  });

  it('tells the licences of the packages whose code it has', () => {
    const licences = read('extension/dist/licenses.txt');
    for (const name of ['vscode-languageclient', 'vscode-languageserver', 'dockerode', 'zod']) {
      assert.match(licences, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    }
  });

  it('tells in its bill of materials each package that is bundled, its version, licence and hash', () => {
    const { components } = JSON.parse(read('extension/dist/sbom.cdx.json')) as BillOfMaterials;
    const { inputs } = JSON.parse(readFileSync(path.join(root, 'dist/metafile.json'), 'utf8')) as {
      readonly inputs: Readonly<Record<string, unknown>>;
    };
    const folders = Object.keys(inputs).flatMap(
      (input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [],
    );
    const bundled = [...new Set(folders)].map((folder) => {
      const manifest = readFileSync(path.join(root, folder, 'package.json'), 'utf8');
      const { name, version } = JSON.parse(manifest) as { name: string; version: string };
      return `${name} ${version}`;
    });
    assert.ok(bundled.length > 10);
    assert.deepEqual(
      components.map(({ name, version }) => `${name} ${version}`).sort(),
      [...new Set(bundled)].sort(),
    );
    const notices = read('extension/dist/licenses.txt');
    for (const { name, version, licenses, hashes } of components) {
      const names = licenses.map(({ license, expression }) => license?.id ?? expression ?? '');
      // What may be passed on within a package under the MIT licence.
      for (const licence of names)
        assert.match(licence, /^(?:MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0)$/, name);
      assert.ok(names.length > 0 && hashes.length > 0, name);
      assert.ok(notices.includes(`${name} ${version} (${names.join(', ')})`), name);
    }
  });

  it('has a command line that a shell can run', () => {
    assert.ok(read('extension/dist/cli.js').startsWith('#!/usr/bin/env node\n'));
    if (process.platform === 'win32') return;
    assert.equal(statSync(path.join(root, 'dist/cli.js')).mode & 0o111, 0o111);
  });

  describe('is small', () => {
    checkSize('extension.js', 150, (name) => name === 'extension/dist/extension.js');
    checkSize('server.js', 450, (name) => name === 'extension/dist/server.js');
    checkSize('worker.js', 150, (name) => name === 'extension/dist/worker.js');
    checkSize('inspector.js', 40, (name) => name === 'extension/dist/inspector.js');
    checkSize('all JavaScript', 2_400, (name) => name.endsWith('.js'));

    it('without media ≤ 900 KB packed', () => {
      const packed = entries
        .filter(({ name }) => !name.startsWith('extension/media/'))
        .reduce((sum, entry) => sum + entry.packedSize, 0);
      assert.ok(packed <= 900 * kilobyte, `${packed} bytes`);
    });

    it('as a whole ≤ 2 MB', () => {
      const { size } = statSync(vsix);
      assert.ok(size <= 2_000 * kilobyte, `${size} bytes`);
    });
  });

  function read(name: string): string {
    const entry = entries.find((candidate) => candidate.name === name);
    assert.ok(entry, name);
    return entry.read().toString('utf8');
  }

  function checkSize(what: string, limit: number, counts: (name: string) => boolean) {
    it(`${what} ≤ ${limit} KB`, () => {
      const size = entries
        .filter(({ name }) => counts(name))
        .reduce((sum, entry) => sum + entry.read().length, 0);
      assert.ok(size > 0 && size <= limit * kilobyte, `${size} bytes`);
    });
  }
});
