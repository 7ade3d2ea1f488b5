import assert from 'node:assert/strict';
import { parseReference } from '../../../../src/core/image/reference.ts';
import { registryPage } from '../../../../src/core/image/registryPage.ts';

describe('the page of an image', () => {
  function check(written: string, expected: string | undefined): void {
    it(written, () => {
      const reference = parseReference(written);
      assert.ok(reference.ok);
      assert.equal(registryPage(reference.value), expected);
    });
  }
  const digest = `sha256:${'a'.repeat(64)}`;
  check('alpine', 'https://hub.docker.com/_/alpine');
  check('library/alpine:3.20', 'https://hub.docker.com/_/alpine');
  check('docker.io/bitnami/redis:7', 'https://hub.docker.com/r/bitnami/redis');
  check('a/b/c', 'https://hub.docker.com/r/a/b/c');
  check('ghcr.io/a/b:c', 'https://ghcr.io/a/b');
  check('quay.io/a/b', 'https://quay.io/repository/a/b');
  check('quay.io/a/b:1.2', 'https://quay.io/repository/a/b?tab=tags&tag=1.2');
  check(`quay.io/a/b@${digest}`, 'https://quay.io/repository/a/b');
  check(`quay.io/a/b:1.2@${digest}`, 'https://quay.io/repository/a/b');
  check('mcr.microsoft.com/dotnet/sdk:9.0', 'https://mcr.microsoft.com/artifact/mar/dotnet/sdk');
  check('public.ecr.aws/a/b', 'https://gallery.ecr.aws/a/b');
  check(
    'registry.gitlab.com/group/project/image:1',
    'https://gitlab.com/group/project/container_registry',
  );
  check('registry.gitlab.com/group/project', 'https://gitlab.com/group/project/container_registry');
  check('registry.gitlab.com/group', undefined);
  check('gcr.io/a/b', 'https://gcr.io/a/b');
  check('eu.gcr.io/a/b:1', 'https://eu.gcr.io/a/b');
  check('europe-docker.pkg.dev/a/b/c', 'https://europe-docker.pkg.dev/a/b/c');
  check('notgcr.io/a/b', undefined);
  check('docker.pkg.dev/a/b', undefined);
  check('registry.example.com/a', undefined);
  check('localhost:5000/a', undefined);
});
