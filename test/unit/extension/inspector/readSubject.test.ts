import assert from 'node:assert/strict';
import { readOrigin, readSubject } from '../../../../src/extension/images/inspector/readSubject.ts';

describe('what a link or a page names', () => {
  const subjects: readonly (readonly [unknown, boolean])[] = [
    [{ kind: 'registry', reference: 'alpine:3.22' }, true],
    [{ kind: 'engine', reference: 'docker.io/library/app@sha256:' + 'a'.repeat(64) }, true],
    [{ kind: 'layout', path: '/images/app' }, true],
    [{ kind: 'archive', path: '/app.tar', name: 'app:1' }, true],
    [{ kind: 'layout', path: '/out', platform: 'linux/arm64' }, true],
    [{ kind: 'layout', path: '/out', platform: 'linux/' }, false],
    [{ kind: 'registry', reference: '--help' }, false],
    [{ kind: 'registry', reference: 'Upper' }, false],
    [{ kind: 'registry', path: '/app.tar' }, false],
    [{ kind: 'archive', path: 1 }, false],
    [{ kind: 'archive', path: 'x'.repeat(4097) }, false],
    [{ kind: 'other', reference: 'alpine' }, false],
    ['alpine', false],
    [null, false],
  ];
  for (const [value, isRight] of subjects) {
    it(`${JSON.stringify(value).slice(0, 60)}: ${isRight ? 'read' : 'refused'}`, () => {
      assert.equal(readSubject(value) !== undefined, isRight);
      assert.equal(readOrigin({ kind: 'image', subject: value }) !== undefined, isRight);
    });
  }

  it('is two images in a comparison', () => {
    const before = { kind: 'registry', reference: 'alpine:3.21' };
    const origin = { kind: 'comparison', before, after: before };
    assert.deepEqual(readOrigin(origin), origin);
    assert.equal(readOrigin({ kind: 'comparison', before }), undefined);
  });
});
