import assert from 'node:assert/strict';
import { imageHint, imageOfPage, isBuildFileName } from '../../../src/cli/mistakenOperand.ts';

describe('an operand that is not what a command takes', () => {
  const page = (address: string, expected: string | undefined) => {
    it(address, () => {
      assert.equal(imageOfPage(address), expected);
    });
  };
  page('https://hub.docker.com/_/node', 'node');
  page('https://hub.docker.com/_/node/tags?page=2', 'node');
  page('hub.docker.com/_/node', 'node');
  page('https://hub.docker.com/r/library/node', 'node');
  page('https://hub.docker.com/r/bitnami/redis/tags', 'bitnami/redis');
  page('https://hub.docker.com/layers/library/node/20/images/sha256-1', 'node');
  page('https://hub.docker.com/repository/docker/me/app/general', 'me/app');
  page('https://hub.docker.com/search?q=node', undefined);
  page('https://quay.io/repository/a/b?tab=tags', 'quay.io/a/b');
  page('https://gallery.ecr.aws/docker/library/node', 'public.ecr.aws/docker/library/node');
  page('https://mcr.microsoft.com/artifact/mar/dotnet/sdk/tags', 'mcr.microsoft.com/dotnet/sdk');
  page('https://ghcr.io/owner/app:1', 'ghcr.io/owner/app:1');
  page('docker://docker.io/library/node:20', 'node:20');
  page('https://github.com/owner/app', undefined);
  page('https://example.com/Dockerfile', undefined);
  page('node:20', undefined);
  page('Dockerfile', undefined);

  const hint = (operand: string, expected: string) => {
    it(`not a file: ${operand}`, () => {
      assert.equal(imageHint(operand), expected);
    });
  };
  hint('Dockerfil', '');
  hint('dockerfile', '');
  hint('./a:b', '');
  hint('image.tar', '');
  hint('node@latest', '');
  hint('node:20', ' If it is an image: multiarch image node:20');
  hint('git@github.com:a/b', '');
  hint('https://github.com/a/b', ' Files are read from this machine only: download it first.');

  it('is a file that is built with, or another', () => {
    const names = ['Dockerfile', './a/Containerfile', 'web.dockerfile', 'compose.yaml', 'x.hcl'];
    assert.deepEqual(names.filter(isBuildFileName), names);
    assert.deepEqual(['dockerfiles', 'app', 'a.tar', 'node:20'].filter(isBuildFileName), [
      'dockerfiles',
    ]);
  });
});
