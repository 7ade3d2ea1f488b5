import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analysis/analyze.ts';
import type { Builder } from '../../../src/core/build/workerNode.ts';
import type { Fact } from '../../../src/core/facts.ts';
import { hoverAt } from '../../../src/server/features/hover.ts';
import { indexOf, unreachable } from '../../support/imageFacts.ts';

const node = {
  name: 'n',
  endpoint: 'e',
  status: 'running',
  buildkitVersion: 'v0.25.1',
  pinned: [],
};
const builder: Fact<Builder> = {
  known: true,
  asOf: 0,
  value: {
    ...{ name: 'b', driver: 'docker-container', current: true },
    nodes: [{ ...node, platforms: ['linux/amd64', 'linux/arm64'] }],
  },
};

/** What a hover shows at the first place of some words. */
async function hover(text: string, words: string, known?: Fact<Builder>) {
  const image = (reference: string) =>
    reference.includes('dockerfile') ? indexOf('linux/amd64') : unreachable;
  const at = text.indexOf(words);
  const before = text.slice(0, at).split('\n');
  const shown = await hoverAt(
    analyze({
      ...{ text, targets: ['linux/amd64', 'linux/arm/v7'], image },
      ...(known && { builder: known }),
    }),
    { line: before.length - 1, character: (before.at(-1) ?? '').length + 1 },
    {
      ...{ image, settle: () => Promise.resolve(), quota: () => undefined, now: 0 },
      ...(known && { builder: known }),
    },
  );
  return shown?.markdown;
}

describe('a hover on words', () => {
  const check = (
    title: string,
    [text, words]: readonly [string, string],
    expected: readonly (string | RegExp)[],
    known?: Fact<Builder>,
  ) => {
    it(title, async () => {
      const shown = await hover(text, words, known);
      for (const each of expected) {
        if (typeof each === 'string') assert.ok(shown?.includes(each), shown);
        else assert.match(shown ?? '', each);
      }
      if (expected.length === 0) assert.equal(shown, undefined);
    });
  };
  const plain = 'FROM --platform=$BUILDPLATFORM a AS x\nARG TARGETARCH TARGETVARIANT\n# TARGETOS\n';

  check(
    'says what an automatic argument is',
    [plain, 'TARGETARCH'],
    [
      '**`TARGETARCH`**: the architecture that is built for',
      '| `linux/amd64` | `amd64` |',
      '| `linux/arm/v7` | `arm` |',
    ],
  );
  check('says what is empty', [plain, 'TARGETVARIANT'], ['| `linux/amd64` | (empty) |', '`v7`']);
  check('says what is not known', [plain, 'BUILDPLATFORM'], ['not known without a builder']);
  check(
    'knows the builder',
    [plain, 'BUILDPLATFORM'],
    ['| `linux/arm/v7` | `linux/amd64` |'],
    builder,
  );
  check(
    'says what a flag makes of a stage',
    [plain, '$BUILD'],
    ['`--platform=$BUILDPLATFORM`', 'not known without a builder'],
  );
  check(
    'says it of a constant',
    ['FROM --platform=linux/386 a\n', 'linux'],
    ['| `linux/arm/v7` | `linux/386` |'],
  );
  check('says nothing in comments', [plain, 'TARGETOS'], []);
  check('says nothing of longer names', ['FROM a\nRUN $MY_TARGETOS $TARGETOSES\n', 'MY_'], []);

  const syntax = (line: string) => [`# syntax=${line}\nFROM a\n`, line] as const;
  check('says what a frontend is', syntax('docker/dockerfile:1.7'), [
    /^\*\*`docker\.io\/docker\/dockerfile:1\.7`\*\* · manifest list/,
    'Which platform it is asked for depends on the builder',
    'It is there for `linux/amd64`',
    'lets it read the file',
    'It is not pinned: `1.7`',
  ]);
  check(
    'compares it with the builder’s own',
    syntax('docker/dockerfile:1.7'),
    [
      '| `linux/amd64` | ✓ its own image',
      'BuildKit `v0.25.1` brings Dockerfile `1.19` itself: this line takes an older one.',
    ],
    builder,
  );
  check('knows a pin', syntax(`docker/dockerfile:1@sha256:${'0'.repeat(64)}`), [
    'pinned by its digest',
  ]);
  check('says nothing of a name that is none', syntax('a/UPPER'), []);
});
