import assert from 'node:assert/strict';
import { code, plain, table } from '../../../src/core/markdown.ts';
import { assertProportional } from '../../support/growth.ts';

describe('a table in Markdown', () => {
  it('has a line for its columns, one that parts them, and one for each row', () => {
    const rows = [
      ['linux/amd64', '`native`'],
      ['linux/arm64', 'emulated'],
    ];
    assert.deepEqual(table(['Platform', 'How'], rows), [
      '| Platform | How |',
      '| --- | --- |',
      '| linux/amd64 | `native` |',
      '| linux/arm64 | emulated |',
    ]);
  });

  it('is not there without rows', () => {
    assert.deepEqual(table(['Platform', 'How'], []), []);
  });
});

describe('code in Markdown', () => {
  const check = (text: string, expected: string) => {
    it(JSON.stringify(text), () => {
      assert.equal(code(text), expected);
    });
  };
  check(
    'docker buildx build --platform=linux/arm64 .',
    '`docker buildx build --platform=linux/arm64 .`',
  );
  check('a*_<b>', '`a*_<b>`');
  check('`a` `b`', '`’a’ ’b’`');
  check('a | b || c', '`a ¦ b ¦¦ c`');
  check('a\nb\u202Ec', '`a\uFFFDb\uFFFDc`');
  check('', '``');
});

describe('words in Markdown', () => {
  const check = (text: string, expected = text) => {
    it(JSON.stringify(text), () => {
      assert.equal(plain(text), expected);
    });
  };
  check('127.0.0.1:5001/day/hello:1.0 (driver docker), mode=min!');
  check('compose.yaml:10:15, a {b} c + d > e, f-g, x && y');
  check('node@sha256:0123');
  check('TARGET_ARCH');
  check('awww.');
  check('_a_', String.raw`\_a\_`);
  check('a__b', String.raw`a\_\_b`);
  check('a*b*`c` ~d~', String.raw`a\*b\*\`c\` \~d\~`);
  check('![a](b)', String.raw`!\[a\](b)`);
  check('<b>', String.raw`\<b>`);
  check('a|b\\', String.raw`a\|b\\`);
  check('&lt;&#60;', String.raw`\&lt;\&\#60;`);
  check('https://a.example HTTP://a', 'https&#58;//a.example HTTP&#58;//a');
  check('www.a.example WWW.a', String.raw`www\.a.example WWW\.a`);
  check('mailto:a@b.example', 'mailto&#58;a&#64;b.example');
  check('@team @sha256:a a@sha256', '&#64;team &#64;sha256:a a&#64;sha256');
  check(':tada: :+1: :100: :8ball:', '&#58;tada: &#58;+1: &#58;100: &#58;8ball:');
  check('#12 $x$', String.raw`\#12 \$x\$`);
  check('--platform=a -- b');
  check('---', String.raw`\---`);
  check('_www.a', String.raw`\_www\.a`);
  check('- a', String.raw`\- a`);
  check('  + a', String.raw`  \+ a`);
  check('> a', String.raw`\> a`);
  check('1. a', String.raw`1\. a`);
  check('12) a', String.raw`12\) a`);
  check('a\nb', 'a\uFFFDb');

  for (const text of [':', ' ', '_', '1', ':a', 'www', '@sha256', '&']) {
    it(`takes time in proportion to many ${JSON.stringify(text)}`, () => {
      assertProportional((share) => {
        plain(text.repeat(Math.round(200_000 * share)));
      });
    });
  }
});
