import assert from 'node:assert/strict';
import { createLru } from '../../../../src/adapters/registry/lru.ts';

describe('createLru', () => {
  it('forgets what was used longest ago', () => {
    const lru = createLru<number>(2);
    lru.set('a', 1);
    lru.set('b', 2);
    lru.get('a');
    lru.set('c', 3);
    assert.deepEqual([lru.get('a'), lru.get('b'), lru.get('c')], [1, undefined, 3]);
  });

  it('weighs what it holds', () => {
    const lru = createLru<string>(10, (text) => text.length);
    lru.set('a', 'xxxx');
    lru.set('b', 'xxxx');
    lru.set('a', 'x');
    lru.set('c', 'xxxxx');
    assert.deepEqual([lru.get('a'), lru.get('b'), lru.get('c')], ['x', 'xxxx', 'xxxxx']);
    lru.set('d', 'xx');
    assert.equal(lru.get('a'), undefined);
  });

  it('does not hold what is too heavy', () => {
    const lru = createLru<string>(3, (text) => text.length);
    lru.set('a', 'xxxx');
    assert.equal(lru.get('a'), undefined);
    lru.set('b', 'xxx');
    lru.delete('b');
    lru.set('c', 'xxx');
    assert.equal(lru.get('c'), 'xxx');
    lru.clear();
    assert.equal(lru.get('c'), undefined);
  });
});
