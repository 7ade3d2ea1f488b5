import assert from 'node:assert/strict';
import { readBuildArgs, readFormat, readPlatforms } from '../../../src/cli/options.ts';
import { UsageError } from '../../../src/cli/terminal.ts';

describe('--platform', () => {
  const check = (values: string[] | undefined, expected: string[]) => {
    it(values?.join(' ') ?? 'not given', () => {
      assert.deepEqual(readPlatforms(values), expected);
    });
  };
  check(undefined, ['linux/amd64', 'linux/arm64']);
  check(['linux/amd64'], ['linux/amd64']);
  check(['linux/amd64,linux/arm/v7'], ['linux/amd64', 'linux/arm/v7']);
  check(['linux/amd64', 'linux/s390x, linux/amd64'], ['linux/amd64', 'linux/s390x']);
  check(['linux/arm64/v8', 'aarch64'], ['linux/arm64']);
  check(['linux/arm'], ['linux/arm/v7']);

  for (const [value, message] of [
    ['linux/*', /wildcards not yet supported/],
    ['linux/amd64,', /has an empty word: write for example/],
    ['a/b/c/d', /cannot parse platform specifier/],
  ] as const) {
    it(`refuses ${value}`, () => {
      assert.throws(
        () => readPlatforms([value]),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }
});

describe('--build-arg', () => {
  const check = (values: string[], expected: Record<string, string>) => {
    it(JSON.stringify(values), () => {
      assert.deepEqual(readBuildArgs(values, { FROM_OUTSIDE: 'here' }), expected);
    });
  };
  check([], {});
  check(['A=1', 'B=2=3', 'C='], { A: '1', B: '2=3', C: '' });
  check(['A=1', 'A=2'], { A: '2' });
  check(['FROM_OUTSIDE', 'NOWHERE'], { FROM_OUTSIDE: 'here' });
  check(['__proto__=x'], Object.fromEntries([['__proto__', 'x']]));

  it('refuses a value without a name', () => {
    assert.throws(() => readBuildArgs(['=1'], {}), UsageError);
  });
});

describe('--format', () => {
  it('is text unless it is json', () => {
    assert.deepEqual(
      [readFormat(undefined), readFormat('text'), readFormat('json')],
      ['text', 'text', 'json'],
    );
  });
  it('refuses anything else', () => {
    assert.throws(() => readFormat('yaml'), /"text" or "json", not "yaml"/);
  });
});
