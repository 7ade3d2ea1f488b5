import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dockerfile } from '../../../support/dockerfiles/dockerfile.ts';
import { ourOpinion, theirOpinion, type Facts } from '../../../support/dockerfiles/opinions.ts';

const FILES = 1_000;

/** Why dockerfile-ast may say something else of an instruction; in each of them BuildKit is with us. */
interface Reason {
  readonly says: string;
  readonly explains: (line: string, ours: Facts, theirs: Facts) => boolean;
  /** What follows is read in another way, too. */
  readonly endsComparison?: true;
}

const reasons: readonly Reason[] = [
  {
    says: 'an empty --from or --platform counts as none',
    explains: (_, ours, { platform, from, ...rest }) =>
      isSame(ours, {
        ...rest,
        ...(platform !== undefined && !isEmpty(platform) && { platform }),
        ...(from !== undefined && !isEmpty(from) && { from }),
      }),
  },
  {
    says: 'a FROM of four words has no name: BuildKit refuses it',
    explains: (line, ours, theirs) =>
      / AS a b\b/.test(line) &&
      isSame(ours, theirs, ['keyword', 'range', 'base', 'platform', 'from']),
  },
  {
    says: 'we keep the first of two flags, which BuildKit refuses',
    explains: (line, ours, theirs) =>
      /--(platform|from)=\S+ --\1=/.test(line) &&
      isSame(ours, theirs, ['keyword', 'range', 'base', 'name']),
  },
  {
    says: 'at the end of the file our last line ends in front of its line feed, theirs behind it',
    explains: (_, ours, theirs) =>
      isSame(ours, theirs, ['keyword', 'base', 'name', 'platform', 'from']) &&
      endOf(theirs) === `${Number(endOf(ours).split(':')[0]) + 1}:0`,
  },
  {
    says: 'a number may stand in front of a heredoc',
    explains: (line) => line.includes(' 3<<-end '),
    endsComparison: true,
  },
];

describe('parseDockerfile and dockerfile-ast, on generated files', () => {
  const used = new Set<Reason>();

  it(`agree on all that nothing explains, in ${FILES} files`, function () {
    this.timeout(30_000);
    for (const text of fc.sample(dockerfile, { numRuns: FILES, seed: 2 })) compare(text);
    const unused = reasons.filter((reason) => !used.has(reason)).map(({ says }) => says);
    assert.deepEqual(unused, [], 'every reason is needed');
  });

  function compare(text: string): void {
    const lines = text.split('\n');
    const theirs = theirOpinion(text);
    const ours = ourOpinion(text);
    for (const [index, fact] of ours.entries()) {
      const other = theirs[index];
      assert.ok(other, `dockerfile-ast ends before ${JSON.stringify(fact)} in\n${text}`);
      if (isSame(fact, other)) continue;
      const line = lines[Number(fact.range.split(':')[0])] ?? '';
      const reason = reasons.find(({ explains }) => explains(line, fact, other));
      if (!reason) assert.deepEqual(fact, other, text);
      else used.add(reason);
      if (reason?.endsComparison) return;
    }
    assert.equal(theirs.length, ours.length, text);
  }
});

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
