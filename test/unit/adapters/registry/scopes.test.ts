import assert from 'node:assert/strict';
import { mergeScopes } from '../../../../src/adapters/registry/scopes.ts';

describe('mergeScopes', () => {
  const check = (scopes: string[], expected: string[]) => {
    it(scopes.join(' | ') || 'nothing', () => {
      assert.deepEqual(mergeScopes(scopes), expected);
    });
  };
  check([], []);
  check(['repository:b:pull', 'repository:a:pull'], ['repository:a:pull', 'repository:b:pull']);
  check(['repository:a:push', 'repository:a:pull'], ['repository:a:pull,push']);
  check(['repository:a:pull,push repository:a:pull', ''], ['repository:a:pull,push']);
  check(
    ['repository:host:5000/a:pull', 'repository:host:5000/a:push'],
    ['repository:host:5000/a:pull,push'],
  );
  check(['registry:catalog:*', 'aws'], ['aws', 'registry:catalog:*']);
  check(['a:b', 'a:b'], ['a:b']);
});
