import assert from 'node:assert/strict';
import { folderOf, readBuildDefinition } from '../../../src/extension/tasks/buildDefinition.ts';

const defaults = { platforms: ['linux/amd64', 'linux/arm64'], builder: undefined };

describe('readBuildDefinition', () => {
  const check = (name: string, definition: Readonly<Record<string, unknown>>, expected: unknown) =>
    it(name, () => {
      const result = readBuildDefinition(
        { type: 'multiarch-build', ...definition },
        { ...defaults, builder: 'farm' },
      );
      assert.deepEqual(result.ok ? result.value : result.problem.message, expected);
    });

  check(
    'only a file',
    { file: 'docker/Dockerfile' },
    {
      file: 'docker/Dockerfile',
      context: 'docker',
      platforms: ['linux/amd64', 'linux/arm64'],
      tags: [],
      buildArgs: {},
      output: 'cache',
      args: [],
      builder: 'farm',
    },
  );
  check(
    'everything',
    {
      file: 'Dockerfile',
      context: '..',
      platforms: ['linux/s390x'],
      tags: ['app:1'],
      target: 'test',
      buildArgs: { A: 'b' },
      output: 'oci',
      destination: 'out/app.tar',
      builder: 'own',
      args: ['--no-cache'],
    },
    {
      file: 'Dockerfile',
      context: '..',
      platforms: ['linux/s390x'],
      tags: ['app:1'],
      target: 'test',
      buildArgs: { A: 'b' },
      output: 'oci',
      destination: 'out/app.tar',
      builder: 'own',
      args: ['--no-cache'],
    },
  );
  check(
    'what a build is given beside its files',
    {
      file: 'Dockerfile',
      contexts: { deps: 'docker-image://alpine:3.20' },
      secrets: [{ id: 'token', env: 'TOKEN' }, { id: 'key', file: 'key.pem' }, { id: 'plain' }],
      ssh: ['default'],
      cacheFrom: ['type=registry,ref=r.example.com/app:cache'],
      cacheTo: ['type=inline'],
      provenance: 'mode=max',
      sbom: 'true',
    },
    {
      file: 'Dockerfile',
      context: '.',
      platforms: ['linux/amd64', 'linux/arm64'],
      tags: [],
      buildArgs: {},
      contexts: { deps: 'docker-image://alpine:3.20' },
      secrets: [{ id: 'token', env: 'TOKEN' }, { id: 'key', file: 'key.pem' }, { id: 'plain' }],
      ssh: ['default'],
      cacheFrom: ['type=registry,ref=r.example.com/app:cache'],
      cacheTo: ['type=inline'],
      provenance: 'mode=max',
      sbom: 'true',
      output: 'cache',
      args: [],
      builder: 'farm',
    },
  );
  check(
    'a secret with its value',
    { file: 'Dockerfile', secrets: [{ id: 'token', value: 'hunter2' }] },
    'the secret "token" has "value": only "id", "env" and "file" are known',
  );
  check(
    'a secret without a name',
    { file: 'Dockerfile', secrets: [{ env: 'TOKEN' }] },
    '"secrets" has an entry without an "id"',
  );
  check('secrets that are no list', { file: 'Dockerfile', secrets: {} }, '"secrets" is no list');
  check('no file', {}, '"file" names no Dockerfile');
  check('a file that is no text', { file: 7 }, '"file" names no Dockerfile');
  check(
    'another output',
    { file: 'D', output: 'local' },
    '"output" is none of push, load, oci, cache',
  );
  check('a tag instead of tags', { file: 'D', tags: 'app' }, '"tags" is no list of texts');
  check(
    'platforms that are numbers',
    { file: 'D', platforms: [7] },
    '"platforms" is no list of texts',
  );
  check('a target that is no text', { file: 'D', target: {} }, '"target" is no text');
  check(
    'build arguments that are no texts',
    { file: 'D', buildArgs: { A: 1 } },
    '"buildArgs" is no object of texts',
  );
});

describe('folderOf', () => {
  const check = (file: string, expected: string) =>
    it(file, () => {
      assert.equal(folderOf(file), expected);
    });

  check('Dockerfile', '.');
  check('services/api/Dockerfile', 'services/api');
  check('/Dockerfile', '/');
  check(String.raw`C:\app\Dockerfile`, String.raw`C:\app`);
});
