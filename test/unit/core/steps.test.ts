import assert from 'node:assert/strict';
import { begin, finish, type Steps } from '../../../src/core/steps.ts';

function* count(done: number[]): Steps<string> {
  for (const step of [1, 2, 3]) {
    yield;
    done.push(step);
  }
  return 'all';
}

describe('steps', () => {
  it('are done at once where nobody pauses', () => {
    const done: number[] = [];
    assert.equal(finish(count(done)), 'all');
    assert.deepEqual(done, [1, 2, 3]);
  });

  it('are done once each, by whoever asks first', () => {
    const done: number[] = [];
    const work = begin(count(done));
    const steps = work.steps();
    steps.next();
    steps.next();
    assert.deepEqual(done, [1]);
    assert.equal(work.value(), 'all');
    assert.deepEqual(done, [1, 2, 3]);
    assert.deepEqual(steps.next(), { done: true, value: 'all' });
    assert.equal(work.value(), 'all');
    assert.deepEqual(done, [1, 2, 3]);
  });
});
