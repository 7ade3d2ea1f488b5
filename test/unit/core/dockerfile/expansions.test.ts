import assert from 'node:assert/strict';
import { lexWord, type Lexing } from '../../../../src/core/dockerfile/expansion/lexer.ts';
import type { Variable } from '../../../../src/core/dockerfile/expansion/modifiers.ts';
import { suggest } from '../../../../src/core/dockerfile/suggestion.ts';
import { expandWord, valueIn } from '../../../../src/core/dockerfile/word.ts';

const VALUES: Readonly<Record<string, string>> = {
  A: 'abcabc',
  E: '',
  L: 'a\nb',
  P: '/usr/local/bin',
  S: '*?\\x',
  B: ' x  y ',
  é: 'accent',
  _1: 'under',
  1: 'one',
};

describe('what words expand to', () => {
  function check(word: string, expected: string): void {
    it(JSON.stringify(word), () => {
      const expanded = expandWord(word, VALUES);
      const prefix = `failed to process ${JSON.stringify(word)}: `;
      const message = expanded.ok ? '' : expanded.problem.message.replace(prefix, 'error: ');
      assert.equal(expanded.ok ? expanded.value.text : message, expected);
    });
  }

  describe('names', () => {
    check('$A', 'abcabc');
    check('$A.x', 'abcabc.x');
    check('${A}x', 'abcabcx');
    check('x$', 'x$');
    check('$ $.', '$ $.');
    check('$é', 'accent');
    check('${é}', 'accent');
    check('$Aé', '');
    check('$A\u007f', 'abcabc\u007f');
    check('$_1', 'under');
    check('$12', '');
    check('$1a', 'onea');
    check('${1}', 'one');
    check('$@$*$#$?$-$$$!$0.', '.');
    check('${@}', '');
    check('\ufeff$A', 'abcabc');
    check('x\ufeff', 'x\ufeff');
    check('\\$A', '$A');
    check("'$A'", '$A');
    check('"$A"', 'abcabc');
    check('"\\$A\\"\\\\\\a"', '$A"\\\\a');
    check('a\\bc', 'abc');
    check('a\\', 'a');
    check("''", '');
    check('\'a\'"b"c', 'abc');
    check('\'a"b\' "c\'d"', 'a"b c\'d');
    check('<a <<b', '<a <<b');
    check('${A', 'error: unsupported modifier (\ufffd) in substitution');
    check('${', "error: syntax error: missing '}'");
    check('${}', 'error: syntax error: bad substitution');
    check('${{', 'error: syntax error: bad substitution');
    check('${:-a}', 'error: syntax error: bad substitution');
    check('${A^}', 'error: unsupported modifier (^) in substitution');
    check('${A:=b}', 'error: unsupported modifier (:=) in substitution');
    check('${A:#b}', 'error: unsupported modifier (:#) in substitution');
    check('${A:%b}', 'error: unsupported modifier (:%) in substitution');
    check('${A:😀b}', 'error: unsupported modifier (:😀) in substitution');
    check('${A-', "error: syntax error: missing '}'");
    check('${A:', "error: syntax error: missing '}'");
    check('${A/b', "error: syntax error: missing '/' in ${}");
    check('${A/b/c', "error: syntax error: missing '}'");
    check('"${A/b', "error: syntax error: missing '/' in ${}");
    const noQuote = 'error: unexpected end of statement while looking for matching';
    check("a'b", `${noQuote} single-quote`);
    check('a"b', `${noQuote} double-quote`);
    check('a"b\\', `${noQuote} double-quote`);
    check('a"b\\"', `${noQuote} double-quote`);
  });

  describe('defaults', () => {
    check('${A-x} ${E-x} ${N-x}', 'abcabc  x');
    check('${A:-x} ${E:-x} ${N:-x}', 'abcabc x x');
    check('${A+x} ${E+x} ${N+x}', 'x x ');
    check('${A:+x} ${E:+x} ${N:+x}', 'x  ');
    check('${A?x}${E?x}', 'abcabc');
    check('${N?}', 'error: N: is not allowed to be unset');
    check('${N:?}', 'error: N: is not allowed to be unset');
    check('${E:?}', 'error: E: is not allowed to be empty');
    check('${N?x $A}', 'error: N: x abcabc');
    check('${N-$A ${N:-"}"}}', 'abcabc }');
    check("${N-'}'\\}}", '}}');
    check('${N-}', '');
    check('${N-a\\b}', 'ab');
  });

  describe('cut ends', () => {
    check('${A#ab}', 'cabc');
    check('${A#x}', 'abcabc');
    check('${A#*b}', 'cabc');
    check('${A##*b}', 'c');
    check('${A%bc}', 'abca');
    check('${A%b*}', 'abca');
    check('${A%%b*}', 'a');
    check('${A##*}', '');
    check('${A#*}', 'abcabc');
    check('${A#?}', 'bcabc');
    check('${A%??}', 'abca');
    check('${A##}', 'abcabc');
    check('${A#a?c}', 'abc');
    check('${P##*/}', 'bin');
    check('${P%/*}', '/usr/local');
    check('${L#a?b}', 'a\nb');
    check('${L##*b}', 'a\nb');
    check('${L%%a*}', 'a\nb');
    check('${S#\\*}', '?\\x');
    check('${S#\\*\\?}', '\\x');
    check('${S#\\*\\?\\\\}', 'x');
    check('${S%\\\\x}', '*?');
    check('${S%\\?*}', '*');
    check('${N#a}', '');
    check('${E%a}', '');
    check('${A#$E}', 'abcabc');
    check('${A#\\a}', "error: invalid pattern (\\a) in substitution: invalid escape '\\a'");
    check('${A%\\a}', "error: invalid pattern (\\a) in substitution: invalid escape '\\a'");
    check('${P#\\/usr}', '/local/bin');
  });

  describe('replacements', () => {
    check('${A/b/x}', 'axcabc');
    check('${A//b/x}', 'axcaxc');
    check('${A/b/}', 'acabc');
    check('${A//b*c/x}', 'ax');
    check('${A/b*/x}', 'ax');
    check('${A/n/x}', 'abcabc');
    check('${A//n/x}', 'abcabc');
    check('${A//c/x}', 'abxabx');
    check('${A//?/x}', 'xxxxxx');
    check('${A///x}', 'xaxbxcxaxbxcx');
    check('${A//*/x}', 'x');
    check('${E//*/x}', 'x');
    check('${E/*/x}', 'x');
    check('${N/a/x}', '');
    check('${P//\\//:}', ':usr:local:bin');
    check('${L/a?b/x}', 'a\nb');
    check('${A//b/$E-}', 'a-ca-c');
    check("${A//b/'$0'}", 'abcabc');
    check("${A//?b/<'$0'>}", '<ab>c<ab>c');
    check("${A//b/'${0}'}", 'abcabc');
    check("${A//b/'$$'}", 'a$ca$c');
    check("${A//b/'$1x'}", 'acac');
    check("${A//b/'${1}x'}", 'axcaxc');
    check("${A//b/'$é.'}", 'a.ca.c');
    check("${A//b/'${name}$other-y'}", 'a-yca-yc');
    check("${A//b/'x$'}", 'ax$cax$c');
    check("${A/b/'$0'}", 'a$0cabc');
    check('${A/\\a/x}', "error: invalid pattern (\\a) in substitution: invalid escape '\\a'");
    check('${A//\\a/x}', "error: invalid pattern (\\a) in substitution: invalid escape '\\a'");
    check("${A/'b'/x}", 'axcabc');
  });
});

describe('what a word is not known to expand to', () => {
  const unknown: Variable = { unknown: 'why' };
  const lookUp = (name: string): Variable | undefined => {
    if (name === 'U') return unknown;
    const value = VALUES[name];
    return value === undefined ? undefined : { value };
  };
  function check(word: string, expected: Variable): void {
    it(word, () => {
      const value = valueIn(word, lookUp, { escape: '\\' });
      assert.deepEqual(value.ok && value.value, expected);
    });
  }
  check('x$U', unknown);
  check('"$U"', unknown);
  check('${U-x}', unknown);
  check('${U:+x}', unknown);
  check('${U?x}', unknown);
  check('${U#x}', unknown);
  check('${U/x/y}', unknown);
  check('${N-$U}', unknown);
  check('${A-$U}', { value: 'abcabc' });
  check('${N+$U}', { value: '' });
  check('${A+$U}', unknown);
  check('${N?$U}', unknown);
  check('${A?$U}', { value: 'abcabc' });
  check('${A#$U}', unknown);
  check('${A//$U/x}', unknown);
  check('${A/b/$U}', unknown);
  check('plain', { value: 'plain' });

  const tooCostly = { unknown: 'the pattern and the value are too long to be matched' };
  const tooLong = { unknown: 'the value is longer than 131072 characters' };
  function checkLong(name: string, word: string, value: string, expected: Variable): void {
    it(name, () => {
      const read = valueIn(word, () => ({ value }), { escape: '\\' });
      assert.deepEqual(read.ok && read.value, expected);
    });
  }
  const letters = (count: number): string => 'a'.repeat(count);
  checkLong('a value of the greatest length', '$V', letters(131_072), { value: letters(131_072) });
  checkLong('a longer one', '$V', letters(131_073), tooLong);
  checkLong('two that are longer together', '$V$V', letters(70_000), tooLong);
  checkLong('a longer operand', '${V+$V$V}', letters(70_000), tooLong);
  checkLong('a pattern of the greatest length', `\${V#${letters(1_000)}}`, 'b', { value: 'b' });
  checkLong('a longer one', `\${V#${letters(1_001)}}`, 'b', tooCostly);
  checkLong('a longer one, replaced', `\${V/${letters(1_001)}/x}`, 'b', tooCostly);
  checkLong('a longer one, replaced everywhere', `\${V//${letters(1_001)}/x}`, 'b', tooCostly);
  checkLong('a value that still can be matched', '${V#*b?}', letters(16_383), {
    value: letters(16_383),
  });
  checkLong('a longer one', '${V#*b?}', letters(16_384), tooCostly);
  checkLong('the same, replaced', '${V/*b?/x}', letters(16_384), tooCostly);
});

describe('the words that a word expands to', () => {
  function check(word: string, expected: readonly string[], lexing: Partial<Lexing> = {}): void {
    it(`${JSON.stringify(word)} ${JSON.stringify(lexing)}`, () => {
      const lookUp = (name: string): Variable | undefined => {
        const value = VALUES[name];
        return value === undefined ? undefined : { value };
      };
      const lexed = lexWord(word, lookUp, { escape: '\\', split: true, ...lexing });
      assert.deepEqual(lexed.ok ? lexed.value.words : lexed.problem.message, expected);
    });
  }
  check('', []);
  check(' ', []);
  check('a b', ['a', 'b']);
  check(' a\t\u00a0b ', ['a', 'b']);
  check('"a b" c', ['a b', 'c']);
  check("'a b'c d", ['a bc', 'd']);
  check('a\\ b c', ['a b', 'c']);
  check('$B', ['x', 'y']);
  check('a$B-b', ['a', 'x', 'y', '-b']);
  check('"a$B"', ['a x  y ']);
  check('$N', []);
  check('"" a', ['a']);
  check('a${A-x} b', ['abcabc', 'b']);
  check('${N-x y} z', ['x', 'y', 'z']);
  check('<< \ta b', ['<< \ta', 'b']);
  check('<<<a b', ['<<<a', 'b']);
  check('< a', ['<', 'a']);
  check('$ a', ['$', 'a']);
  const kept = { quotes: 'kept', escapes: 'kept', unset: 'kept' } as const;
  check(
    '"a b" \'c d\'x e\\ f "g\\"h" "i\\j"',
    ['"a b"', "'c d'x", 'e\\ f', '"g\\"h"', '"i\\\\j"'],
    kept,
  );
  check('$N ${N} $A', ['$N', '${N}', 'abcabc'], kept);
  check('${N:-a b} ${N/a/b} ${N//a/b}', ['${N:-a', 'b}', '${N/a/b}', '${N/a/b}'], kept);
  check('"a b"', ['"a', 'b"'], { quotes: 'plain' });
  check("'$A'", ["'abcabc'"], { quotes: 'plain' });
  check('a` b c', ['a b', 'c'], { escape: '`' });
  check('a\\ b', ['a\\', 'b'], { escape: '`' });
  check('a b', [], { split: false });
});

describe('the variables that a word uses', () => {
  it('are named once each, in order', () => {
    const expanded = expandWord('$N$é$A${M-$A}${B}$A$N', VALUES);
    assert.deepEqual(expanded.ok && [expanded.value.matched, expanded.value.unmatched], [
      ['A', 'B', 'é'],
      ['M', 'N'],
    ]);
  });

  it('escape with a backslash unless told otherwise', () => {
    const texts = [expandWord('\\$A`$A', VALUES), expandWord('\\$A`$A', VALUES, '`')].map(
      (expanded) => expanded.ok && expanded.value.text,
    );
    assert.deepEqual(texts, ['$A`abcabc', '\\abcabc$A']);
  });

  it('are too long to be used, which is said', () => {
    assert.deepEqual(expandWord('$V', { V: 'a'.repeat(131_073) }), {
      ok: false,
      problem: { message: 'the value is longer than 131072 characters' },
    });
  });
});

describe('what is suggested', () => {
  function check(
    word: string,
    options: readonly string[],
    expected: string | undefined,
    letters: 'exact' | 'any case' = 'exact',
  ): void {
    it(`${word.slice(0, 20)} of ${options.join(' ').slice(0, 40)}, ${letters}`, () => {
      const suggestion = suggest(word, options, letters);
      assert.equal(suggestion, expected === undefined ? '' : ` (did you mean ${expected}?)`);
    });
  }
  check('taget', ['source', 'target'], 'target');
  check('target', ['target'], undefined);
  check('target', ['targe', 'target'], undefined);
  check('tgt', ['target'], undefined);
  check('trgt', ['target'], 'target');
  check('tarxxx', ['target'], undefined);
  check('tar', ['target'], undefined);
  check('', ['a', 'ab'], 'a');
  check('ab', [], undefined);
  check('abc', ['abd', 'abe'], 'abd');
  check('abc', ['axd', 'abe'], 'abe');
  check('ABC', ['abd'], undefined);
  check('Target', ['target'], 'target');
  check('FORM', ['COPY', 'FROM'], 'FROM', 'any case');
  check('form', ['COPY', 'FROM'], 'from', 'any case');
  check('Form', ['COPY', 'FROM'], 'from', 'any case');
  check('from', ['FROM'], undefined, 'any case');
  check('😀bc', ['abc'], 'abc');
  check('😀😁', ['ab'], 'ab');
  check(`${'a'.repeat(499)}x`, ['a'.repeat(500)], 'a'.repeat(500));
  check(`${'a'.repeat(500)}x`, ['a'.repeat(501)], undefined);
});
