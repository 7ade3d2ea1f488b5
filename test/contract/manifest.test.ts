import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readJson, readManifest } from './packageManifest.ts';
import { readSources, root } from './sources.ts';

const manifest = readManifest();

describe('engines', () => {
  it('promise no API that the types do not have, and the other way round', () => {
    const types = readJson('node_modules/@types/vscode/package.json') as { version: string };
    assert.equal(manifest.engines.vscode, `^${types.version}`);
    assert.equal(manifest.devDependencies['@types/vscode'], `~${types.version}`);
  });

  it('promise the Node that the code is compiled for', () => {
    assert.equal(manifest.engines.node, '>=20');
    assert.match(manifest.devDependencies['@types/node'] ?? '', /^\^20\./);
    assert.match(readFileSync(path.join(root, 'src/bundle.mjs'), 'utf8'), /target: 'node20'/);
  });
});

describe('telemetry', () => {
  it('has no place in the code', () => {
    const suspects = readSources('src').filter(({ text }) =>
      /createTelemetryLogger|TelemetryReporter|applicationinsights/i.test(text),
    );
    assert.deepEqual(
      suspects.map((source) => source.path),
      [],
    );
  });

  it('is in no package that the programs are made of', () => {
    const bundled = Object.keys(manifest.devDependencies);
    assert.deepEqual(
      bundled.filter((name) => /telemetry|insights|analytics|sentry/i.test(name)),
      [],
    );
  });
});

describe('the files of the project', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && !/\.(png|pem)$/.test(file));

  it('know nothing of the machine where they are worked on', () => {
    const here = `${root}${path.sep}`;
    const found = files.filter((file) =>
      readFileSync(path.join(root, file), 'utf8').includes(here),
    );
    assert.deepEqual(found, []);
  });

  it('name no registry that packages were fetched from', () => {
    const lock = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
    const hosts = [...lock.matchAll(/"resolved": "(?!https:\/\/registry\.npmjs\.org\/)[^"]*"/g)];
    assert.deepEqual(hosts, []);
  });

  it('skip no test', () => {
    const skipping = readSources('test').filter(({ text }) =>
      /\b(?:describe|it|context|specify)\.(?:skip|only)\(|\bthis\.skip\(/.test(text),
    );
    assert.deepEqual(
      skipping.map((source) => source.path),
      [],
    );
  });
});
