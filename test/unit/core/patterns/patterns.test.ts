import assert from 'node:assert/strict';
import { goPattern } from '../../../../src/core/patterns/goPattern.ts';
import { ignoredFiles } from '../../../../src/core/patterns/ignoredFiles.ts';
import { projectGlob } from '../../../../src/core/patterns/projectGlob.ts';

/** Paths that match come after `+`, others after `-`. */
function table(
  title: string,
  match: (pattern: string, path: string) => boolean,
  rows: readonly (readonly [pattern: string, ...paths: readonly string[]])[],
): void {
  describe(title, () => {
    for (const [pattern, ...paths] of rows) {
      it(JSON.stringify(pattern), () => {
        const found = paths.map((each) => {
          const path = each.slice(1);
          return `${match(pattern, path) ? '+' : '-'}${path}`;
        });
        assert.deepEqual(found, paths);
      });
    }
  });
}

// Go's own answers (Go 1.25, path/filepath/match_test.go has many of these).
table('patterns of COPY', (pattern, path) => goPattern(pattern)?.matches(path) ?? false, [
  ['abc', '+abc', '-ab', '-abcd', '-ABC'],
  ['*', '+abc', '+.abc', '-a/b', '+'],
  ['*c', '+abc', '-abd'],
  ['a*', '+a', '+abc', '-ab/c'],
  ['a*/b', '+abc/b', '-a/c/b'],
  ['**/b', '+a/b', '-b', '-a/c/b'],
  ['a*b*c*d*e*/f', '+axbxcxdxe/f', '+axbxcxdxexxx/f', '-axbxcxdxexxx/fff'],
  ['ab[c]', '+abc'],
  ['ab[b-d]', '+abc', '-abe'],
  ['ab[^e-g]', '+abc', '-abf'],
  ['a\\*b', '+a*b', '-ab', '-axb'],
  ['a?b', '+a☺b', '-a/b', '-ab'],
  ['[a-ζ]*', '+α'],
  ['*[a-ζ]', '-A'],
  ['[\\]a]', '+]', '+a'],
  ['[\\-x]', '+-', '+x'],
  ['[]a]', '-]', '-a'],
  ['[-x]', '--', '-x'],
  ['[x-]', '-x'],
  ['[', '-['],
  ['[^bc', '-a'],
  ['a[', '-a', '-ab'],
  ['a\\', '-a', '-a\\'],
  ['*x', '-', '+xxx'],
  // Nothing else means anything.
  ['{a,b}', '+{a,b}', '-a'],
  ['a+', '+a+', '-aa'],
  ['(a|b)', '+(a|b)', '-a'],
  ['!a', '+!a', '-b'],
]);

table('.dockerignore', (text, path) => ignoredFiles(text).ignores(path), [
  ['', '-a'],
  ['\uFEFFa', '+a'],
  ['# a\n a \r\n', '+a', '-# a'],
  ['a', '+a', '+a/b', '-b/a', '-A'],
  ['/a/', '+a', '-b/a'],
  ['./a//b/../c', '+a/c', '-a/b'],
  ['../a', '-a'],
  ['/../a', '+a'],
  ['a/b', '+a/b/c', '-a', '-x/a/b'],
  ['*.md\n!README.md', '+x.md', '-README.md', '-a/x.md'],
  ['!a\na', '+a'],
  ['a\n! a/b ', '+a/x', '-a/b', '-a/b/c'],
  ['*\n!src\nsrc/*.o', '+a', '-src/a.c', '+src/a.o'],
  ['**', '+a', '+a/b'],
  ['**/a', '+a', '+x/a', '+x/y/a/b', '-xa'],
  ['**.so', '+x.so', '+a/x.so', '+.so', '-x.so.1', '+x.so/y'],
  ['**.py[c]', '-x.pyc', '+.pyc', '+a/.pyc'],
  ['**x*', '+xy', '-yx'],
  ['a/**', '+a/b', '+a/b/c', '-a'],
  ['a/**/b', '+a/b', '+a/x/y/b', '-a/xb'],
  ['a**b', '+ab', '+a/b', '+ax/b', '-axb'],
  ['a?c', '+abc', '-a/c'],
  ['[a-c]x', '+bx', '-dx'],
  ['[^a]', '+b', '-a'],
  ['a.b$c+(d)|{e}', '+a.b$c+(d)|{e}', '-aXb$c+(d)|{e}'],
  ['\\!a\n\\#b', '+!a', '+#b'],
  // Docker refuses these; the others count.
  ['[\n!\na\\\nb', '+b', '-[', '-a'],
  // Names that objects have of themselves.
  ['*', '+constructor', '+__proto__'],
]);

table('globs of .multiarch.yaml', (glob, path) => projectGlob(glob)(path), [
  ['Dockerfile', '+Dockerfile', '-a/Dockerfile', '-dockerfile'],
  ['*', '+Dockerfile', '+.hidden', '-a/Dockerfile'],
  ['**', '+a', '+a/.b/c'],
  ['**/Dockerfile*', '+Dockerfile', '+a/b/Dockerfile.dev', '-a/xDockerfile'],
  ['firmware/**/Dockerfile', '+firmware/Dockerfile', '+firmware/a/b/Dockerfile', '-firmware'],
  ['a/**', '+a/b', '+a/b/c', '-ab'],
  ['a**/c', '+ab/c', '-a/b/c'],
  ['***/c', '+a/c', '-a/b/c', '-c'],
  ['a?c', '+abc', '-a/c', '-ac'],
  ['[a-c]', '+b', '-d', '-/'],
  ['[!a]', '+b', '-a', '-/'],
  ['[^a]', '+b', '-a'],
  ['{a,b}/D', '+a/D', '+b/D', '-c/D'],
  ['{a,b{c,d}e,}x', '+ax', '+bcex', '+bdex', '+x', '-bcx'],
  ['{**/x,y/**}', '+x', '+a/x', '+y/z', '-a/y/z'],
  ['{a}', '+{a}', '-a'],
  ['{a,b', '+{a,b', '-a'],
  ['a,b}', '+a,b}', '-a'],
  ['{a\\,b,c}', '+a,b', '+c', '-a'],
  ['{[,],x}', '+,', '+x'],
  ['[', '+['],
  ['\\*', '+*', '-a'],
  ['\\', '+\\'],
  ['!a/**', '-a/b', '+b', '+a'],
  ['', '-a'],
  ['(a+)+b', '+(a+)+b', '-aab'],
]);

describe('a pattern that asks for a search', () => {
  const name = 'a'.repeat(255);
  const stars = `${'*a'.repeat(60)}*b`;
  const rows: readonly (readonly [string, () => unknown])[] = [
    ['of COPY', () => goPattern(stars)?.matches(name)],
    ['of .dockerignore', () => ignoredFiles(stars).ignores(name)],
    [
      'of .dockerignore, over folders',
      () => ignoredFiles(`${'**/'.repeat(60)}b`).ignores('a/'.repeat(500)),
    ],
    ['of .multiarch.yaml', () => projectGlob(stars)(name)],
    ['of .multiarch.yaml, in folders', () => projectGlob(`${'**/'.repeat(60)}b`)('a/'.repeat(500))],
    ['of .multiarch.yaml, with choices', () => projectGlob(`${'{a,a{a,aa}}'.repeat(100)}b`)(name)],
    ['with braces that nobody closes', () => projectGlob('{,'.repeat(10_000))(name)],
    ['with braces in braces', () => projectGlob(`${'{,'.repeat(9_000)}${'}'.repeat(9_000)}`)(name)],
    ['with brackets that nobody closes', () => projectGlob('[a'.repeat(2_000))(name)],
  ];
  for (const [title, match] of rows) {
    // As a regular expression it would not end while anybody waits.
    it(`${title} is compared in time`, () => {
      assert.equal(match(), false);
    });
  }

  it('is given up when it costs more than it may', () => {
    const budget = { left: 1_000 };
    assert.equal(goPattern('*a*a*a*a')?.matches(name, budget), false);
    assert.ok(budget.left < 0);
    assert.equal(goPattern('*a*a*a*a')?.matches(name, { left: 10_000 }), true);
  });
});
