import assert from 'node:assert/strict';
import { lexWord } from '../../../../src/core/dockerfile/expansion/lexer.ts';
import { expandIn, expandWord } from '../../../../src/core/dockerfile/word.ts';
import { readVectors } from '../platform/vectors.ts';

interface ShellWordRow {
  readonly input: string;
  readonly env: Readonly<Record<string, string>>;
  readonly escape?: string;
  readonly skipProcessQuotes?: boolean;
  readonly expect: {
    readonly word?: string;
    readonly words?: readonly string[];
    readonly matched?: readonly string[];
    readonly unmatched?: readonly string[];
    readonly error?: string;
    readonly wordsError?: string;
  };
}

describe('expandWord', () => {
  for (const row of readVectors<ShellWordRow>('shell-words')) {
    it(`expands ${JSON.stringify(row.input)} with escape ${row.escape ?? '\\'}`, () => {
      check(row);
    });
  }
});

function check({ input, env, escape = '\\', skipProcessQuotes, expect }: ShellWordRow): void {
  const lookUp = (name: string): { value: string } | undefined =>
    Object.hasOwn(env, name) ? { value: env[name] ?? '' } : undefined;
  const expanded = skipProcessQuotes
    ? expandIn(input, lookUp, { escape, quotes: 'plain' })
    : expandWord(input, env, escape);
  assert.deepEqual(
    expanded,
    expect.error === undefined
      ? {
          ok: true,
          value: { text: expect.word, matched: expect.matched, unmatched: expect.unmatched },
        }
      : { ok: false, problem: { message: expect.error } },
  );
  if (expect.words && !skipProcessQuotes) {
    const lexed = lexWord(input, lookUp, { escape, split: true });
    assert.deepEqual(lexed.ok && lexed.value.words, expect.words);
  }
}
