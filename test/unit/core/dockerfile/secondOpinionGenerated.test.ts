import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dockerfile } from '../../../support/dockerfiles/dockerfile.ts';
import { ourOpinion, theirOpinion, type Facts } from '../../../support/dockerfiles/opinions.ts';

const FILES = 1_000;

/** Why dockerfile-ast may say something else of an instruction; in each of them BuildKit is with us. */
interface Reason {
  readonly says: string;
  /** A file that shows it. */
  readonly example: string;
  /** @param instruction the text of the whole instruction */
  readonly explains: (instruction: string, ours: Facts, theirs: Facts) => boolean;
  /** What follows is read in another way, too. */
  readonly endsComparison?: true;
}

const reasons: readonly Reason[] = [
  {
    says: 'an empty --from or --platform counts as none',
    example: 'FROM alpine\nCOPY --from= a b\n',
    explains: (_, ours, { platform, from, ...rest }) =>
      isSame(ours, {
        ...rest,
        ...(platform !== undefined && !isEmpty(platform) && { platform }),
        ...(from !== undefined && !isEmpty(from) && { from }),
      }),
  },
  {
    says: 'a FROM of four words has no name: BuildKit refuses it',
    example: 'FROM alpine AS a b\n',
    explains: (instruction, ours, theirs) =>
      / AS a b\b/.test(instruction) &&
      isSame(ours, theirs, ['keyword', 'range', 'base', 'platform', 'from']),
  },
  {
    says: 'we keep the first of two flags, which BuildKit refuses',
    example: 'FROM --platform=linux --platform=linux alpine\n',
    explains: (instruction, ours, theirs) =>
      /--(platform|from)=\S+ --\1=/.test(instruction) &&
      isSame(ours, theirs, ['keyword', 'range', 'base', 'name']),
  },
  {
    says: 'at the end of the file our last line ends in front of its line feed, theirs behind it',
    example: 'FROM alpine\nRUN a \\\n',
    explains: (_, ours, theirs) =>
      isSame(ours, theirs, ['keyword', 'base', 'name', 'platform', 'from']) &&
      endOf(theirs) === `${lineOf(endOf(ours)) + 1}:0`,
  },
  {
    says: 'a number may stand in front of a heredoc',
    example: 'FROM alpine\nCOPY 3<<-end /x\n\tFROM x\n\tend\n',
    explains: (instruction) => instruction.includes(' 3<<-end '),
    endsComparison: true,
  },
];

describe('parseDockerfile and dockerfile-ast, on generated files', () => {
  it(`agree on all that nothing explains, in ${FILES} files`, function () {
    this.timeout(30_000);
    for (const text of fc.sample(dockerfile, { numRuns: FILES, seed: 2 })) compare(text);
  });

  for (const reason of reasons) {
    it(`differ: ${reason.says}`, () => {
      assert.deepEqual(compare(reason.example), [reason]);
    });
  }
});

/** Fails where the two differ without a reason; gives the reasons of other differences. */
function compare(text: string): readonly Reason[] {
  const lines = text.split('\n');
  const theirs = theirOpinion(text);
  const ours = ourOpinion(text);
  const found: Reason[] = [];
  for (const [index, fact] of ours.entries()) {
    const other = theirs[index];
    assert.ok(other, `dockerfile-ast ends before ${JSON.stringify(fact)} in\n${text}`);
    if (isSame(fact, other)) continue;
    const instruction = lines.slice(lineOf(fact.range), lineOf(endOf(fact)) + 1).join('\n');
    const reason = reasons.find(({ explains }) => explains(instruction, fact, other));
    if (!reason) assert.deepEqual(fact, other, text);
    else found.push(reason);
    if (reason?.endsComparison) return found;
  }
  assert.equal(theirs.length, ours.length, text);
  return found;
}

const everything = ['keyword', 'range', 'base', 'name', 'platform', 'from'] as const;

function isSame(one: Facts, other: Facts, keys: readonly (keyof Facts)[] = everything): boolean {
  return keys.every((key) => one[key] === other[key]);
}

function isEmpty(range: string): boolean {
  const [start, end] = range.split('-');
  return start === end;
}

function endOf({ range }: Facts): string {
  return range.split('-')[1] ?? '';
}

function lineOf(place: string): number {
  return Number(place.split(':')[0]);
}
