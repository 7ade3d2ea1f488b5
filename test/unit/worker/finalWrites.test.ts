import assert from 'node:assert/strict';
import { holdUntilDone, untilWritten } from '../../../src/worker/finalWrites.ts';

describe('what the worker writes', () => {
  it('is ended before the worker is, also when it fails', async () => {
    const ended: string[] = [];
    const ends: (() => void)[] = [];
    const first = holdUntilDone(
      new Promise<void>((resolve) => {
        ends.push(resolve);
      }).then(() => ended.push('first')),
    );
    const second = holdUntilDone(
      new Promise<void>((resolve) => {
        ends.push(resolve);
      }).then(() => {
        ended.push('second');
        throw new Error('refused');
      }),
    );
    const all = untilWritten().then(() => ended.push('all'));
    ends[1]?.();
    await assert.rejects(second, /refused/);
    ends[0]?.();
    await first;
    await all;
    assert.deepEqual(ended, ['second', 'first', 'all']);
  });
});
