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

  it('of an object is apart for each that works something out, and may be nothing', () => {
    const asked: string[] = [];
    const ask =
      (question: string, answer: string | undefined) =>
      (one: { readonly name: string }): string | undefined => {
        asked.push(`${question} ${one.name}`);
        return answer;
      };
    const platformOf = kept(ask('platform', 'linux/arm64'));
    const builderOf = kept(ask('builder', undefined));
    const a = { name: 'a' };
    assert.deepEqual([platformOf(a), builderOf(a)], ['linux/arm64', undefined]);
    assert.deepEqual([builderOf(a), platformOf(a)], [undefined, 'linux/arm64']);
    assert.deepEqual(asked, ['platform a', 'builder a']);
  });

  it('of texts is remembered up to a length, and the empty one, too', () => {
    const asked: number[] = [];
    const answer = lastAnswers((text) => {
      asked.push(text.length);
      return text.length;
    }, 10);
    const texts = ['', '', 'x'.repeat(300), 'x'.repeat(300)];
    assert.deepEqual(texts.map(answer), [0, 0, 300, 300]);
    assert.deepEqual(asked, [0, 300]);
  });

  it('of texts is as much as there is room for', () => {
    const asked: string[] = [];
    const answer = lastAnswers((text) => {
      asked.push(text);
      return text;
    }, 2);
    assert.deepEqual(['a', 'b', 'a', 'b'].map(answer), ['a', 'b', 'a', 'b']);
    assert.deepEqual(asked, ['a', 'b']);
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
