import assert from 'node:assert/strict';
import { generateCi } from '../../../../src/core/ci/generate/generateCi.ts';
import { assertProportional } from '../../../support/growth.ts';
import {
  find,
  mend,
  shown,
  job,
  qemu,
  buildx,
  build,
  one,
  matrix,
  native,
  both,
  each,
  byDigest,
  meta,
  keep,
  upload,
  join,
} from '../../../support/pipelines.ts';

describe('workflows that are right stay without findings', () => {
  const clean = (title: string, text: string) => {
    it(title, () => {
      assert.deepEqual(shown(text, find(text)), []);
    });
  };
  clean(
    'emulated, in one job',
    job(one, qemu + buildx + build(both, 'push: true', 'tags: o/a:latest')),
  );
  clean(
    'loaded into a containerd store',
    job(
      one,
      `- uses: docker/setup-docker-action@v4\n${qemu}${build(both, 'load: true', 'tags: o/a:latest')}`,
    ),
  );
  const prepare = `- run: |
    platform=\${{ matrix.platform }}
    echo "PLATFORM_PAIR=\${platform//\\//-}" >> $GITHUB_ENV
`;
  clean(
    'emulated, in a job for each platform',
    job(
      matrix,
      prepare +
        meta +
        qemu +
        buildx +
        build(
          each,
          'labels: ${{ steps.meta.outputs.labels }}',
          'tags: ghcr.io/o/a',
          byDigest.replace('name=ghcr.io/o/a,', ''),
        ) +
        keep +
        upload('digests-${{ env.PLATFORM_PAIR }}'),
    ) + join,
  );
  clean(
    'on native machines',
    job(
      native,
      prepare +
        meta +
        buildx +
        build(
          each,
          byDigest,
          'cache-from: type=gha,scope=${{ matrix.platform }}',
          'cache-to: type=gha,scope=${{ matrix.platform }},mode=max',
        ) +
        keep +
        upload('digests-${{ env.PLATFORM_PAIR }}'),
    ) + join,
  );
  clean(
    'with a tag for each platform',
    job(
      `runs-on: ubuntu-latest\nstrategy:\n  matrix:\n    arch: [amd64, arm64]`,
      qemu +
        buildx +
        build(
          'platforms: linux/${{ matrix.arch }}',
          'push: true',
          'tags: o/a:1-${{ matrix.arch }}',
        ),
    ),
  );
  clean(
    'with tags of which the metadata depend on the matrix',
    job(
      matrix,
      qemu +
        buildx +
        `- uses: docker/metadata-action@v6
  id: meta
  with:
    images: o/a
    flavor: suffix=-\${{ matrix.platform }}
` +
        build(each, 'push: true', 'tags: ${{ steps.meta.outputs.tags }}'),
    ),
  );
  clean(
    'a matrix of other things than platforms',
    job(
      'runs-on: ubuntu-latest\nstrategy:\n  matrix:\n    version: [1, 2]',
      qemu +
        buildx +
        build(both, 'push: true', 'tags: o/a:latest', 'build-args: V=${{ matrix.version }}'),
    ),
  );
  clean(
    'a push that a condition decides',
    job(
      one,
      qemu +
        buildx +
        build(both, "push: ${{ github.event_name != 'pull_request' }}", 'tags: o/a:1'),
    ),
  );
  clean(
    'the same condition in the output',
    job(
      native,
      buildx + build(each, byDigest.replace('push=true', 'push=${{ github.ref_type }}')) + keep,
    ) + join,
  );
  clean('a build for the machine alone', job(one, buildx + build('load: true', 'tags: o/a:test')));
  clean(
    'emulators of the machine itself',
    job('runs-on: [self-hosted, linux, x64]', buildx + build(both, 'push: true')),
  );
  clean(
    'a builder with other nodes',
    job(
      one,
      `- uses: docker/setup-buildx-action@v4\n  with:\n    append: |\n      - endpoint: ssh://me@arm\n${build(both, 'push: true')}`,
    ),
  );
  clean(
    'emulators for what a script does',
    job(
      one,
      `${qemu}- run: docker run --platform linux/arm64 alpine uname -m\n${build('tags: o/a:1')}`,
    ),
  );
  clean('386 on amd64', job(one, buildx + build('platforms: linux/386', 'push: true')));
  clean(
    '32-bit ARM on arm64',
    job('runs-on: ubuntu-24.04-arm', buildx + build('platforms: linux/arm/v7', 'push: true')),
  );
  clean(
    'a matrix that an expression makes',
    job(
      'runs-on: ubuntu-latest\nstrategy:\n  matrix: ${{ fromJSON(needs.x.outputs.m) }}',
      qemu + buildx + build(each, 'push: true', 'tags: o/a:1'),
    ),
  );
  clean(
    'two builds in one job, with one cache',
    job(
      one,
      qemu +
        buildx +
        build('load: true', 'tags: o/a:test', 'cache-to: type=gha') +
        build(both, 'push: true', 'cache-to: type=gha', 'tags: o/a:1'),
    ),
  );
  clean('no workflow', 'a: 1\n');

  for (const strategy of ['native', 'qemu'] as const) {
    for (const provider of ['github', 'gitlab'] as const) {
      it(`what is generated: ${provider}, ${strategy}`, () => {
        const image = {
          ...{
            repository: 'ghcr.io/o/a',
            registry: 'ghcr.io',
            dockerfile: 'Dockerfile',
            context: '.',
          },
          ...{
            buildArgs: {},
            platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/s390x'],
          },
        };
        const cache = provider === 'github' ? 'gha' : 'registry';
        const text = generateCi({
          provider,
          strategy,
          cache,
          branch: 'main',
          images: [image, { ...image, repository: 'ghcr.io/o/b', platforms: ['linux/arm64'] }],
        });
        assert.deepEqual(
          shown(text, find(text, provider === 'github' ? 'workflow' : 'gitlab')),
          [],
        );
      });
    }
  }
});

describe('mistakes in workflows', () => {
  const check = (
    title: string,
    text: string,
    expected: readonly string[],
    mended?: readonly string[],
  ) => {
    it(title, () => {
      assert.deepEqual(shown(text, find(text)), expected);
      if (mended !== undefined) assert.deepEqual(shown(mend(text), find(mend(text))), mended);
    });
  };
  check(
    'the same tag from each run of a matrix',
    job(matrix, qemu + buildx + build(each, 'push: true', 'tags: o/a:latest')),
    ['ci-tags-overwritten error: o/a:latest'],
  );
  check(
    'the same tags of docker/metadata-action',
    job(native, meta + buildx + build(each, 'push: true', 'tags: ${{ steps.meta.outputs.tags }}')),
    ['ci-tags-overwritten warning: ${{ steps.meta.outputs.tags }}'],
  );
  check(
    'the same tag in a script',
    job(
      matrix,
      `${qemu}- run: docker buildx build --platform \${{ matrix.platform }} --push -t o/a:latest .\n`,
    ),
    ['ci-tags-overwritten error: o/a:latest'],
  );
  check('a digest that nothing keeps', job(native, buildx + build(each, byDigest)) + join, [
    'ci-digest-lost warning: docker/build-push-action@v7',
  ]);
  check(
    'artifacts of one name',
    job(native, buildx + build(each, byDigest) + keep + upload('digests')) + join,
    ['ci-digest-lost error: digests'],
    [],
  );
  check(
    'digests that nothing joins',
    job(native, buildx + build(each, byDigest) + keep + upload('d-${{ matrix.runner }}')),
    ['ci-digest-lost information: docker/build-push-action@v7'],
  );
  check(
    'tags with a push by digest',
    job(
      native,
      meta + buildx + build(each, byDigest, 'tags: ${{ steps.meta.outputs.tags }}') + keep,
    ) + join,
    ['ci-output-conflict error: ${{ steps.meta.outputs.tags }}'],
  );
  check(
    'an output that pushes whatever push says',
    job(
      one,
      qemu +
        buildx +
        build(
          both,
          "push: ${{ github.event_name != 'pull_request' }}",
          'outputs: type=image,name=o/a,push=true',
        ),
    ),
    ["ci-output-conflict warning: ${{ github.event_name != 'pull_request' }}"],
  );
  check(
    'a push that goes before push=false',
    job(one, qemu + buildx + build(both, 'push: true', 'outputs: type=image,name=o/a,push=false')),
    ['ci-output-conflict warning: type=image,name=o/a,push=false'],
  );
  check('several platforms loaded', job(one, qemu + buildx + build(both, 'load: true')), [
    'ci-load-several-platforms warning: true',
  ]);
  check(
    'several platforms loaded by a script',
    job(
      one,
      `${qemu}${buildx}- run: docker buildx build --platform linux/amd64,linux/arm64 --load .\n`,
    ),
    ['ci-load-several-platforms warning: --load'],
  );
  check(
    'no emulator',
    job(one, buildx + build(both, 'push: true', 'tags: o/a:1')),
    ['ci-emulator-missing information: linux/amd64'],
    [],
  );
  check(
    'no emulator and no builder',
    job(one, build('platforms: linux/arm64', 'push: true', 'tags: o/a:1')),
    ['ci-emulator-missing warning: linux/arm64'],
    [],
  );
  check(
    'emulators after the builder',
    job(one, buildx + qemu + build(both, 'push: true', 'tags: o/a:1')),
    ['ci-emulator-late warning: docker/setup-qemu-action@v4'],
    [],
  );
  check(
    'emulators that nothing needs',
    job(native, qemu + buildx + build(each, byDigest) + keep) + join,
    ['ci-emulator-unneeded hint: docker/setup-qemu-action@v4'],
  );
  check(
    'amd64 on arm64',
    job('runs-on: ubuntu-24.04-arm', qemu + buildx + build('platforms: linux/amd64', 'push: true')),
    ['ci-runner-mismatch warning: ubuntu-24.04-arm'],
  );
  check(
    'machines that are mixed up',
    job(
      native
        .replace('linux/amd64', 'linux/x')
        .replace('linux/arm64', 'linux/amd64')
        .replace('linux/x', 'linux/arm64'),
      qemu + buildx + build(each, byDigest) + keep,
    ) + join,
    ['ci-runner-mismatch warning: ${{ matrix.runner }}'],
  );
  check(
    'one cache for all platforms',
    job(
      native,
      buildx + build(each, byDigest, 'cache-from: type=gha', 'cache-to: type=gha,mode=max') + keep,
    ) + join,
    ['ci-cache-shared warning: type=gha,mode=max'],
    [],
  );
  check(
    'one scope for all platforms',
    job(
      native,
      buildx +
        build(
          each,
          byDigest,
          'cache-from: type=gha,scope=a',
          'cache-to: type=gha,scope=a,mode=max',
        ) +
        keep,
    ) + join,
    ['ci-cache-shared warning: type=gha,scope=a,mode=max'],
    [],
  );
  const script = `- run: |
    docker manifest create o/a:1 --amend o/a:1-amd64 --amend o/a:1-arm64
    docker manifest push o/a:1
`;
  check(
    'docker manifest',
    job(one, script),
    [
      'ci-docker-manifest information: docker manifest create o/a:1 --amend o/a:1-amd64 --amend o/a:1-arm64',
    ],
    [],
  );
  check(
    'docker manifest of images with attestations',
    job(one, buildx + build('push: true', 'tags: o/a:1-amd64') + script),
    [
      'ci-docker-manifest warning: docker manifest create o/a:1 --amend o/a:1-amd64 --amend o/a:1-arm64',
    ],
  );
  check(
    'artifacts that GitHub has switched off',
    job(one, build('push: true') + upload('x').replace('v7', 'v3')),
    ['ci-retired-action warning: actions/upload-artifact@v3'],
  );

  it('docker manifest gives way to what takes lists, too', () => {
    assert.match(
      mend(job(one, script)),
      /docker buildx imagetools create --tag o\/a:1 o\/a:1-amd64 o\/a:1-arm64\n {10}docker buildx imagetools inspect o\/a:1\n/,
    );
  });

  it('emulators come in front of the builder, as steps', () => {
    assert.match(
      mend(job(one, buildx + build(both, 'push: true'))),
      /\n {6}- name: Set up QEMU\n {8}uses: docker\/setup-qemu-action@v4\n {8}with:\n {10}platforms: arm64\n {6}- uses: docker\/setup-buildx/,
    );
  });

  it('takes time in proportion to a file', () => {
    const steps = build(each, 'push: true', 'tags: o/a:1', 'cache-to: type=gha', byDigest);
    assertProportional((share) => {
      find(job(matrix, steps.repeat(400 * share)));
    });
  });
});

describe('mistakes in pipelines of GitLab', () => {
  const check = (title: string, text: string, expected: readonly string[]) => {
    it(title, () => {
      assert.deepEqual(shown(text, find(text, 'gitlab')), expected);
    });
  };
  const pipeline = (script: string, tags = '') => `build:
  parallel:
    matrix:
      - PLATFORM: [linux/amd64, linux/arm64]
${tags}  script:
    - ${script}
`;
  check(
    'the same tag from each job',
    pipeline('docker buildx build --platform $PLATFORM --push -t $CI_REGISTRY_IMAGE:latest .'),
    ['ci-tags-overwritten warning: $CI_REGISTRY_IMAGE:latest'],
  );
  check(
    'a tag for each',
    pipeline('docker buildx build --platform $PLATFORM --push -t $CI_REGISTRY_IMAGE:$CI_JOB_ID .'),
    [],
  );
  check(
    'one cache',
    pipeline(
      'docker buildx build --platform "$PLATFORM" --push -t x:$PLATFORM --cache-to type=registry,ref=$CI_REGISTRY_IMAGE:cache .',
    ),
    ['ci-cache-shared warning: type=registry,ref=$CI_REGISTRY_IMAGE:cache'],
  );
  check(
    'amd64 on arm64',
    'build:\n  tags: [saas-linux-small-arm64]\n  script:\n    - docker buildx build --platform linux/amd64 --push -t x:1 .\n',
    ['ci-runner-mismatch warning: saas-linux-small-arm64'],
  );
  const loading = (services: string, options = '--load') =>
    `build:\n  services: ${services}\n  script:\n    - docker buildx build --platform linux/amd64,linux/arm64 ${options} -t x:1 .\n`;
  for (const [services, expected] of [
    ['[docker:28-dind]', ['ci-load-several-platforms warning: --load']],
    ['[docker:27.5.1-dind-rootless]', ['ci-load-several-platforms warning: --load']],
    ['[docker:29-dind]', []],
    ['[docker:dind]', []],
    ['[docker:$VERSION-dind, docker:28-dind]', []],
    ['["docker:${VERSION}-dind"]', []],
    ['[docker:29-dind, docker:28-dind]', []],
    ['[postgres:16]', []],
    ['[postgres:16] # was docker:28-dind', []],
    ['[docker:28-dind] # later docker:29-dind', ['ci-load-several-platforms warning: --load']],
    ['[{ name: docker:28-dind, command: [--feature=containerd-snapshotter] }]', []],
  ] as const) {
    check(`several platforms loaded by ${services}`, loading(services), expected);
  }
  check('an output that loads several', loading('[docker:28-dind]', '--output type=docker'), [
    'ci-load-several-platforms warning: type=docker',
  ]);
  check('several platforms pushed', loading('[docker:28-dind]', '--push'), []);
  check(
    'docker manifest',
    'join:\n  script: |\n    docker manifest create x:1 x:1-amd64 x:1-arm64\n',
    ['ci-docker-manifest information: docker manifest create x:1 x:1-amd64 x:1-arm64'],
  );
  check(
    'what a job extends',
    '.b:\n  script:\n    - docker build --platform $P --push -t x:latest .\na:\n  extends: .b\n  parallel:\n    matrix:\n      - P: [linux/amd64, linux/s390x]\n',
    ['ci-tags-overwritten error: x:latest'],
  );
});
