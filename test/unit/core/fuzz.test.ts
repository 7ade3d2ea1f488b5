import assert from 'node:assert/strict';
import { fuzz } from '../../fuzz/fuzz.ts';

/** `npm run fuzz` tries as many as are wanted, with another seed. */
describe('everything that takes text', function () {
  this.timeout(60_000);

  it('takes any, in time, and points only into it', () => {
    const { failures } = fuzz(20_000, 7);
    assert.deepEqual(failures.slice(0, 3), []);
  });
});
