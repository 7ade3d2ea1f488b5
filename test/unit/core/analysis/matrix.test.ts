import assert from 'node:assert/strict';
import { renderMessage } from '../../../../src/core/analysis/finding.ts';
import { buildMatrix, type MatrixInput } from '../../../../src/core/analysis/matrix.ts';
import type { Builder, WorkerNode } from '../../../../src/core/build/workerNode.ts';
import type { BaseImage } from '../../../../src/core/dockerfile/resolution.ts';
import type { Fact, ImageFacts } from '../../../../src/core/facts.ts';
import { parsePlatform } from '../../../../src/core/platform/platform.ts';

const digest = `sha256:${'0'.repeat(64)}`;
const indexType = 'application/vnd.oci.image.index.v1+json';
const imageType = 'application/vnd.oci.image.manifest.v1+json';

function platformOf(text: string) {
  const parsed = parsePlatform(text);
  assert(parsed.ok);
  return parsed.value;
}

function known(image: Pick<ImageFacts, 'manifest'> & Partial<ImageFacts>): Fact<ImageFacts> {
  const rest = { reference: 'r', digest, size: 1, source: { registry: 'docker.io' } };
  return { known: true, asOf: 0, value: { ...rest, ...image } };
}

function index(...platforms: string[]): Fact<ImageFacts> {
  const manifests = platforms.map((text) => ({
    mediaType: imageType,
    digest,
    size: 1,
    platform: platformOf(text),
  }));
  return known({ manifest: { kind: 'index', mediaType: indexType, manifests } });
}

const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: 1 };

/** What the registries have. Everything else is unreachable. */
const images: Readonly<Record<string, Fact<ImageFacts>>> = {
  'docker.io/library/all:latest': index('linux/amd64', 'linux/arm64', 'linux/arm/v7'),
  'docker.io/library/amd64:latest': index('linux/amd64'),
  'docker.io/library/arm32:latest': index('linux/amd64', 'linux/arm/v7'),
  'docker.io/library/single:latest': known({
    manifest: { kind: 'image', mediaType: imageType, config, layers: [] },
    configPlatform: platformOf('linux/amd64'),
  }),
};

const unreachable: Fact<never> = {
  known: false,
  reason: { code: 'unreachable', message: 'no network' },
};

const base = (value: BaseImage): Fact<BaseImage> => ({ known: true, asOf: 0, value });

const noBuilder: Fact<Builder> = {
  known: false,
  reason: { code: 'lookups-off', message: 'nobody asked' },
};

/** Nodes n0, n1, … with the platforms that they report, the native one first. */
function builder(...nodes: (readonly string[])[]): Fact<Builder> {
  const value: Builder = {
    name: 'farm',
    driver: 'remote',
    current: true,
    nodes: nodes.map((platforms, at): WorkerNode => ({
      name: `n${at}`,
      endpoint: `tcp://n${at}:1234`,
      status: 'running',
      platforms,
      pinned: [],
    })),
  };
  return { known: true, asOf: 0, value };
}

const withEmulators: Fact<Builder> = (() => {
  const fact = builder(['linux/amd64', 'linux/386', 'linux/arm64', 'linux/arm/v7']);
  assert(fact.known);
  const emulators = [
    { name: 'qemu-aarch64', architecture: 'arm64', interpreter: '/q', fixed: true },
  ];
  const nodes = fact.value.nodes.map((node) => ({ ...node, emulators }));
  return { ...fact, value: { ...fact.value, nodes } };
})();

function matrix(text: string, more: Partial<MatrixInput> = {}) {
  return buildMatrix({
    text,
    targets: ['linux/amd64', 'linux/arm64'],
    image: (reference) => images[reference] ?? unreachable,
    builder: noBuilder,
    ...more,
  });
}

/** The states of each stage, in the order of the targets. */
function states(text: string, more: Partial<MatrixInput> = {}): readonly string[] {
  return matrix(text, more).stages.map(({ cells }) => cells.map(({ state }) => state).join(' '));
}

describe('buildMatrix', () => {
  describe('without a builder', () => {
    const check = (text: string, ...expected: string[]) =>
      it(JSON.stringify(text), () => {
        assert.deepEqual(states(text), expected);
      });

    check('FROM all\nRUN x\n', 'unknown unknown');
    check('FROM all\nCOPY a b\n', 'copy-only copy-only');
    check('FROM amd64\nCOPY a b\n', 'copy-only missing-base');
    check('FROM amd64\nRUN x\n', 'unknown missing-base');
    check('FROM all\nCOPY --from=amd64 a b\n', 'copy-only missing-base');
    check('FROM all\nRUN --mount=from=amd64,target=/m x\n', 'unknown missing-base');
    // A child cannot be built without its parent.
    check('FROM amd64 AS a\nFROM a\n', 'copy-only missing-base', 'copy-only missing-base');
    check('FROM all AS a\nFROM all\n', 'not-reached not-reached', 'copy-only copy-only');
    check('FROM x-$TARGETARCH\nRUN x\n', 'unknown unknown');
    check(
      'FROM all AS x-amd64\nFROM all AS x-arm64\nFROM x-$TARGETARCH\n',
      'copy-only not-reached',
      'not-reached copy-only',
      'copy-only copy-only',
    );
    check(
      'FROM --platform=$BUILDPLATFORM all AS build\nRUN go build\nFROM build AS more\nRUN x\nFROM scratch\nCOPY --from=more /a /\n',
      'cross cross',
      'cross cross',
      'copy-only copy-only',
    );
    check('FROM single\nRUN x\n', 'unknown wrong-files');
    check('FROM single\nCOPY a b\n', 'copy-only wrong-files');
    check('FROM single AS a\nFROM a\nRUN x\n', 'copy-only wrong-files', 'unknown wrong-files');
    // The stage itself has the files of its platform.
    check('FROM all\nCOPY --from=single a b\n', 'copy-only copy-only');
    check('FROM --platform=linux/amd64 single\nCOPY a b\n', 'copy-only copy-only');
    check(
      'FROM all AS x-amd64\nFROM x-$TARGETARCH AS y\nRUN x\nFROM y\nRUN z\n',
      'copy-only not-reached',
      'unknown missing-base',
      'unknown missing-base',
    );
    check('FROM alpine:\nRUN x\n', 'unknown unknown');
    check('FROM all AS a\nONBUILD RUN x\nFROM a\n', 'copy-only copy-only', 'unknown unknown');
    check(
      'FROM all AS a\nONBUILD COPY x y\nFROM a\n',
      'copy-only copy-only',
      'copy-only copy-only',
    );
    check('');
  });

  describe('with a builder', () => {
    const check = (nodes: Fact<Builder>, text: string, ...expected: string[]) =>
      it(JSON.stringify(text), () => {
        assert.deepEqual(states(text, { builder: nodes }), expected);
      });

    check(withEmulators, 'FROM all\nRUN x\n', 'native emulated');
    check(builder(['linux/amd64', 'linux/arm64']), 'FROM all\nRUN x\n', 'native runnable');
    check(builder(['linux/amd64']), 'FROM all\nRUN x\n', 'native not-runnable');
    check(builder(['linux/amd64'], ['linux/arm64']), 'FROM all\nRUN x\n', 'native native');
    check(builder([]), 'FROM all\nRUN x\n', 'unknown unknown');
    check(withEmulators, 'FROM --platform=$BUILDPLATFORM all\nRUN x\n', 'native cross');
    check(withEmulators, 'FROM --platform=linux/amd64 all\nRUN x\n', 'native cross');
    check(withEmulators, 'FROM --platform=linux/arm64 all\nRUN x\n', 'emulated emulated');
    // Each node is the build platform of the targets that it gets.
    check(
      builder(['linux/amd64'], ['linux/arm64']),
      'FROM --platform=$BUILDPLATFORM all\nRUN x\n',
      'native native',
    );
    check(
      builder(['linux/amd64', 'linux/386'], ['linux/arm64']),
      'FROM --platform=linux/386 all\nRUN x\n',
      'missing-base missing-base',
    );
    // What runs is what is in the image, whatever the stage is called.
    check(withEmulators, 'FROM single\nRUN x\n', 'native wrong-files');
    check(builder(['linux/amd64', 'linux/arm64']), 'FROM arm32\nRUN x\n', 'native not-runnable');
    check(withEmulators, 'FROM nowhere\nRUN x\n', 'native emulated');
  });

  describe('with the configs of base images', () => {
    const bases = new Map([
      ['docker.io/library/all:latest::linux/amd64', base({ onbuild: ['RUN x'] })],
      ['docker.io/library/all:latest::linux/arm64', base({ onbuild: ['COPY . /src'] })],
    ]);

    it('runs what an ONBUILD of the image says, on the platforms whose image has it', () => {
      assert.deepEqual(states('FROM all\n', { bases, builder: withEmulators }), [
        'native copy-only',
      ]);
      // Not in a stage on top of that stage.
      assert.deepEqual(states('FROM all AS a\nFROM a\n', { bases, builder: withEmulators }), [
        'native copy-only',
        'copy-only copy-only',
      ]);
    });

    it('says where an ONBUILD may be', () => {
      const reason = (known: MatrixInput['bases']) =>
        matrix('FROM all\n', { ...(known && { bases: known }) }).stages[0]?.cells.map((cell) =>
          renderMessage(cell.reason),
        )[1];
      assert.equal(reason(bases), 'Nothing is executed: files are only put together.');
      assert.equal(
        reason(new Map([['docker.io/library/all:latest::linux/arm64', unreachable]])),
        'Nothing is executed, unless an ONBUILD of its base does it: the config of docker.io/library/all:latest is not known: no network',
      );
    });
  });

  it('finds an instruction set that the processor runs too', () => {
    const more = { targets: ['linux/386'], builder: withEmulators };
    assert.deepEqual(states('FROM nowhere\nRUN x\n', more), ['hardware']);
  });

  it('says what a single image or a missing stage does to a target, as the findings do', () => {
    const reasons = (text: string, nodes: Fact<Builder>) =>
      matrix(text, { builder: nodes }).stages.map(({ cells }) =>
        cells.slice(1).map(({ reason }) => renderMessage(reason)),
      );
    const single = '“docker.io/library/single:latest” is a single image for linux/amd64';
    const label = `Files for linux/amd64 under the label linux/arm64: ${single}`;
    assert.deepEqual(reasons('FROM single\nRUN x\n', withEmulators), [
      [`${label}, which a build for linux/arm64 takes all the same.`],
    ]);
    assert.deepEqual(reasons('FROM single\nRUN x\n', builder(['linux/arm64'])).flat(), [
      `${label}. No RUN works: the node that gets it does not run linux/amd64.`,
    ]);
    const missing = 'No stage for linux/arm64: this file has none with the name “x-arm64”';
    const stages = 'FROM all AS x-amd64\nFROM x-$TARGETARCH AS y\nRUN x\nFROM y\nRUN z\n';
    assert.deepEqual(reasons(stages, withEmulators).slice(1).flat(), [
      `${missing}.`,
      `${missing}, on which stage 1 is built.`,
    ]);
    // Such a name is no image's, so no registry hears of it.
    assert.deepEqual(matrix(stages).needs.images, ['docker.io/library/all:latest']);
  });

  it('gives each cell its platform and a reason', () => {
    const { targets, stages, needs, problems } = matrix(
      'FROM --platform=$BUILDPLATFORM nowhere AS a\nRUN x\nFROM amd64\nCOPY --from=a / /\n',
      {
        builder: withEmulators,
        targets: ['linux/arm64/v8', 'linux/amd64'],
        bases: new Map([['docker.io/library/amd64:latest::linux/amd64', base({})]]),
      },
    );
    assert.deepEqual(targets, ['linux/arm64', 'linux/amd64']);
    assert.deepEqual(problems, []);
    assert.deepEqual(needs.images, [
      'docker.io/library/nowhere:latest',
      'docker.io/library/amd64:latest',
    ]);
    assert.deepEqual(
      needs.bases.map(({ key }) => key),
      [
        'docker.io/library/nowhere:latest::linux/amd64',
        'docker.io/library/amd64:latest::linux/arm64',
        'docker.io/library/amd64:latest::linux/amd64',
      ],
    );
    const rows = stages.map(({ index: at, name, base, cells }) => ({
      at,
      name,
      base,
      cells: cells.map(({ platform, reason }) => `${platform}: ${renderMessage(reason)}`),
    }));
    const unknownImage =
      'Which platforms “docker.io/library/nowhere:latest” has is not known: no network';
    assert.deepEqual(rows, [
      {
        at: 0,
        name: 'a',
        base: 'nowhere',
        cells: [
          `linux/arm64: Runs on the build platform linux/amd64, for linux/arm64. ${unknownImage}`,
          `linux/amd64: The node “n0” runs linux/amd64 itself. ${unknownImage}`,
        ],
      },
      {
        at: 1,
        name: undefined,
        base: 'amd64',
        cells: [
          'linux/arm64: “docker.io/library/amd64:latest” has no image for linux/arm64.',
          'linux/amd64: Nothing is executed: files are only put together.',
        ],
      },
    ]);
  });

  describe('says in every reason what decided it', () => {
    const check = (text: string, more: Partial<MatrixInput>, expected: string) =>
      it(expected, () => {
        const cells = matrix(text, { targets: ['linux/arm64'], ...more }).stages.at(-1)?.cells;
        assert.equal(cells?.[0] && renderMessage(cells[0].reason), expected);
      });
    const all = 'FROM all\nRUN x\n';

    check(all, {}, 'What the builder makes of linux/arm64 is not known: nobody asked');
    check(all, { builder: builder([]) }, 'The builder “farm” was not started, or does not answer.');
    check(
      all,
      { builder: withEmulators },
      'The node “n0” runs linux/arm64 by the emulator qemu-aarch64.',
    );
    check(
      all,
      { builder: builder(['linux/amd64', 'linux/arm64']) },
      'The node “n0” says that it runs linux/arm64, but not how.',
    );
    check(
      all,
      { builder: builder(['linux/amd64']) },
      'The node “n0” gets it and does not run linux/arm64: RUN fails.',
    );
    check(
      all,
      { builder: withEmulators, targets: ['linux/arm/v7'] },
      'The node “n0” gets it and does not run linux/arm/v7: RUN fails.',
    );
    check(
      'FROM nowhere\nRUN x\n',
      { builder: withEmulators, targets: ['linux/386'] },
      'The processor of the node “n0” runs linux/386 too. Which platforms “docker.io/library/nowhere:latest” has is not known: no network',
    );
    check(
      'FROM --platform=$BUILDPLATFORM all\nRUN x\n',
      {},
      'Runs on the build platform, whatever it is, for linux/arm64.',
    );
    check(
      'FROM --platform=linux/$BUILDARCH all\nRUN x\n',
      {},
      'Its platform depends on the builder, which is not known.',
    );
    check(
      'FROM --platform=$BUILDPLATFORM all\nRUN x\n',
      { buildPlatform: 'linux/amd64' },
      'Runs on the build platform linux/amd64, for linux/arm64.',
    );
    check(
      'FROM all\nRUN x\n',
      { buildPlatform: 'linux/arm64' },
      'It is the build platform, so the machine that builds runs linux/arm64 itself.',
    );
    check(
      'FROM amd64 AS a\nFROM a\n',
      {},
      '“docker.io/library/amd64:latest”, which stage 0 needs, has no image for linux/arm64.',
    );
    check(
      'FROM all AS a\nFROM all AS b\n',
      { target: 'a' },
      'A build for linux/arm64 does not need this stage.',
    );
    check(
      'FROM alpine:\n',
      {},
      'BuildKit refuses the Dockerfile: failed to parse stage name "alpine:": invalid reference format',
    );
  });

  it('takes build arguments, contexts and a stage to build', () => {
    const text = 'ARG BASE=amd64\nFROM $BASE AS a\nFROM a AS b\n';
    assert.deepEqual(states(text, { buildArgs: { BASE: 'all' }, target: 'a' }), [
      'copy-only copy-only',
      'not-reached not-reached',
    ]);
    const contexts = { amd64: 'docker-image://all' };
    assert.deepEqual(states(text, { contexts }), ['copy-only copy-only', 'copy-only copy-only']);
  });

  it('has a column for each target, also for one that is no platform', () => {
    const { targets, problems } = matrix('FROM all\n', { targets: ['nope', 'linux/amd64'] });
    assert.deepEqual(targets, ['nope', 'linux/amd64']);
    assert.equal(problems.length, 1);
  });
});
