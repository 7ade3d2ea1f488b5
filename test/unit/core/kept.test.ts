import assert from 'node:assert/strict';
import { kept } from '../../../src/core/kept.ts';
import { lastAnswers } from '../../../src/core/lastAnswers.ts';

describe('what is remembered', () => {
  it('of an object is worked out once, whatever stands beside it', () => {
    const asked: string[] = [];
    const nameOf = kept((one: { readonly name: string }, beside: string) => {
      asked.push(beside);
      return one.name;
    });
    const a = { name: 'a' };
    assert.deepEqual([nameOf(a, 'x'), nameOf(a, 'y'), nameOf({ name: 'b' }, 'z')], ['a', 'a', 'b']);
    assert.deepEqual(asked, ['x', 'z']);
  });

  it('of texts is bounded: in number, and by their length', () => {
    const asked: string[] = [];
    const answer = lastAnswers((text) => {
      asked.push(text);
      return text.length;
    }, 2);
    const long = 'x'.repeat(301);
    assert.deepEqual(['a', 'a', 'b', 'c', 'a', long, long].map(answer), [1, 1, 1, 1, 1, 301, 301]);
    assert.deepEqual(asked, ['a', 'b', 'c', 'a', long, long]);
  });
});
