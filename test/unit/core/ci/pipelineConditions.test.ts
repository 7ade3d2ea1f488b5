import assert from 'node:assert/strict';
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
  native,
  one,
  qemu,
  shown,
  upload,
} from '../../../support/pipelines.ts';

/** Rows beside those of pipelineRules.test.ts: where the line is between what is found and what is not. */
describe('what is found in workflows, and what is not', () => {
  const check = (title: string, text: string, expected: readonly string[]) => {
    it(title, () => {
      assert.deepEqual(shown(text, find(text)), expected);
    });
  };
  const pushed = (...inputs: readonly string[]) => build(each, byDigest, ...inputs);
  const cached = (...inputs: readonly string[]) =>
    job(native, buildx + pushed(...inputs) + keep) + join;

  describe('caches', () => {
    check('a bare name in a registry', cached('cache-to: o/a:cache'), [
      'ci-cache-shared warning: o/a:cache',
    ]);
    check(
      'a name in a registry for each',
      cached('cache-to: type=registry,ref=o/a:${{ matrix.runner }}'),
      [],
    );
    check('a folder', cached('cache-to: type=local,dest=/tmp/a'), []);
    check('the image itself', cached('cache-to: type=inline'), []);
    check(
      'a scope that nobody knows',
      cached('cache-to: type=gha,scope=${{ steps.x.outputs.y }}'),
      [],
    );
    check(
      'two caches, of which one is shared',
      cached(
        'cache-to: |',
        '  type=gha,scope=${{ matrix.platform }}',
        '  type=registry,ref=o/a:cache',
      ),
      ['ci-cache-shared warning: type=registry,ref=o/a:cache'],
    );
    check(
      'platforms that nobody knows',
      job(
        native,
        buildx + build('platforms: ${{ inputs.p }}', byDigest, 'cache-to: type=gha') + keep,
      ) + join,
      [],
    );
    check(
      'no platforms',
      job(native, buildx + build(byDigest, 'cache-to: type=gha') + keep) + join,
      [],
    );
    const other = (cache: string) =>
      `  other:\n    runs-on: ubuntu-24.04-arm\n    steps:\n      - uses: docker/build-push-action@v7\n        with: { platforms: linux/arm64, push: true, tags: "o/a:2", cache-to: "${cache}" }\n`;
    const amd64 = job(
      one,
      build('platforms: linux/amd64', 'push: true', 'tags: o/a:1', 'cache-to: type=gha'),
    );
    check(
      'the scope that is there without one, in two jobs',
      amd64 + other('type=gha,scope=buildkit'),
      ['ci-cache-shared warning: type=gha', 'ci-cache-shared warning: type=gha,scope=buildkit'],
    );
    check('another scope in another job', amd64 + other('type=gha,scope=arm64'), []);
    check(
      'a cache of another kind in another job',
      amd64 + other('type=registry,ref=buildkit'),
      [],
    );
    check(
      'the same platform in another job',
      amd64 + other('type=gha').replace('linux/arm64', 'linux/amd64').replace('-arm', ''),
      [],
    );
  });

  describe('digests', () => {
    const kept = (step: string, more = join) => job(native, buildx + pushed() + step) + more;
    check(
      'kept by an input',
      kept('- uses: o/keep@v1\n  with: { digest: "${{ steps.build.outputs.digest }}" }\n'),
      [],
    );
    check(
      'kept by a variable',
      kept('- run: echo $DIGEST > x\n  env: { DIGEST: "${{ steps.build.outputs.digest }}" }\n'),
      [],
    );
    check(
      'kept by its metadata',
      kept(`- run: echo "\${{ fromJSON(steps['build'].outputs.metadata) }}" > x\n`),
      [],
    );
    check('of another step', kept('- run: echo ${{ steps.other.outputs.digest }} > x\n'), [
      'ci-digest-lost warning: docker/build-push-action@v7',
    ]);
    check('asked for before it is there', job(native, keep + buildx + pushed()) + join, [
      'ci-digest-lost warning: docker/build-push-action@v7',
    ]);
    check(
      'that the job puts out',
      job(`${native}\noutputs:\n  digest: \${{ steps.build.outputs.digest }}`, buildx + pushed()),
      [],
    );
    check(
      'that is not pushed',
      job(native, buildx + build(each, 'outputs: type=image,push-by-digest=true')),
      [],
    );
    check(
      'pushed by a script',
      job(one, '- run: docker buildx build --output type=image,push-by-digest=true,push=true .\n'),
      [],
    );
    check(
      'uploaded over one another',
      kept(keep + upload('digests').replace('path:', 'overwrite: true\n    path:')),
      [],
    );
    check(
      'uploaded by one run',
      job(one, buildx + build('platforms: linux/amd64', byDigest) + keep + upload('digests')) +
        join,
      [],
    );
    check('uploaded by an old version', kept(keep + upload('digests').replace('@v7', '@v3')), [
      'ci-retired-action warning: actions/upload-artifact@v3',
    ]);
    check(
      'uploaded by a commit',
      kept(keep + upload('digests').replace('@v7', '@0123456789abcdef')),
      ['ci-digest-lost error: digests'],
    );
    check('uploaded by version 4', kept(keep + upload('digests').replace('@v7', '@v4.6.2')), [
      'ci-digest-lost error: digests',
    ]);
    check(
      'something uploaded before',
      job(native, upload('x') + buildx + pushed() + keep) + join,
      [],
    );
    check('names that nobody knows', kept(keep + upload('${{ steps.x.outputs.y }}')), []);
    const lone = (more: string) => kept(keep + upload('d-${{ matrix.runner }}'), more);
    check(
      'joined by an action',
      lone(
        '  merge:\n    runs-on: x\n    steps:\n      - uses: int128/docker-manifest-create-action@v2\n',
      ),
      [],
    );
    check(
      'joined by a program of the repository',
      lone('  merge:\n    runs-on: x\n    steps:\n      - run: make push\n'),
      [],
    );
    check(
      'joined by a script',
      lone('  merge:\n    runs-on: x\n    steps:\n      - run: ./join.sh\n'),
      [],
    );
    check(
      'joined by another file',
      lone('  merge:\n    uses: ./.github/workflows/merge.yml\n'),
      [],
    );
    check(
      'joined by nobody',
      lone(
        '  merge:\n    runs-on: x\n    steps:\n      - run: echo joined\n      - uses: actions/checkout@v5\n',
      ),
      ['ci-digest-lost information: docker/build-push-action@v7'],
    );
    check('joined by who calls it', lone('').replace('on: push', 'on: { workflow_call: {} }'), []);
    check(
      'joined by nobody who calls it',
      lone('').replace('on: push', 'on: { workflow_dispatch: {} }'),
      ['ci-digest-lost information: docker/build-push-action@v7'],
    );
  });

  describe('docker manifest', () => {
    const script = '- run: docker manifest create o/a:1 o/a:1-amd64\n';
    const found = (step: string) => job(one, buildx + step + script);
    check('of images without attestations', found(build('push: true', 'provenance: false')), [
      'ci-docker-manifest information: docker manifest create o/a:1 o/a:1-amd64',
    ]);
    check('of images with provenance', found(build('push: true', 'provenance: mode=max')), [
      'ci-docker-manifest warning: docker manifest create o/a:1 o/a:1-amd64',
    ]);
    check('of an action before attestations', found(build('push: true').replace('v7', 'v3')), [
      'ci-docker-manifest information: docker manifest create o/a:1 o/a:1-amd64',
    ]);
    check('of the first action with attestations', found(build('push: true').replace('v7', 'v4')), [
      'ci-docker-manifest warning: docker manifest create o/a:1 o/a:1-amd64',
    ]);
    check(
      'of an action by its commit',
      found(build('push: true').replace('v7', '0123456789abcdef')),
      ['ci-docker-manifest warning: docker manifest create o/a:1 o/a:1-amd64'],
    );
    check('of images of a script', found('- run: docker buildx build --push -t o/a:1-amd64 .\n'), [
      'ci-docker-manifest warning: docker manifest create o/a:1 o/a:1-amd64',
    ]);
    check(
      'of images of a script without attestations',
      found('- run: docker buildx build --provenance=false --push -t o/a:1-amd64 .\n'),
      ['ci-docker-manifest information: docker manifest create o/a:1 o/a:1-amd64'],
    );
    const information = [
      'ci-docker-manifest information: docker manifest create o/a:1 o/a:1-amd64',
    ];
    const warning = ['ci-docker-manifest warning: docker manifest create o/a:1 o/a:1-amd64'];
    const pushed = '- run: docker build --push -t o/a:1-amd64 .\n';
    for (const [title, steps, expected] of [
      [
        'that the engine makes',
        '- run: docker build -t o/a:1-amd64 .\n- run: docker push o/a:1-amd64\n',
        information,
      ],
      ['that the engine makes and pushes', pushed, information],
      [
        'that the engine makes as the driver of a builder',
        `- uses: docker/setup-buildx-action@v3\n  with: { driver: docker }\n${pushed}`,
        information,
      ],
      [
        'that a builder makes and the engine pushes',
        `${buildx}- run: docker build --load -t o/a:1-amd64 .\n`,
        information,
      ],
      [
        'that a builder of a script makes',
        '- run: docker buildx create --use\n- run: docker buildx build --push -t o/a:1-amd64 .\n',
        warning,
      ],
      [
        'that the engine makes beside a builder',
        `- run: docker buildx create --use\n${pushed}`,
        information,
      ],
      [
        'of another image store',
        `- uses: docker/setup-docker-action@v4\n  with: { daemon-config: '{"features":{"containerd-snapshotter":true}}' }\n${pushed}`,
        warning,
      ],
      ['of whichever image store', `- uses: docker/setup-docker-action@v4\n${pushed}`, information],
    ] as const) {
      check(`of images ${title}`, job(one, steps + script), expected);
    }
    check('that only looks', job(one, '- run: docker manifest inspect o/a:1\n'), []);
    check('that only pushes', job(one, '- run: docker manifest push o/a:1\n'), []);
    check(
      'in other words',
      job(
        one,
        '- run: |\n    echo docker manifest create\n    podman manifest create x\n    docker image create manifest\n',
      ),
      [],
    );
  });

  describe('emulators', () => {
    const foreign = (...steps: readonly string[]) =>
      job(one, steps.join('') + build('platforms: linux/arm64', 'push: true', 'tags: o/a:1'));
    check('none', foreign(buildx), ['ci-emulator-missing information: linux/arm64']);
    check(
      'set up after the build',
      job(
        one,
        buildx +
          build('platforms: linux/arm64', 'push: true') +
          '- run: docker run --privileged tonistiigi/binfmt --install all\n',
      ),
      ['ci-emulator-missing information: linux/arm64'],
    );
    check('set up by another action', foreign('- uses: o/setup-binfmt@v1\n', buildx), []);
    check(
      'set up by a script',
      foreign('- run: docker run --privileged --rm tonistiigi/binfmt --install all\n', buildx),
      [],
    );
    check(
      'set up by a package',
      foreign('- run: sudo apt-get install -y qemu-user-static\n', buildx),
      [],
    );
    check(
      'maybe set up by an action of the repository',
      foreign('- uses: ./.github/actions/setup\n', buildx),
      [],
    );
    check(
      'not set up by other steps',
      foreign('- uses: actions/checkout@v5\n- run: echo a\n', buildx),
      ['ci-emulator-missing information: linux/arm64'],
    );
    const builder = (input: string) => foreign(`${buildx}  with:\n    ${input}\n`);
    check('not needed by a far builder', builder('endpoint: ssh://me@arm'), []);
    check('not needed in a cluster', builder('driver: kubernetes'), []);
    check('not needed in a cloud', builder('driver: cloud'), []);
    check(
      'not needed by a builder that says what it builds',
      builder('platforms: linux/arm64'),
      [],
    );
    check('needed by the usual builder', builder('driver: docker-container'), [
      'ci-emulator-missing information: linux/arm64',
    ]);
    check('needed by the engine', builder('driver: docker'), [
      'ci-emulator-missing information: linux/arm64',
    ]);
    check('needed by another version', builder('version: v0.29.1'), [
      'ci-emulator-missing information: linux/arm64',
    ]);
    check(
      'not needed by a builder of a script',
      foreign('- run: docker buildx create --use tcp://arm\n'),
      [],
    );
    check('not needed in another context', foreign('- run: docker  context use arm\n'), []);
    check('needed after other scripts', foreign('- run: docker login\n'), [
      'ci-emulator-missing warning: linux/arm64',
    ]);
    check(
      'not needed for nothing',
      job(one, buildx + build('platforms: linux/arm64', 'outputs: type=cacheonly')),
      [],
    );
    check(
      'needed for a folder',
      job(one, buildx + build('platforms: linux/arm64', 'outputs: type=local,dest=out')),
      ['ci-emulator-missing information: linux/arm64'],
    );
    check(
      'of a script',
      job(one, '- run: docker buildx build --platform linux/arm64 --push -t o/a:1 .\n'),
      [],
    );
    check(
      'of a machine of one’s own',
      job('runs-on: [self-hosted, linux, x64]', build('platforms: linux/arm64', 'push: true')),
      [],
    );
    check(
      'of a machine that nobody knows',
      job('runs-on: mine', build('platforms: linux/arm64', 'push: true')),
      [],
    );
    check(
      'of another system',
      job('runs-on: windows-2025', build('platforms: linux/arm64', 'push: true')),
      [],
    );
    check('for another system', job(one, build('platforms: windows/amd64', 'push: true')), []);
    check(
      'for 32-bit ARM on amd64',
      job(one, buildx + build('platforms: linux/arm/v7', 'push: true')),
      ['ci-emulator-missing information: linux/arm/v7'],
    );
    check(
      'for 386 on arm64',
      job('runs-on: ubuntu-24.04-arm', buildx + build('platforms: linux/386', 'push: true')),
      [
        'ci-emulator-missing information: linux/386',
        'ci-runner-mismatch warning: ubuntu-24.04-arm',
      ],
    );
    check(
      'for platforms that nobody knows',
      job(one, buildx + build('platforms: ${{ inputs.p }}', 'push: true')),
      [],
    );
    const late = (second: string, first = '') =>
      job(one, first + buildx + second + build(both, 'push: true', 'tags: o/a:1'));
    check('late, a second time', late(qemu, qemu), []);
    check('late, because of a step', late(`${qemu}  if: steps.x.outputs.emulate == 'true'\n`), []);
    check('late, on a condition', late(`${qemu}  if: github.event_name == 'push'\n`), [
      'ci-emulator-late warning: docker/setup-qemu-action@v4',
    ]);
    check('without a builder', job(one, qemu + build(both, 'push: true', 'tags: o/a:1')), []);
    const idle = (head: string, step: string, more = '') =>
      job(
        head,
        qemu + buildx + build('platforms: linux/amd64', 'push: true', 'tags: o/a:1') + step,
      ) + more;
    check('not needed', idle(one, ''), ['ci-emulator-unneeded hint: docker/setup-qemu-action@v4']);
    check(
      'not needed, beside what every job does',
      idle(one, '- uses: docker/login-action@v4\n- uses: actions/checkout@v5\n- run: echo done\n'),
      ['ci-emulator-unneeded hint: docker/setup-qemu-action@v4'],
    );
    check(
      'maybe needed on a condition',
      job(one, `${qemu}  if: github.ref\n${build('platforms: linux/amd64', 'push: true')}`),
      [],
    );
    check('maybe needed by another action', idle(one, '- uses: o/other@v1\n'), []);
    check('maybe needed by a script', idle(one, '- run: docker  run alpine\n'), []);
    check('maybe needed by make', idle(one, '- run: make test\n'), []);
    check(
      'maybe needed on a machine of one’s own',
      idle('runs-on: [self-hosted, linux, x64]', ''),
      [],
    );
    check('maybe needed where nothing is built', job(one, qemu), []);
    check(
      'not needed, beside a job that needs them',
      idle(
        one,
        '',
        `  other:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: docker/setup-qemu-action@v4\n      - uses: docker/build-push-action@v7\n        with: { platforms: linux/arm64, push: true, tags: "o/a:2" }\n`,
      ),
      ['ci-emulator-unneeded hint: docker/setup-qemu-action@v4'],
    );
    check(
      'not needed by the platform of the machine without a name',
      job(one, qemu + build('push: true', 'tags: o/a:1')),
      ['ci-emulator-unneeded hint: docker/setup-qemu-action@v4'],
    );
  });

  describe('outputs', () => {
    const out = (...inputs: readonly string[]) => job(one, qemu + buildx + build(both, ...inputs));
    check('push beside an output', out('push: true', 'outputs: type=image,name=o/a'), []);
    check(
      'no push, and an output that does not',
      out('push: false', 'outputs: type=image,name=o/a,push=false'),
      [],
    );
    check(
      'push beside a folder',
      out('push: ${{ github.ref }}', 'outputs: type=local,dest=out'),
      [],
    );
    check(
      'a condition, and an output that pushes always',
      out('push: ${{ github.ref }}', 'outputs: type=registry'),
      ['ci-output-conflict warning: ${{ github.ref }}'],
    );
    check(
      'the same condition',
      out('push: ${{ github.ref }}', 'outputs: type=image,push=${{ github.ref }}'),
      [],
    );
    check(
      'another condition',
      out('push: ${{ github.ref }}', 'outputs: type=image,push=${{ github.event }}'),
      [],
    );
    check(
      'an output of each kind',
      out(
        'push: ${{ github.ref }}',
        'outputs: |',
        '  type=local,dest=out',
        '  type=image,push=true',
      ),
      ['ci-output-conflict warning: ${{ github.ref }}'],
    );
    const tagged = (tags: string) =>
      job(native, buildx + build(each, byDigest, `tags: ${tags}`) + keep) + join;
    check('by digest with a bare name', tagged('ghcr.io/o/a'), []);
    check('by digest with a port', tagged('localhost:5000/a'), []);
    check('by digest with a port and a tag', tagged('localhost:5000/a:1'), [
      'ci-output-conflict error: localhost:5000/a:1',
    ]);
    check('by digest with a tag that an expression says', tagged('o/a:${{ github.sha }}'), []);
    check('by digest with a tag that a variable says', tagged('o/a:$TAG'), [
      'ci-output-conflict error: o/a:$TAG',
    ]);
    check('by digest with a name that an expression says', tagged('${{ env.IMAGE }}'), []);
    check('by digest with a tag of an expression', tagged('${{ env.IMAGE }}:latest'), [
      'ci-output-conflict error: ${{ env.IMAGE }}:latest',
    ]);
    check('by digest with tags of a step', tagged('${{steps.meta.outputs.tags}}'), [
      'ci-output-conflict error: ${{steps.meta.outputs.tags}}',
    ]);
    check(
      'by digest with another output of a step',
      tagged('${{ steps.meta.outputs.version }}'),
      [],
    );
    check('by digest with the second of two', tagged('"ghcr.io/o/a,ghcr.io/o/a:1"'), [
      'ci-output-conflict error: ghcr.io/o/a:1',
    ]);
  });

  describe('tags', () => {
    const tags = (head: string, ...inputs: readonly string[]) =>
      job(head, qemu + buildx + build(...inputs));
    check('none', tags(matrix, each, 'push: true'), []);
    check('in one run', tags(one, both, 'push: true', 'tags: o/a:1'), []);
    check('that are not pushed', tags(matrix, each, 'tags: o/a:1'), []);
    check('that are loaded', tags(matrix, each, 'load: true', 'tags: o/a:1'), []);
    check('pushed by an output', tags(matrix, each, 'outputs: type=registry', 'tags: o/a:1'), [
      'ci-tags-overwritten warning: o/a:1',
    ]);
    check('pushed on a condition', tags(matrix, each, 'push: ${{ github.ref }}', 'tags: o/a:1'), [
      'ci-tags-overwritten warning: o/a:1',
    ]);
    check(
      'that nobody knows',
      tags(matrix, each, 'push: true', 'tags: o/a:${{ steps.x.outputs.y }}'),
      [],
    );
    check(
      'one of two that nobody knows',
      tags(matrix, each, 'push: true', 'tags: "o/a:1,o/a:${{ steps.x.outputs.y }}"'),
      [],
    );
    check(
      'one of two that an expression says',
      tags(matrix, each, 'push: true', 'tags: "o/a:1,o/a:${{ github.sha }}"'),
      ['ci-tags-overwritten error: o/a:1'],
    );
    check(
      'for platforms that nobody knows',
      tags(matrix, 'platforms: ${{ inputs.p }}', 'push: true', 'tags: o/a:1'),
      [],
    );
    check(
      'of three runs',
      tags(matrix.replace(']', ', linux/s390x]'), each, 'push: true', 'tags: o/a:1'),
      ['ci-tags-overwritten error: o/a:1'],
    );
    check(
      'of runs that differ in something else',
      tags(
        'runs-on: ubuntu-latest\nstrategy:\n  matrix:\n    version: [1, 2]',
        'platforms: linux/amd64',
        'push: true',
        'tags: o/a:1',
      ),
      ['ci-emulator-unneeded hint: docker/setup-qemu-action@v4'],
    );
  });

  describe('machines', () => {
    check(
      'for another platform, where there is none',
      job(one, qemu + buildx + build('platforms: linux/s390x', 'push: true')),
      [],
    );
    check(
      'for arm64 on amd64, where there are no others',
      job(one, qemu + buildx + build('platforms: linux/arm64', 'push: true')),
      [],
    );
    check(
      'for both on arm64',
      job('runs-on: ubuntu-24.04-arm', qemu + buildx + build(both, 'push: true')),
      [],
    );
    check(
      'for s390x on arm64',
      job(
        'runs-on: ubuntu-24.04-arm',
        qemu + buildx + build('platforms: linux/s390x', 'push: true'),
      ),
      [],
    );
    check('for no platform', job('runs-on: ubuntu-24.04-arm', buildx + build('push: true')), []);
    check(
      'for platforms that nobody knows',
      job(
        'runs-on: ubuntu-24.04-arm',
        qemu + buildx + build('platforms: ${{ inputs.p }}', 'push: true'),
      ),
      [],
    );
    check(
      'one of two',
      job(native.replace('linux/arm64', 'linux/amd64'), qemu + buildx + pushed() + keep) + join,
      ['ci-runner-mismatch warning: ${{ matrix.runner }}'],
    );
  });

  describe('loading', () => {
    const load = (...inputs: readonly string[]) => job(one, qemu + buildx + build(...inputs));
    check('one platform', load('platforms: linux/arm64', 'load: true'), []);
    check('no platform', load('load: true'), [
      'ci-emulator-unneeded hint: docker/setup-qemu-action@v4',
    ]);
    check('by an output', load(both, 'outputs: type=docker'), [
      'ci-load-several-platforms warning: type=docker',
    ]);
    check('to a file', load(both, 'outputs: type=docker,dest=a.tar'), []);
    check('not', load(both, 'load: false'), []);
    check('on a condition', load(both, 'load: ${{ github.ref }}'), [
      'ci-load-several-platforms warning: ${{ github.ref }}',
    ]);
    check('platforms that nobody knows', load('platforms: ${{ inputs.p }}', 'load: true'), []);
    check(
      'in a job that changes its engine',
      job(
        one,
        `- run: echo '{"features":{"containerd-snapshotter":true}}' | sudo tee /etc/docker/daemon.json\n${qemu}${build(both, 'load: true')}`,
      ),
      [],
    );
  });

  describe('old actions', () => {
    const old = (uses: string) => job(one, `${build('push: true')}- uses: ${uses}\n`);
    check('version 4', old('actions/upload-artifact@v4'), []);
    check('version 1.0', old('actions/upload-artifact@1.0'), [
      'ci-retired-action warning: actions/upload-artifact@1.0',
    ]);
    check('a branch', old('actions/upload-artifact@main'), []);
    check('in other letters', old('Actions/Upload-Artifact@v2'), [
      'ci-retired-action warning: Actions/Upload-Artifact@v2',
    ]);
    check('without a version', old('crazy-max/ghaction-docker-buildx'), [
      'ci-retired-action warning: crazy-max/ghaction-docker-buildx',
    ]);
    check('of nobody', old('constructor@v1'), []);
    check('where nothing is built', job(one, upload('x').replace('v7', 'v3')), []);
  });
});
