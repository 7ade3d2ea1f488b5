import assert from 'node:assert/strict';
import { readTableOfContents } from '../../../../src/core/audit/tableOfContents.ts';

const digest = 'sha256:aa';
const file = { type: 'reg', name: 'f', mode: 0o755, size: 10, offset: 5, digest };
const first = { ...file, chunkSize: 6, chunkDigest: 'sha256:bb' };
const last = { type: 'chunk', name: 'f', offset: 9, chunkOffset: 6, chunkDigest: 'sha256:cc' };

describe('the table of contents of a layer', () => {
  function check(entries: unknown, expected: unknown): void {
    const read = readTableOfContents({ version: 1, entries });
    assert.deepEqual(read.ok ? read.value : read.problem.message, expected);
  }
  const listed = { kind: 'file', name: 'f', linkName: '', mode: 0o755, size: 10 };

  it('names files with their chunks', () => {
    check([file], [{ ...listed, chunks: [{ start: 5, size: 10, digest }] }]);
    check(
      [first, last],
      [
        {
          ...listed,
          chunks: [
            { start: 5, size: 6, digest: 'sha256:bb' },
            { start: 9, size: 4, digest: 'sha256:cc' },
          ],
        },
      ],
    );
    check([], []);
  });

  it('names what is no file', () => {
    const kinds = { dir: 'folder', symlink: 'symlink', hardlink: 'hardlink', fifo: 'device' };
    for (const [type, kind] of Object.entries(kinds)) {
      check(
        [{ type, name: 'n', linkName: 'l' }],
        [{ kind, name: 'n', linkName: 'l', mode: 0, size: 0, chunks: [] }],
      );
    }
  });

  for (const [what, entries, problem] of [
    ['a chunk alone', [last], 'it has a chunk of no file'],
    ['a chunk of another file', [first, { ...last, name: 'g' }], 'it has a chunk of no file'],
    ['a gap', [first, { ...last, chunkOffset: 7 }], 'it has a chunk of no file'],
    ['no end', [first], 'it has a file without its end'],
    ['no end before the next', [first, file], 'it has a file without its end'],
    [
      'too large a chunk',
      [{ ...file, chunkSize: 11 }],
      'it has a chunk of no size, or without a digest',
    ],
    ['no digest', [{ ...file, digest: '' }], 'it has a chunk of no size, or without a digest'],
    ['a chunk too many', [file, last], 'it has a chunk of no file'],
    ['files in one piece', [{ ...file, innerOffset: 1 }], 'it has files in one piece'],
    ['no name', [{ ...file, name: '' }], 'it has an entry of no kind'],
    ['a kind of JavaScript', [{ ...file, type: 'constructor' }], 'it has an entry of no kind'],
    ['a size that is none', [{ ...file, size: -1 }], '"size" is not a length'],
    ['a mode that is none', [{ ...file, mode: 'x' }], '"mode" is not a length'],
    ['entries that are none', { length: 3 }, '"entries" is not a list of objects'],
    ['an entry that is none', [null], '"entries" is not a list of objects'],
  ] as const) {
    it(`is refused with ${what}`, () => {
      check(entries, problem);
    });
  }

  it('is refused when it is of another version', () => {
    for (const json of [null, [], 'x', {}, { version: 2, entries: [] }, { version: '1' }]) {
      assert.equal(readTableOfContents(json).ok, false);
    }
  });
});
