import assert from 'node:assert/strict';
import { fuzz } from '../../fuzz/fuzz.ts';

/** `npm run fuzz` tries as many as are wanted, with another seed. */
describe('everything that reads texts and bytes', function () {
  this.timeout(240_000);

  it('takes any, in time, and points only into it', async () => {
    const { failures } = await fuzz(12_000, 7);
    assert.deepEqual(failures.slice(0, 3), []);
  });
});
