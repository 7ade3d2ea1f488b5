import assert from 'node:assert/strict';
import { readDirectives } from '../../../../src/core/dockerfile/syntax/directives.ts';

describe('directives, as BuildKit reads them', () => {
  /** Each as its name, its value, its line and what its value covers; then the escape character. */
  function check(
    text: string,
    expected: readonly (readonly [string, string, string, string])[],
    escape: '\\' | '`' = '\\',
  ): void {
    it(JSON.stringify(text), () => {
      const read = readDirectives(text);
      assert.deepEqual(
        read.directives.map(({ name, value, span, valueSpan }) => [
          name,
          value,
          text.slice(span.start, span.end),
          text.slice(valueSpan.start, valueSpan.end),
        ]),
        expected,
      );
      assert.equal(read.escape, escape);
    });
  }
  const syntax = ['syntax', 'a', '# syntax=a', 'a'] as const;
  const backtick = ['escape', '`', '# escape=`', '`'] as const;

  check('', []);
  check('FROM a', []);
  check('# syntax=a', [syntax]);
  check('# syntax=a\nFROM b', [syntax]);
  check('\ufeff# syntax=a\nFROM b', [syntax]);
  check('\ufeff# escape=`\nFROM b', [backtick], '`');
  check('# escape=`', [backtick], '`');
  check('# escape=\\', [['escape', '\\', '# escape=\\', '\\']]);
  check('#escape=`', [['escape', '`', '#escape=`', '`']], '`');
  check('#\u00a0escape=`', [['escape', '`', '#\u00a0escape=`', '`']], '`');
  check(
    '# escape=`\n# syntax=a\n# check=b',
    [backtick, syntax, ['check', 'b', '# check=b', 'b']],
    '`',
  );
  check(
    '# check=b\n# syntax=a\n# escape=`',
    [['check', 'b', '# check=b', 'b'], syntax, backtick],
    '`',
  );
  check('# SyntaX \t = \t a b \t ', [['syntax', 'a b', '# SyntaX \t = \t a b \t ', 'a b']]);
  check('# syntax=a\u00a0', [['syntax', 'a\u00a0', '# syntax=a\u00a0', 'a\u00a0']]);
  check('# syntax=a\f', [['syntax', 'a', '# syntax=a\f', 'a']]);
  check('# syntax=a\v', [['syntax', 'a\v', '# syntax=a\v', 'a\v']]);
  check('# syntax=a\r\n# escape=`\r\n', [syntax, backtick], '`');
  check('# syntax = = ', [['syntax', '=', '# syntax = = ', '=']]);
  check('# syntax=\n# escape=`', []);
  check('# syntax= \n# escape=`', [['syntax', ' ', '# syntax= ', ' '], backtick], '`');
  check('# syntax\n=a', []);
  check('# syntax \n# escape=`', []);
  check('# syntax a\n', []);
  check('# syntax docker/dockerfile:1\n', []);
  check('# syntax: docker/dockerfile:1\n# escape=`\n', []);
  check('# syntaxes=a\n', []);
  check('# other=a\n# syntax=b\n', []);
  check('# 1=a\n# syntax=b\n', []);
  check('#\n# syntax=b\n', []);
  check('\n# syntax=a\n', []);
  check('x syntax=a\n', []);
  check('FROM a\n# syntax=a\n', []);
  // Only the escape character may be indented, and only it ends where a `#!` begins.
  check('  # escape=`\n', [['escape', '`', '  # escape=`', '`']], '`');
  check('\u00a0# escape=`\n', [['escape', '`', '\u00a0# escape=`', '`']], '`');
  check('  # syntax=a\n# check=b\n', []);
  check('#!/x\n# syntax=a\n# check=b\n# escape=`\n', [syntax, ['check', 'b', '# check=b', 'b']]);
  check('#!/x', []);
  check('// syntax=a\n', [['syntax', 'a', '// syntax=a', 'a']]);
  check('//syntax=a\n', [['syntax', 'a', '//syntax=a', 'a']]);
  check('// check=b\n// syntax=a\n', [['syntax', 'a', '// syntax=a', 'a']]);
  check('// check=b\n', []);
  check('  // syntax=a\n', []);
  check('/ syntax=a\n', []);
  check('#!/x\n// syntax=a\n', [['syntax', 'a', '// syntax=a', 'a']]);
  check('# check=b\n// syntax=a\n', [['check', 'b', '# check=b', 'b']]);
  check('{"syntax": "a"}', [['syntax', 'a', '{"syntax": "a"}', '{"syntax": "a"}']]);
  check(' \t\r\n{\n"syntax": "a"}', [['syntax', 'a', ' \t', ' \t']]);
  check('#!/x\n{"syntax": "a", "b": 1}\n', [
    ['syntax', 'a', '{"syntax": "a", "b": 1}', '{"syntax": "a", "b": 1}'],
  ]);
  check('\ufeff{"syntax": "a"}', [['syntax', 'a', '{"syntax": "a"}', '{"syntax": "a"}']]);
  check('\f{"syntax": "a"}', []);
  check('{"syntax": "a"}\nFROM b', []);
  check('{"Syntax": "a"}', []);
  check('{"a": {"syntax": "a"}}', []);
  check('{"syntax": null}', []);
  check('{"syntax": 1}', []);
  check('{"check": "a"}', []);
  check('{"syntax": "a"', []);
  check('["syntax"]', []);
  check('{}', []);
});

describe('directives that BuildKit refuses', () => {
  function check(text: string, ...expected: readonly (readonly [string, string])[]): void {
    it(JSON.stringify(text), () => {
      const { problems } = readDirectives(text);
      assert.deepEqual(
        problems.map(({ message, cause, phase, span }) => {
          assert.equal(cause, message);
          assert.equal(phase, 'parse');
          return [message, text.slice(span.start, span.end)];
        }),
        expected,
      );
    });
  }
  const escape = (value: string): string =>
    `invalid escape token '${value}' does not match \` or \\`;
  check('# escape=`\n# escape=`\n', ['only one escape parser directive can be used', '# escape=`']);
  check('# syntax=a\n# syntax=b', ['only one syntax parser directive can be used', '# syntax=b']);
  check('# check=a\n  # check=b\n', ['only one check parser directive can be used', '# check=b']);
  check('# escape=x\n', [escape('x'), '# escape=x']);
  check('# escape=``\n', [escape('``'), '# escape=``']);
  check('# escape= \n', [escape(' '), '# escape= ']);
  check('# syntax=x\n# escape=y\n', [escape('y'), '# escape=y']);
  check('# escape=\\\n');
});
