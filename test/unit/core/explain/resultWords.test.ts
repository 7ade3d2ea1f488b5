import assert from 'node:assert/strict';
import type { Builder } from '../../../../src/core/build/workerNode.ts';
import { renderMessage } from '../../../../src/core/analysis/finding.ts';
import type { Fact } from '../../../../src/core/facts.ts';
import { emulatingBuilder, explained, type ExplainOptions } from '../../../support/explained.ts';
import { indexOf } from '../../../support/imageFacts.ts';

/** The emulating builder with something else about its only node. */
function builderWith(
  node: Partial<Builder['nodes'][number]>,
  driver = 'docker-container',
): Fact<Builder> {
  assert(emulatingBuilder.known);
  const { value } = emulatingBuilder;
  const nodes = value.nodes.map((each) => ({ ...each, driver, ...node }));
  return { ...emulatingBuilder, value: { ...value, driver, nodes } };
}

/** The same of which nobody sees the emulators. */
function builderOfUnseen(): Fact<Builder> {
  assert(emulatingBuilder.known);
  const { value } = emulatingBuilder;
  const nodes = value.nodes.map(({ name, endpoint, status, platforms }) => ({
    ...{ name, endpoint, status, platforms, pinned: [], driver: 'docker-container' },
  }));
  return { ...emulatingBuilder, value: { ...value, nodes } };
}

describe('what is said of the result', () => {
  const alpine = 'docker.io/library/alpine:latest';
  const failure =
    'The build fails for linux/arm64. It is one build for all targets, so nothing is pushed or loaded for the others either.';
  const check = (
    title: string,
    options: ExplainOptions,
    expected: readonly string[],
    entries: readonly string[],
  ) =>
    it(title, () => {
      const { result } = explained('FROM alpine\nRUN true\n', options);
      assert.deepEqual(result.says.map(renderMessage).slice(0, expected.length), expected);
      assert.deepEqual(
        result.entries.map(({ platform }) => platform),
        entries,
      );
    });

  const unknown = 'unknown/unknown';
  check(
    'of several targets',
    { builder: emulatingBuilder },
    [
      'A manifest list: 2 images under one name, and everybody who pulls gets the one for their platform.',
      'Beside each image stands an attestation, which buildx adds by itself: how it was built (provenance, mode=min). Other tools show it as the platform unknown/unknown.',
    ],
    ['linux/amd64', 'linux/arm64', unknown, unknown],
  );
  check(
    'of one target',
    { targets: ['linux/arm64'] },
    [
      'One image, for linux/arm64. With the attestation beside it, it stands in a list all the same.',
    ],
    ['linux/arm64', unknown],
  );
  check(
    'that fails for a target whose image is missing',
    { images: { [alpine]: indexOf('linux/amd64') } },
    [failure],
    ['linux/amd64', 'linux/arm64', unknown, unknown],
  );
  check(
    'that fails and would be plain files',
    { images: { [alpine]: indexOf('linux/amd64') }, exportsFiles: true },
    [failure, 'The result is written as plain files, so there is no image and no list.'],
    [],
  );
  check(
    'that is plain files',
    { exportsFiles: true },
    ['The result is written as plain files, so there is no image and no list.'],
    [],
  );
  check(
    'of an engine that holds no list',
    {
      builder: builderWith(
        {
          engine: {
            version: '28.5.1',
            os: 'linux',
            architecture: 'amd64',
            kernel: '6.1',
            imageStore: 'classic',
          },
        },
        'docker',
      ),
      targets: ['linux/amd64'],
    },
    [
      'The builder “here” is the Docker engine with its classic image store, which holds no manifest list and no attestations: one platform at a time, or another builder and --push.',
    ],
    [],
  );
});

describe('what is said of the builder', () => {
  const check = (
    title: string,
    builder: Fact<Builder>,
    expected: readonly string[],
    options: ExplainOptions = {},
  ) =>
    it(title, () => {
      const { summary } = explained('FROM alpine AS a\nRUN true\n', { builder, ...options });
      assert.deepEqual(summary.map(renderMessage).slice(2), expected);
    });

  check('that was not started', builderWith({ status: 'stopped', platforms: [] }), [
    'Its node “here0” was not started, so what it runs is not known.',
  ]);
  const native = { platforms: ['linux/amd64'], emulators: [] };
  const itself = 'Its node “here0” runs linux/amd64 itself, and names no other platform.';
  // Its BuildKit brings emulators along, which it does not name.
  check('that names no emulator', builderWith(native), [
    itself,
    'Steps of these stages run under emulation, which takes many times as long: a.',
  ]);
  check('that has none', builderWith(native, 'docker'), [
    itself,
    'These stages cannot be built for some target: a.',
    'Remarks of the checker, each at its stage: 1.',
  ]);
  check('that does not tell how', builderOfUnseen(), [
    'Its node “here0” runs linux/amd64 itself, and says that it runs linux/arm64 too, but not how.',
  ]);
});

describe('the edges between stages', () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['FROM alpine AS a\nFROM a\n', ['0 FROM 1']],
    ['FROM alpine AS a\nFROM alpine\nCOPY --from=a / /\nCOPY --from=0 /x /y\n', ['0 COPY 1']],
    ['FROM alpine AS a\nFROM alpine\nRUN --mount=from=a,target=/a true\n', ['0 RUN 1']],
    ['FROM alpine AS a\nFROM a\nCOPY --from=a / /\n', ['0 FROM 1']],
    ['FROM alpine\nFROM alpine\nCOPY --from=busybox / /\n', []],
    [
      'FROM alpine AS b-amd64\nFROM alpine AS b-arm64\nFROM b-$TARGETARCH\n',
      ['0 FROM 2', '1 FROM 2'],
    ],
  ];
  for (const [text, expected] of rows) {
    it(JSON.stringify(text), () => {
      const { edges } = explained(text);
      assert.deepEqual(
        edges.map(({ from, by, to }) => `${from} ${by} ${to}`),
        expected,
      );
    });
  }
});
