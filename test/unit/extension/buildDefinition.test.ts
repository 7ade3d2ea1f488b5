import assert from 'node:assert/strict';
import type { BuildRequest } from '../../../src/core/build/buildRequest.ts';
import {
  folderOf,
  readBuildDefinition,
  writeBuildDefinition,
} from '../../../src/extension/tasks/buildDefinition.ts';

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
  check(
    'bake files',
    { bakeFiles: ['docker/docker-bake.hcl', 'vars.hcl'], bakeTargets: ['app'] },
    {
      file: 'docker/docker-bake.hcl',
      context: 'docker',
      platforms: [],
      tags: [],
      output: 'cache',
      bake: { files: ['docker-bake.hcl', '../vars.hcl'], targets: ['app'] },
      args: [],
      builder: 'farm',
    },
  );
  check(
    'everything of bake files',
    {
      bakeFiles: ['/w/docker-bake.hcl'],
      context: '/w/app',
      platforms: ['linux/arm64'],
      output: 'load',
      provenance: 'false',
      sbom: 'true',
      builder: 'own',
      args: ['--no-cache'],
    },
    {
      file: '/w/docker-bake.hcl',
      context: '/w/app',
      platforms: ['linux/arm64'],
      tags: [],
      output: 'load',
      bake: {
        files: ['../docker-bake.hcl'],
        targets: [],
        platforms: ['linux/arm64'],
        output: 'load',
      },
      args: ['--no-cache'],
      provenance: 'false',
      sbom: 'true',
      builder: 'own',
    },
  );
  check('bake targets alone', { bakeTargets: ['app'] }, '"bakeFiles" names no bake file');
  check('bake files that are no list', { bakeFiles: 'a.hcl' }, '"bakeFiles" is no list of texts');
  check(
    'a tag for bake files',
    { bakeFiles: ['a.hcl'], tags: ['app'] },
    '"tags" is said by the bake files; write "args": ["--set", "<target>.<key>=<value>"] to change it',
  );
  check(
    'an archive for bake files',
    { bakeFiles: ['a.hcl'], output: 'oci' },
    '"output" is none of push, load, cache, and bake files say the others themselves',
  );
  check(
    'a whole path as the context of bake files without one',
    { bakeFiles: ['a.hcl'], context: '/w' },
    '"bakeFiles" do not begin with ${workspaceFolder}, and "context" is a whole path',
  );
  check('no file', {}, '"file" names no Dockerfile, and "bakeFiles" no bake file');
  check(
    'a file that is no text',
    { file: 7 },
    '"file" names no Dockerfile, and "bakeFiles" no bake file',
  );
  check(
    'another output',
    { file: 'D', output: 'image' },
    '"output" is none of push, load, oci, docker, local, tar, digest, cache',
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

describe('writeBuildDefinition', () => {
  const check = (name: string, more: Partial<BuildRequest>, expected: Readonly<object>) =>
    it(name, () => {
      const least = { file: 'a/D', context: 'a', platforms: ['linux/arm64'], tags: [], args: [] };
      const request: BuildRequest = { ...least, buildArgs: {}, output: 'push', ...more };
      const written = writeBuildDefinition({ ...request, progress: 'rawjson' });
      assert.deepEqual(written, expected);
      const read = readBuildDefinition(written, defaults);
      assert.deepEqual(read.ok && read.value, request);
    });

  it('writes bake files where they are seen from', () => {
    const definition = { bakeFiles: ['a/docker-bake.hcl', '/w/b.hcl'], bakeTargets: ['app'] };
    const more = { platforms: ['linux/arm64'], output: 'load', builder: 'b', sbom: 'true' };
    const read = readBuildDefinition({ ...definition, ...more }, defaults);
    assert(read.ok);
    const written = writeBuildDefinition({ ...read.value, progress: 'rawjson' });
    assert.deepEqual(written, { ...definition, ...more, context: 'a', args: [] });
    assert.deepEqual(readBuildDefinition(written, defaults), read);
  });

  const least = { file: 'a/D', platforms: ['linux/arm64'], output: 'push' };
  check('leaves out what is usual', {}, least);
  check(
    'writes what is read as the same build',
    {
      ...{ context: '.', tags: ['app'], target: 't', builder: 'b', provenance: 'false' },
      ...{ buildArgs: { A: '1' }, contexts: { c: 'd' }, secrets: [{ id: 's', env: 'S' }] },
      ...{ args: ['--no-cache'], cacheTo: ['type=inline'], destination: 'o', sbom: 'true' },
    },
    {
      ...{ ...least, context: '.', tags: ['app'], target: 't', builder: 'b', provenance: 'false' },
      ...{ buildArgs: { A: '1' }, contexts: { c: 'd' }, secrets: [{ id: 's', env: 'S' }] },
      ...{ args: ['--no-cache'], cacheTo: ['type=inline'], destination: 'o', sbom: 'true' },
    },
  );
});
