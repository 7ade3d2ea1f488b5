import assert from 'node:assert/strict';
import { renderMessage } from '../../../../src/core/analysis/finding.ts';
import {
  both,
  build,
  buildx,
  byDigest,
  each,
  find,
  job,
  join,
  keep,
  matrix,
  mend,
  native,
  one,
  qemu,
  upload,
} from '../../../support/pipelines.ts';

/** What a person reads of each finding, for which platforms it is, what mends it, and the lines that are new then. */
function told(text: string, kind: 'workflow' | 'gitlab'): readonly string[] {
  const lines = new Set(text.split('\n'));
  const findings = find(text, kind);
  const fixes = findings.flatMap((finding) => finding.fixes);
  assert.ok(fixes.every((fix) => fix.kind === 'edit' && !fix.safe));
  return [
    ...findings.flatMap(({ message, platforms }) => [renderMessage(message), platforms.join(' ')]),
    ...fixes.map(({ title }) => renderMessage(title)),
    ...(fixes.length === 0 ? [] : mend(text, kind).split('\n')).filter((line) => !lines.has(line)),
  ];
}

describe('what findings in workflows and pipelines say', () => {
  const check = (
    title: string,
    text: string,
    expected: readonly string[],
    kind: 'workflow' | 'gitlab' = 'workflow',
  ) => {
    it(title, () => {
      assert.deepEqual(told(text, kind), expected);
    });
  };
  check(
    'the same tag from each run',
    job(matrix, qemu + buildx + build(each, 'push: true', 'tags: o/a:latest')),
    [
      'Each run of the job “build” pushes this tag for another platform, and the last one wins: of linux/amd64, linux/arm64, one stays. Push by digest and join the digests, or give each run a tag of its own and join those.',
      'linux/amd64',
    ],
  );
  check('a digest that nothing keeps', job(native, buildx + build(each, byDigest)) + join, [
    'This pushes by digest, and nothing in “build” keeps the digest: no tag will ever name the image. Write steps.build.outputs.digest to a file, upload it, and join the digests of all platforms in a job of its own.',
    '',
  ]);
  check(
    'a digest of a step without an id',
    job(native, (buildx + build(each, byDigest)).replace('  id: build\n', '')) + join,
    [
      'This pushes by digest, and nothing in “build” keeps the digest: no tag will ever name the image. Write steps.<id>.outputs.digest to a file, upload it, and join the digests of all platforms in a job of its own.',
      '',
    ],
  );
  check(
    'artifacts of one name',
    job(native, buildx + build(each, byDigest) + keep + upload('digests')) + join,
    [
      'Each run of “build” uploads under the same name, and an artifact can be uploaded once only: all runs but the first one fail, and their digests are lost.',
      '',
      'Give each run a name of its own',
      '          name: digests-${{ matrix.runner }}',
    ],
  );
  check(
    'artifacts of one name, where the matrix has slashes',
    job(matrix, qemu + buildx + build(each, byDigest) + keep + upload('digests')) + join,
    [
      'Each run of “build” uploads under the same name, and an artifact can be uploaded once only: all runs but the first one fail, and their digests are lost.',
      '',
      'Give each run a name of its own',
      '          name: digests-${{ strategy.job-index }}',
    ],
  );
  check(
    'artifacts without a name',
    job(native, buildx + build(each, byDigest) + keep + upload('x').replace('    name: x\n', '')) +
      join,
    [
      'Each run of “build” uploads under the same name, and an artifact can be uploaded once only: all runs but the first one fail, and their digests are lost.',
      '',
    ],
  );
  check(
    'digests that nothing joins',
    job(native, buildx + build(each, byDigest) + keep + upload('d-${{ matrix.runner }}')),
    [
      'The digests are kept, and nothing in this file joins them to a list with a tag (“docker buildx imagetools create”).',
      '',
    ],
  );
  check(
    'tags with a push by digest',
    job(native, buildx + build(each, byDigest, 'tags: o/a:1') + keep) + join,
    [
      "A push by digest refuses names with tags (“can't push tagged ref … by digest”). Leave the tags to the job that joins the digests.",
      '',
    ],
  );
  check(
    'a condition that counts for nothing',
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
    [
      'This condition counts for nothing: the output says to push whatever happens, also in pull requests. Put the condition there (“push=${{ … }}”), and leave this line out.',
      '',
    ],
  );
  check(
    'push: false that counts for nothing',
    job(one, qemu + buildx + build(both, 'push: false', 'outputs: type=image,name=o/a,push=true')),
    ['“push” counts for nothing here: the output says to push.', ''],
  );
  check(
    'push=false that counts for nothing',
    job(one, qemu + buildx + build(both, 'push: true', 'outputs: type=image,name=o/a,push=false')),
    [
      '“push=false” counts for nothing here: “push: true” goes before it, and the image is pushed.',
      '',
    ],
  );
  check('several platforms loaded', job(one, qemu + buildx + build(both, 'load: true')), [
    'The engine of the machine takes one platform at a time: loading linux/amd64, linux/arm64 fails (“docker exporter does not currently support exporting manifest lists”). Load one platform to test it, and push the others; or turn the containerd image store on with docker/setup-docker-action.',
    'linux/amd64 linux/arm64',
  ]);
  check(
    'several platforms loaded on GitLab',
    'a:\n  services: [docker:28-dind]\n  script: docker buildx build --platform linux/amd64,linux/arm64 --load .\n',
    [
      'The engine of this service takes one platform at a time: loading linux/amd64, linux/arm64 fails (“docker exporter does not currently support exporting manifest lists”). Load one platform to test it, and push the others; or take the service of Docker 29 or later, which has the containerd image store.',
      'linux/amd64 linux/arm64',
    ],
    'gitlab',
  );
  check(
    'no emulator',
    job(
      one,
      buildx +
        build(
          'platforms: linux/amd64,linux/arm64,linux/s390x,linux/arm/v7',
          'push: true',
          'tags: o/a:1',
        ),
    ),
    [
      'The machine of “build” does not run linux/arm64, linux/s390x, linux/arm/v7, and nothing sets an emulator up: a RUN for it depends on what the image of BuildKit brings along. Put docker/setup-qemu-action in front of docker/setup-buildx-action, or build it on a machine of its own.',
      'linux/arm64 linux/s390x linux/arm/v7',
      'Set up the emulators',
      '      - name: Set up QEMU',
      '        uses: docker/setup-qemu-action@v4',
      '          platforms: arm64,s390x,arm',
    ],
  );
  check(
    'no emulator and no builder',
    job(one, build('platforms: linux/arm64', 'push: true', 'tags: o/a:1')),
    [
      'The machine of “build” does not run linux/arm64, and nothing sets an emulator up: a RUN for it fails (“exec format error”). Put docker/setup-qemu-action in front, or build it on a machine of its own.',
      'linux/arm64',
      'Set up the emulators',
      '      - name: Set up QEMU',
      '        uses: docker/setup-qemu-action@v4',
      '          platforms: arm64',
    ],
  );
  check(
    'emulators after the builder',
    job(one, buildx + qemu + build(both, 'push: true', 'tags: o/a:1')),
    [
      'The builder is made before the emulators are there: it may not know the platforms that they bring. Put this step in front of docker/setup-buildx-action.',
      '',
      'Put it in front',
    ],
  );
  check(
    'emulators that nothing needs',
    job(native, qemu + buildx + build(each, byDigest) + keep) + join,
    [
      'Nothing in “build” is emulated: its machine runs every platform that it builds for. This step can go.',
      '',
    ],
  );
  check(
    'amd64 on arm64',
    job(
      'runs-on: ubuntu-24.04-arm',
      qemu + buildx + build('platforms: linux/amd64,linux/386', 'push: true'),
    ),
    [
      'linux/amd64, linux/386 is built on a machine for arm64, by emulation, though there are machines that run it: many times slower than it has to be.',
      'linux/amd64 linux/386',
    ],
  );
  check(
    'machines that are mixed up',
    job(
      native
        .replace('linux/amd64', 'linux/x')
        .replace('linux/arm64', 'linux/amd64')
        .replace('linux/x', 'linux/arm64'),
      buildx + build(each, byDigest) + keep,
    ) + join,
    [
      'The machine of “build” does not run linux/arm64, linux/amd64, and nothing sets an emulator up: a RUN for it depends on what the image of BuildKit brings along. Put docker/setup-qemu-action in front of docker/setup-buildx-action, or build it on a machine of its own.',
      'linux/arm64 linux/amd64',
      'linux/arm64, linux/amd64 is built on a machine for amd64, by emulation, though there are machines that run it: many times slower than it has to be.',
      'linux/arm64 linux/amd64',
      'Set up the emulators',
      '      - name: Set up QEMU',
      '        uses: docker/setup-qemu-action@v4',
      '          platforms: arm64,amd64',
    ],
  );
  check(
    'one cache',
    job(
      native,
      buildx + build(each, byDigest, 'cache-from: type=gha', 'cache-to: type=gha,mode=max') + keep,
    ) + join,
    [
      'The builds for linux/amd64, linux/arm64 write this one cache, and each takes the place of the others: next time all but the last one begin from nothing. Give each platform its own (scope=…).',
      'linux/amd64 linux/arm64',
      'Give each platform a cache of its own',
      '          cache-from: type=gha,scope=${{ matrix.platform }}',
      '          cache-to: type=gha,mode=max,scope=${{ matrix.platform }}',
    ],
  );
  check(
    'one scope',
    job(
      native,
      buildx +
        build(
          each,
          byDigest,
          'cache-to: type=gha,scope=a,mode=max',
          'cache-from: |',
          '  type=gha,scope=a',
          '  type=gha,scope=b',
          '  type=registry,ref=o/a:cache',
        ) +
        keep,
    ) + join,
    [
      'The builds for linux/amd64, linux/arm64 write this one cache, and each takes the place of the others: next time all but the last one begin from nothing. Give each platform its own (scope=…).',
      'linux/amd64 linux/arm64',
      'Give each platform a cache of its own',
      '          cache-to: type=gha,scope=a-${{ matrix.platform }},mode=max',
      '            type=gha,scope=a-${{ matrix.platform }}',
    ],
  );
  check(
    'one name in a registry',
    job(native, buildx + build(each, byDigest, 'cache-to: type=registry,ref=o/a:cache') + keep) +
      join,
    [
      'The builds for linux/amd64, linux/arm64 write this one cache, and each takes the place of the others: next time all but the last one begin from nothing. Give each platform its own (ref=…).',
      'linux/amd64 linux/arm64',
    ],
  );
  const script = `- run: |\n    docker manifest create --amend o/a:1 -a o/a:1-amd64 o/a:1-arm64\n    docker manifest push --purge o/a:1\n`;
  check('docker manifest', job(one, script), [
    '“docker manifest create” refuses images with attestations (“is a manifest list”), and takes what it remembers of an older list. “docker buildx imagetools create --tag …” does neither.',
    '',
    'Use docker buildx imagetools',
    '          docker buildx imagetools create --tag o/a:1 o/a:1-amd64 o/a:1-arm64',
    '          docker buildx imagetools inspect o/a:1',
  ]);
  check(
    'docker manifest of lists',
    job(one, buildx + build('push: true', 'tags: o/a:1-amd64') + script),
    [
      'The images that are built here are lists with attestations, which “docker manifest create” refuses (“is a manifest list”). “docker buildx imagetools create --tag …” joins them, in one step and with nothing kept on the machine.',
      '',
      'Use docker buildx imagetools',
      '          docker buildx imagetools create --tag o/a:1 o/a:1-amd64 o/a:1-arm64',
      '          docker buildx imagetools inspect o/a:1',
    ],
  );
  check(
    'docker manifest annotate, which a person has to judge',
    job(one, script + script.replace('push --purge', 'annotate')),
    [
      '“docker manifest create” refuses images with attestations (“is a manifest list”), and takes what it remembers of an older list. “docker buildx imagetools create --tag …” does neither.',
      '',
      '“docker manifest create” refuses images with attestations (“is a manifest list”), and takes what it remembers of an older list. “docker buildx imagetools create --tag …” does neither.',
      '',
      'Use docker buildx imagetools',
      '          docker buildx imagetools create --tag o/a:1 o/a:1-amd64 o/a:1-arm64',
      '          docker buildx imagetools inspect o/a:1',
    ],
  );
  check(
    'a flag at the end',
    job(
      one,
      `- run: |\n    docker manifest create o/a:1 o/a:1-amd64 --insecure\n    docker manifest push o/a:1 --purge\n    echo done\n`,
    ),
    [
      '“docker manifest create” refuses images with attestations (“is a manifest list”), and takes what it remembers of an older list. “docker buildx imagetools create --tag …” does neither.',
      '',
      'Use docker buildx imagetools',
      '          docker buildx imagetools create --tag o/a:1 o/a:1-amd64',
      '          docker buildx imagetools inspect o/a:1',
    ],
  );
  check(
    'a flag on a line of its own, which YAML folds',
    job(
      one,
      `- run: >-\n    docker manifest create o/a:1\n    o/a:1-amd64 --amend --insecure &&\n    docker manifest push\n    --purge\n    o/a:1\n`,
    ),
    [
      '“docker manifest create” refuses images with attestations (“is a manifest list”), and takes what it remembers of an older list. “docker buildx imagetools create --tag …” does neither.',
      '',
      'Use docker buildx imagetools',
      '          docker buildx imagetools create --tag o/a:1',
      '          o/a:1-amd64 &&',
      '          docker buildx imagetools inspect',
    ],
  );
  check('an old upload-artifact', job(one, build('push: true') + upload('x').replace('v7', 'v3')), [
    'GitHub has switched versions 1 to 3 of the artifact actions off: the step fails. Since version 4 each run uploads under a name of its own, and all are downloaded by a pattern with merge-multiple.',
    '',
  ]);
  check(
    'an old download-artifact',
    job(one, build('push: true') + '- uses: actions/download-artifact@v2.1.0\n'),
    [
      'GitHub has switched versions 1 to 3 of the artifact actions off: the step fails. Take the version that fits that of actions/upload-artifact.',
      '',
    ],
  );
  check('an old build-push-action', job(one, build('push: true').replace('v7', 'v1')), [
    'Version 1 builds with the classic builder, which knows no “platforms”. Later versions have other inputs.',
    '',
  ]);
  check(
    'an action that nobody keeps',
    job(one, '- uses: crazy-max/ghaction-docker-buildx@master\n' + build('push: true')),
    [
      'Nobody keeps this action any more. docker/setup-qemu-action and docker/setup-buildx-action have taken its place.',
      '',
    ],
  );
});
