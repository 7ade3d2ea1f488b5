import assert from 'node:assert/strict';
import { parseChallenge, type Challenge } from '../../../../src/adapters/registry/challenge.ts';
import { readVectors } from '../../../support/registry/vectors.ts';

interface Row {
  readonly headers: string[];
  readonly expect: Challenge[];
}

const vectors = readVectors('www-authenticate') as Row[];

describe('parseChallenge', () => {
  for (const { headers, expect } of vectors) {
    it(`reads ${JSON.stringify(headers)} as containerd does`, () => {
      assert.deepEqual(parseChallenge(headers), expect);
    });
  }

  function check(header: string, params: Record<string, string>): void {
    assert.deepEqual(parseChallenge([header])[0]?.params, params, header);
  }

  it('keeps parameters whose names mean something to JavaScript', () => {
    const [challenge] = parseChallenge(['Bearer __proto__="x",constructor=y']);
    assert.deepEqual(Object.entries(challenge?.params ?? {}), [
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it('stops at what it cannot read', () => {
    check('Bearer realm="a",="b"', { realm: 'a' });
    check('Bearer realm="a" service="b"', { realm: 'a' });
    check('Bearer realm="a\\"', { realm: '' });
    check('Bearer realm="a\\', { realm: '' });
  });

  it('reads a hostile header in linear time', () => {
    const size = 200_000;
    for (const part of ['a', 'a,', 'a=,', '\\"', '"', ' ', 'a="', 'a="",']) {
      parseChallenge([`Bearer ${part.repeat(size)}`]);
    }
  }).timeout(2000);
});
