import assert from 'node:assert/strict';
import { readSource, readWrittenPlatforms } from '../../../../src/cli/lists/listWish.ts';
import { UsageError } from '../../../../src/cli/terminal.ts';

describe('the platform behind a source', () => {
  for (const [text, expected] of [
    ['app:1', []],
    ['app:1=linux/arm/v6', ['linux', 'arm', 'v6']],
    ['app:1=windows/amd64', ['windows', 'amd64']],
    ['app:1=wasi/wasm', ['wasi', 'wasm']],
    ['app:1=wasip1/wasm', ['wasip1', 'wasm']],
  ] as const) {
    it(text, () => {
      const { os, architecture, variant } = readSource(text, []).change?.platform ?? {};
      assert.deepEqual(
        [os, architecture, variant].filter((each) => each !== undefined && each !== ''),
        expected,
      );
    });
  }

  for (const text of ['linux/amd46', 'lunix/amd64']) {
    it(`refuses ${text}, a slip that would be published`, () => {
      assert.throws(
        () => readSource(`app:1=${text}`, []),
        (error) =>
          error instanceof UsageError && error.message.startsWith(`"${text}" is no platform`),
      );
    });
  }

  it('ends what it says of a word that is none', () => {
    assert.throws(() => readWrittenPlatforms(['amd46']), /: invalid argument\.$/);
  });
});
