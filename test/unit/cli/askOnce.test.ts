import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { askImagesOnce } from '../../../src/cli/check/askOnce.ts';

describe('askImagesOnce', () => {
  it('leaves no failure that nobody hears of', async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => unheard.push(reason);
    process.on('unhandledRejection', hear);
    try {
      const ask = askImagesOnce(async ({ images }) => {
        await setImmediate();
        throw new Error(images.join(' '));
      });
      // The second waits for `x` first, and so never for its own question.
      const asked = [['x'], ['x', 'z']].map((images) => ask({ images, bases: [] }));
      const ends = await Promise.allSettled(asked);
      await setImmediate();
      await setImmediate();
      assert.deepEqual(
        ends.map(({ status }) => status),
        ['rejected', 'rejected'],
      );
      assert.deepEqual(unheard, []);
    } finally {
      process.off('unhandledRejection', hear);
    }
  });
});
