import assert from 'node:assert/strict';
import { interpolate } from '../../../../src/core/project/composeVariables.ts';

describe('variables of compose files', () => {
  const set = { TAG: '3.20', EMPTY: '' };
  const check = (text: string, expected: string | undefined) => {
    it(`${text} is ${expected ?? 'not known'}`, () => {
      assert.equal(interpolate(text, set), expected);
    });
  };
  check('alpine', 'alpine');
  check('alpine:$TAG', 'alpine:3.20');
  check('alpine:${TAG}-x', 'alpine:3.20-x');
  check('a$$b$${TAG}', 'a$b${TAG}');
  check('alpine:${NO}', undefined);
  check('alpine:$NO', undefined);
  check('alpine:${NO:-3.19}', 'alpine:3.19');
  check('alpine:${NO-3.19}', 'alpine:3.19');
  check('alpine:${TAG:-3.19}', 'alpine:3.20');
  check('x${EMPTY:-y}', 'xy');
  check('x${EMPTY-y}', 'x');
  check('x${NO:-}', 'x');
  check('${NO:-${TAG}}', '3.20');
  check('${NO:-${NEITHER:-a}b}c', 'abc');
  check('${TAG:-${NO}}', '3.20');
  check('${NO:?say it}', undefined);
  check('${TAG?say it}', '3.20');
  check('x${TAG:+y}', 'xy');
  check('x${NO+y}', 'x');
  check('x${EMPTY:+y}', 'x');
  check('${', undefined);
  check('${NO:-', undefined);
  check('$', undefined);
  check('${TAG!}', undefined);
  check('${constructor:-x}', 'x');

  it('is given up where it is deep', () => {
    assert.equal(interpolate('${A:-'.repeat(50_000)), undefined);
    assert.equal(interpolate('$'.repeat(100_001)), undefined);
  });
});
