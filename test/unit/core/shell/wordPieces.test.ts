import assert from 'node:assert/strict';
import { scanShell } from '../../../../src/core/shell/scan.ts';
import { wordPieces } from '../../../../src/core/shell/wordPieces.ts';

describe('the parts of a word that nothing is expanded in', () => {
  /** The word behind `x `, and its parts: `'a'` stood in single quotes, `"a"` in double ones. */
  const rows: readonly (readonly [word: string, pieces: string])[] = [
    ['abc', 'abc'],
    ['', ''],
    ['"a b"', '"a b"'],
    ["'a b'", "'a b'"],
    ['a"b"c', 'a "b" c'],
    [`a'b'"c"d`, `a 'b' "c" d`],
    [`"it's"`, `"it's"`],
    [`'say "so"'`, `'say "so"'`],
    ['a$B/c', 'a /c'],
    ['$A', ''],
    ['${A:-b}c', 'c'],
    // What is substituted is left out, the signs around it are not.
    ['a$(b)c', 'a$( )c'],
    ['"a$(b c)d"', '"a$(" ")d"'],
    ['a`b`c', 'a` `c'],
    ['$A$B', ''],
    ['$(a $B)c', '$( )c'],
    ["'a$B'", "'a$B'"],
    ['a\\ b', 'a b'],
    ['"a\\"b"', '"a" "b"'],
    ["'a\\'", "'a\\'"],
    ['a\\', 'a'],
    ['"a', '"a"'],
    ['a\\\n  b', 'a'],
    ['a\\\nb', 'a b'],
    ['a\\\r\nb', 'a b'],
    ['"a\\\nb"', '"a" "b"'],
    ["'a\\\nb'", "'a' 'b'"],
    ['a\\\n# a comment\nb', 'a b'],
    ['a\\\n\n  # a comment\n\t\nb', 'a b'],
  ];
  for (const [word, expected] of rows) {
    it(JSON.stringify(word), () => {
      const text = `x ${word}`;
      const found = scanShell({ text, pieces: [{ at: 0, source: 0 }] }).commands.at(-1)?.words[1];
      const place = {
        start: 2,
        end: word.includes('\n') && !word.includes('  b') ? text.length : (found?.span.end ?? 2),
      };
      const pieces = wordPieces(
        text,
        { span: place, variables: found?.variables ?? [], commands: found?.commands ?? [] },
        '\\',
      );
      const quotes = { none: '', double: '"', single: "'" };
      assert.equal(
        pieces
          ?.map(({ text: piece, quoting }) => quotes[quoting] + piece + quotes[quoting])
          .join(' '),
        expected,
      );
      for (const { text: piece, start } of pieces) {
        assert.equal(text.slice(start, start + piece.length), piece);
      }
    });
  }

  it('cannot be told where a substitution holds a case', () => {
    const text = 'x $(case a in a) b;; esac)';
    const [word] =
      scanShell({ text, pieces: [{ at: 0, source: 0 }] })
        .commands.at(-1)
        ?.words.slice(1) ?? [];
    assert(word);
    assert.equal(wordPieces(text, word, '\\'), undefined);
  });
});
