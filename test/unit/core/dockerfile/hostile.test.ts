import assert from 'node:assert/strict';
import { resolveBuild } from '../../../../src/core/dockerfile/resolve.ts';
import { expandWord } from '../../../../src/core/dockerfile/word.ts';

const MEGABYTE = 1_000_000;

/** `count` lines, or words, made from their number. */
function times(count: number, make: (index: number) => string, separator = '\n'): string {
  return Array.from({ length: count }, (_, index) => make(index)).join(separator);
}

/** Inputs on which a parser that looks back, nests calls or copies takes minutes, or dies. */
const HOSTILE: Readonly<Record<string, string>> = {
  'a line of one word': `FROM a\nRUN ${'x'.repeat(MEGABYTE)}`,
  'a line of blanks': `FROM a${' '.repeat(MEGABYTE)}b`,
  'a base of slashes': `FROM ${'a/'.repeat(MEGABYTE / 2)}`,
  'a line of variables': `FROM scratch\nENV A=${'$b'.repeat(MEGABYTE / 2)}`,
  'a line of quotes': `FROM a\nENV A=${'"x"'.repeat(MEGABYTE / 3)}`,
  'a line of pairs': `FROM a\nENV ${'a=b '.repeat(MEGABYTE / 10)}`,
  'a line of flags': `FROM a\nRUN ${'--mount=a '.repeat(MEGABYTE / 10)}x`,
  'a mount of fields': `FROM a\nRUN --mount=${'from=b,'.repeat(MEGABYTE / 7)}target=/x y`,
  'an exec form': `FROM a\nRUN [${'"a",'.repeat(MEGABYTE / 4)}"b"]`,
  'nested brackets': `FROM a\nRUN ${'['.repeat(MEGABYTE)}`,
  'nested braces': '{"a":'.repeat(MEGABYTE / 5),
  'nested ONBUILD': `FROM a\n${'ONBUILD '.repeat(MEGABYTE / 8)}`,
  'nested expressions': `ARG A=${'${A:-'.repeat(100_000)}${'}'.repeat(100_000)}\nFROM a$A`,
  'nested open expressions': `ARG A=${'${A/'.repeat(100_000)}\nFROM a$A`,
  'nested quoted expressions': `ARG A=${'"${A:-'.repeat(100_000)}\nFROM a$A`,
  'heredoc marks': `FROM a\nRUN ${'<<'.repeat(MEGABYTE / 2)}`,
  'heredocs on one line': `FROM a\nRUN ${'<<A '.repeat(50_000)}\n${'A\n'.repeat(50_000)}`,
  'heredocs without end': `FROM a\n${'RUN <<E\n'.repeat(100_000)}`,
  'a heredoc mark of blanks': `FROM a\nRUN <<${' '.repeat(MEGABYTE)}<`,
  comments: '#\n'.repeat(100_000),
  directives: `${'# syntax=a\n'.repeat(20_000)}FROM a`,
  continuations: `FROM a\nRUN x${' \\\n'.repeat(100_000)}`,
  'comments in a continuation': `FROM a\nRUN x \\\n${'# c\n'.repeat(100_000)}`,
  '100,000 lines': times(
    2_500,
    (index) =>
      `FROM a AS s${index}\nARG TARGETARCH\nENV A=$TARGETARCH\nCOPY --from=s${index - 1} a b\n${'RUN x\n'.repeat(36)}`,
    '',
  ),
  'a chain of stages': `FROM a AS s0\n${times(
    5_000,
    (index) => `FROM s${index} AS s${index + 1}\nENV V${index}=1`,
  )}`,
  'a long way round': times(
    5_000,
    (index) => `FROM a AS s${index}\nCOPY --from=s${(index + 1) % 5_000} a b`,
  ),
  'values that double': `ARG A0=aaaaaaaaaa\n${times(
    10_000,
    (index) => `ARG A${index + 1}=$A${index}$A${index}`,
  )}\nFROM $A10000`,
  'values that explode': `ARG A0=aaaaaaaaaa\n${times(
    100,
    (index) => `ARG A${index + 1}=${`$A${index}`.repeat(20)}`,
  )}\nFROM $A100`,
  'patterns that look back': `ARG A=${'a'.repeat(5_000)}\nFROM a\nARG A\n${'ENV B=${A##*a*a*a*a*a*b}\n'.repeat(300)}`,
  'patterns on long values': `ARG A=${'a'.repeat(60_000)}\nFROM a\nARG A\n${'ENV B=${A%%*b*c}\n'.repeat(1_000)}`,
  'triggers of many stages': `FROM a AS p\n${'ONBUILD COPY --from=x a b\n'.repeat(2_000)}${'FROM p\n'.repeat(2_000)}`,
  'words that nobody knows': 'FORM a\n'.repeat(10_000),
  'names that are nearly right': `${times(1_000, (index) => `ARG BUILDPL${index}=1`)}\n${'FROM --platform=$BUILDPLATFOM a\n'.repeat(3_000)}`,
};

describe('a hostile Dockerfile', () => {
  for (const [name, text] of Object.entries(HOSTILE)) {
    it(`takes no time: ${name}`, () => {
      const targets = ['linux/amd64', 'linux/arm64'];
      const resolution = resolveBuild(text, { targets, buildPlatform: 'linux/amd64' });
      assert.equal(resolution.targets.length, targets.length);
    }).timeout(30_000);
  }

  it('has its nested words expanded', () => {
    const word = `${'${A:-'.repeat(10_000)}x${'}'.repeat(10_000)}`;
    assert.deepEqual(expandWord(word, {}), {
      ok: true,
      value: { text: 'x', matched: [], unmatched: ['A'] },
    });
  });
});
