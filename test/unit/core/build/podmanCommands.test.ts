import assert from 'node:assert/strict';
import type { BuildRequest } from '../../../../src/core/build/buildRequest.ts';
import { commandLine } from '../../../../src/core/build/commandLine.ts';
import { podmanCommands } from '../../../../src/core/build/podmanCommands.ts';

/** Expected as podman-build(1) and podman-manifest-push(1) of podman 5.8 have them. */
describe('a build as podman has it', () => {
  const plain: BuildRequest = {
    file: 'Dockerfile',
    context: '.',
    platforms: ['linux/amd64', 'linux/arm64'],
    tags: ['quay.io/me/app:1'],
    output: 'push',
  };
  const check = (
    title: string,
    change: Partial<BuildRequest>,
    lines: readonly string[],
    left: readonly string[] = [],
  ) => {
    it(title, () => {
      const found = podmanCommands({ ...plain, ...change });
      assert.deepEqual(found.commands.map(commandLine), lines);
      assert.deepEqual(found.left, left);
    });
  };
  const remove = 'podman manifest rm -- quay.io/me/app:1';
  const build =
    'podman build --platform linux/amd64,linux/arm64 --manifest=quay.io/me/app:1 --file Dockerfile .';
  const push = 'podman manifest push --all -- quay.io/me/app:1 docker://quay.io/me/app:1';

  check('is built into a list, and all of the list is pushed', {}, [remove, build, push]);
  check('stays on the machine', { output: 'load' }, [remove, build]);
  check('for one platform, too', { platforms: ['linux/arm64'] }, [
    remove,
    'podman build --platform linux/arm64 --manifest=quay.io/me/app:1 --file Dockerfile .',
    push,
  ]);
  check('has no list without a name', { tags: [] }, [
    'podman build --platform linux/amd64,linux/arm64 --file Dockerfile .',
  ]);
  check('is pushed under each of its names', { tags: ['quay.io/me/app:1', 'quay.io/me/app:2'] }, [
    remove,
    build,
    push,
    'podman manifest push --all -- quay.io/me/app:1 docker://quay.io/me/app:2',
  ]);
  check(
    'has a stage, build arguments and another context',
    {
      file: 'docker/Dockerfile.prod',
      context: 'app dir',
      target: 'prod',
      buildArgs: { VERSION: '1 $(2)', EMPTY: '' },
      output: 'cache',
    },
    [
      remove,
      "podman build --platform linux/amd64,linux/arm64 --manifest=quay.io/me/app:1 --file docker/Dockerfile.prod --target=prod --build-arg 'VERSION=1 $(2)' --build-arg EMPTY= 'app dir'",
    ],
  );
  check(
    'names what is not translated',
    {
      output: 'oci',
      contexts: { src: '../src' },
      secrets: [{ id: 'token', env: 'TOKEN' }],
      ssh: ['default'],
      cacheFrom: ['type=gha'],
      cacheTo: ['type=gha'],
      provenance: 'false',
      sbom: 'true',
      builder: 'farm',
      args: ['--no-cache'],
    },
    [remove, build],
    [
      '--build-context',
      '--secret',
      '--ssh',
      '--cache-from',
      '--cache-to',
      '--provenance',
      '--sbom',
      '--builder',
      '--output type=oci',
      '--no-cache',
    ],
  );
  check(
    'lets no name become an option',
    { file: '-f', context: '-', tags: ['-x'], target: '--squash', platforms: [] },
    [
      'podman manifest rm -- -x',
      'podman build --manifest=-x --file ./-f --target=--squash ./-',
      'podman manifest push --all -- -x docker://-x',
    ],
  );
});
