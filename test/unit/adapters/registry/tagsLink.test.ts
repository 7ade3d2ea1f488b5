import assert from 'node:assert/strict';
import { nextLink } from '../../../../src/adapters/registry/tagsLink.ts';

function check(header: string | undefined, expected: string | undefined) {
  it(`of ${header ?? 'no header'}`, () => {
    assert.equal(nextLink(header), expected);
  });
}

describe('nextLink', () => {
  check(undefined, undefined);
  check('', undefined);
  check('</v2/app/tags/list?last=b&n=2>; rel="next"', '/v2/app/tags/list?last=b&n=2');
  check(
    '<https://r.example/v2/app/tags/list?n=2>;rel=next',
    'https://r.example/v2/app/tags/list?n=2',
  );
  check('<?last=b>; rel=next', '?last=b');
  check('<a>; rel="prev", <b>; rel="next"', 'b');
  check('<a>; title="x, y"; rel="last next"', 'a');
  check('<a>; REL="NEXT"', 'a');
  check('<a>', undefined);
  check('<a>; rel="nextish"', undefined);
  check('a; rel="next"', undefined);
  check('<>; rel="next"', '');

  it('reads hostile headers in linear time', () => {
    for (const text of ['<'.repeat(16_000), '<a>; '.repeat(4_000), `<a>${';'.repeat(16_000)}`]) {
      assert.equal(nextLink(text), undefined);
    }
  });
});
