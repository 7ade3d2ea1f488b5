import assert from 'node:assert/strict';
import { ourOpinion, theirOpinion } from '../../../support/dockerfiles/opinions.ts';
import { readVectors } from '../platform/vectors.ts';

const OWN_INPUTS: Readonly<Record<string, string>> = {
  'continued-words': 'FROM alp\\\nine AS b\\\nuild\nCOPY --from=b\\\nuild a b\n',
  'comment-between': 'FROM alpine\nRUN a \\\n# c\n\t# d\n  && b\nRUN c\n',
  'blank-lines': '\n\n  FROM alpine\n\n\tRUN a\n\n',
  'crlf-continuation': 'FROM alpine \\\r\n  AS b\r\nRUN a \\\r\n  b\r\n',
  'heredoc-crlf': 'FROM alpine\r\nRUN <<EOF\r\necho\r\nEOF\r\nRUN b\r\n',
  'heredoc-descriptor': 'FROM alpine\nRUN 3<<EOF cat\nFROM a\nEOF\nRUN b\n',
  'heredocs-continued': 'FROM alpine\nCOPY <<A \\\n  <<B /x/\na\nA\nb\nB\nRUN c\n',
  'double-escape': 'FROM alpine\nRUN a \\\\\nRUN b\n',
  'blank-after-escape': 'FROM alpine\nRUN a \\ \t\n b\n',
  'only-escape': '\\\nFROM alpine\n',
};

/** Where the two differ, and why: what BuildKit does was looked up in its parser. */
const DIFFERENCES: ReadonlyMap<string, string> = new Map([
  ['copy-empty-from', 'an empty --from counts as none'],
  ['double-escape', 'two escape characters at the end of a line do not continue it'],
  ['from-as-extra', 'a FROM of four words has no name: BuildKit refuses it'],
  ['heredoc-descriptor', 'a number may stand in front of a heredoc'],
  ['heredoc-unterminated', 'our last line ends in front of its line feed, theirs behind it'],
  ['only-escape', 'a lone escape character continues into the next line'],
  ['plat-empty', 'an empty --platform counts as none'],
  ['plat-flag-twice', 'we keep the first of two, which BuildKit refuses'],
]);

describe('parseDockerfile and dockerfile-ast', () => {
  const seen = new Set<string>();
  const rows = ['dockerfile-parse', 'from-lines', 'lint-platform'].flatMap((name) =>
    readVectors<{ id: string; dockerfile: string }>(name),
  );
  for (const [id, dockerfile] of Object.entries(OWN_INPUTS)) check(id, dockerfile);
  for (const { id, dockerfile } of rows) {
    if (!seen.has(dockerfile)) check(id, dockerfile);
    seen.add(dockerfile);
  }
});

function check(id: string, text: string): void {
  const reason = DIFFERENCES.get(id);
  it(reason === undefined ? `agree on ${id}` : `differ on ${id}: ${reason}`, () => {
    if (reason === undefined) assert.deepEqual(ourOpinion(text), theirOpinion(text));
    else assert.notDeepEqual(ourOpinion(text), theirOpinion(text));
  });
}
