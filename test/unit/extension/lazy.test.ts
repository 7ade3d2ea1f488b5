import assert from 'node:assert/strict';
import { lazy } from '../../../src/extension/lazy.ts';

describe('lazy', () => {
  it('makes its value once, on first use', async () => {
    const made: number[] = [];
    const value = lazy(() => {
      made.push(made.length);
      return Promise.resolve(made.length);
    });
    assert.deepEqual(made, []);
    assert.deepEqual(await Promise.all([value(), value()]), [1, 1]);
  });

  it('tries again after a failure', async () => {
    const outcomes = [Promise.reject(new Error('no file')), Promise.resolve('there')];
    const value = lazy(() => outcomes.shift() ?? Promise.reject(new Error('asked too often')));
    await assert.rejects(value(), /no file/);
    assert.equal(await value(), 'there');
    assert.equal(await value(), 'there');
  });
});
