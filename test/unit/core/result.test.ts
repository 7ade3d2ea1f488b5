import assert from 'node:assert/strict';
import { fail, succeed } from '../../../src/core/result.ts';

describe('a result', () => {
  it('is a value, whatever that is', () => {
    assert.deepEqual(succeed(undefined), { ok: true, value: undefined });
    assert.deepEqual(succeed(['linux/amd64']), { ok: true, value: ['linux/amd64'] });
  });

  it('or says why there is none', () => {
    const message = '"a/b/c/d": cannot parse platform specifier: invalid argument';
    assert.deepEqual(fail(message), { ok: false, problem: { message } });
  });
});
