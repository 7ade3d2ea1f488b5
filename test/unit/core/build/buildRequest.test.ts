import assert from 'node:assert/strict';
import { buildArguments, type BuildRequest } from '../../../../src/core/build/buildRequest.ts';

const smallest: BuildRequest = {
  file: 'Dockerfile',
  context: '.',
  platforms: [],
  tags: [],
  output: 'cache',
};

describe('buildArguments', () => {
  const check = (name: string, request: Partial<BuildRequest>, expected: string) =>
    it(name, () => {
      assert.equal(buildArguments({ ...smallest, ...request }).join(' '), expected);
    });

  check(
    'the least that can be said',
    {},
    'buildx build --file Dockerfile --output type=cacheonly .',
  );
  check(
    'platforms, tag and push',
    {
      platforms: ['linux/amd64', 'linux/arm/v7'],
      tags: ['127.0.0.1:5000/app:1.0', 'app'],
      output: 'push',
    },
    'buildx build --platform linux/amd64,linux/arm/v7 --file Dockerfile --tag 127.0.0.1:5000/app:1.0 --tag app --push .',
  );
  check(
    'everything',
    {
      file: 'docker/Dockerfile',
      context: 'docker',
      builder: 'farm',
      platforms: ['linux/arm64'],
      tags: ['app'],
      target: 'test',
      buildArgs: { VERSION: '1 2', EMPTY: '' },
      output: 'load',
      args: ['--no-cache'],
    },
    'buildx build --builder farm --platform linux/arm64 --file docker/Dockerfile --target test --build-arg VERSION=1 2 --build-arg EMPTY= --tag app --load --no-cache docker',
  );
  check(
    'what a build is given beside its files',
    {
      contexts: { deps: '../deps' },
      secrets: [{ id: 'a,b', env: 'TOKEN' }, { id: 'key', file: 'my key.pem' }, { id: 'plain' }],
      ssh: ['default'],
      cacheFrom: ['type=registry,ref=r.example.com/app:cache'],
      cacheTo: ['type=inline'],
      provenance: 'mode=max',
      sbom: 'true',
      progress: 'rawjson',
    },
    'buildx build --progress=rawjson --file Dockerfile --build-context deps=../deps --secret "id=a,b",env=TOKEN --secret id=key,src=my key.pem --secret id=plain --ssh default --cache-from type=registry,ref=r.example.com/app:cache --cache-to type=inline --provenance=mode=max --sbom=true --output type=cacheonly .',
  );
  check(
    'an archive',
    { output: 'oci' },
    'buildx build --file Dockerfile --output type=oci,dest=image.oci.tar .',
  );
  check(
    'a folder that looks like an option',
    { context: '--output=type=local,dest=..', file: '--output=type=local,dest=../Dockerfile' },
    'buildx build --file ./--output=type=local,dest=../Dockerfile --output type=cacheonly ./--output=type=local,dest=..',
  );
  check(
    'paths that look like the standard input and output',
    { context: '-', file: '-', output: 'oci', destination: '-' },
    'buildx build --file ./- --output type=oci,dest=./- ./-',
  );
  check(
    'hyphens within paths',
    { context: 'a/-b', file: 'a/-b/-Dockerfile', output: 'oci', destination: './-c' },
    'buildx build --file a/-b/-Dockerfile --output type=oci,dest=./-c a/-b',
  );

  it('keeps a value with blanks one word', () => {
    const words = buildArguments({ ...smallest, buildArgs: { A: '$(rm -rf /) "x"' } });
    assert.ok(words.includes('A=$(rm -rf /) "x"'));
  });

  it('quotes a destination as CSV does', () => {
    const words = buildArguments({ ...smallest, output: 'oci', destination: 'a,"b".tar' });
    assert.ok(words.includes('type=oci,"dest=a,""b"".tar"'));
  });
});
