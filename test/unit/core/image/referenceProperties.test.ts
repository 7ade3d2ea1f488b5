import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  parseReference,
  pulledReference,
  withDefaultTag,
} from '../../../../src/core/image/reference.ts';

const pieces = [
  ...[
    'alpine',
    'library',
    'a',
    'b-c',
    'd__e',
    'docker.io',
    'ghcr.io',
    'localhost',
    '[::1]',
    '5000',
  ],
  ...['/', '/', '/', ':', '@', '.', '_', '-', 'A', 'é', '$', ' ', 'latest'],
  ...[`sha256:${'0a'.repeat(32)}`, `sha512:${'0a'.repeat(64)}`, `md5:${'0a'.repeat(16)}`],
];

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 9 }).map((words) => words.join('')),
);

describe('reference properties', () => {
  it('reading is total', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseReference(text);
        assert.ok(parsed.ok ? parsed.value.path !== '' : parsed.problem.message !== '');
      }),
    );
  });

  it('short and full form name the same', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseReference(text);
        if (!parsed.ok) return;
        const { canonical, familiar, domain } = parsed.value;
        // A first component that only looks like a host is no domain, but reads as one again.
        fc.pre(domain !== '');
        for (const form of [canonical, familiar]) {
          const again = parseReference(form);
          assert.equal(again.ok && again.value.canonical, canonical);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('what is pulled has a tag or a digest, never both', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseReference(text);
        if (!parsed.ok) return;
        const pulled = pulledReference(parsed.value);
        assert.notEqual(pulled.tag === undefined, pulled.digest === undefined);
        assert.deepEqual(pulledReference(pulled), pulled);
        const tagged = withDefaultTag(parsed.value);
        assert.deepEqual(withDefaultTag(tagged), tagged);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('reference: long input', () => {
  const length = 200_000;

  function check(name: string, text: string, message: string): void {
    it(name, () => {
      const parsed = parseReference(text);
      assert.equal(parsed.ok ? '' : parsed.problem.message, message);
    });
  }
  const tooLong = 'repository name must not be more than 255 characters';
  const invalid = 'invalid reference format';

  check('one word', 'a'.repeat(length), tooLong);
  check('many words', 'a-'.repeat(length) + 'a', tooLong);
  check('a dash last', 'a-'.repeat(length), invalid);
  check('dashes', 'a' + '-'.repeat(length), invalid);
  check('underscores', 'a' + '_'.repeat(length) + 'a', invalid);
  check('components', 'a/'.repeat(length) + 'a', tooLong);
  check('slashes', '/'.repeat(length), invalid);
  check('colons', 'a' + ':'.repeat(length), invalid);
  check('domain labels', 'a.'.repeat(length) + 'a/b c', invalid);
  check('a tag', 'a:' + 'b'.repeat(length), invalid);
  check('a port', 'a:' + '1'.repeat(length) + '/b c', invalid);
  check('digest algorithms', 'a@' + 'b+'.repeat(length) + ':0', invalid);
  check('digest digits', 'a@sha256:' + '0'.repeat(length), 'invalid checksum digest length');
});

describe('reference: tricky names', () => {
  function check(text: string, expected: string): void {
    it(text, () => {
      const parsed = parseReference(text);
      assert.equal(parsed.ok ? parsed.value.canonical : parsed.problem.message, expected);
    });
  }
  const hex = 'ab'.repeat(32);

  check(hex, `invalid repository name (${hex}), cannot specify 64-byte hexadecimal strings`);
  check('', 'invalid reference format');
  check('docker.io/library/a', 'docker.io/library/a');
  check('docker.io/library/a/b', 'docker.io/library/a/b');
  check('LOCALHOST_X/foo', 'repository name must be lowercase');
  check('foo:\u212a', 'repository name must be lowercase');
  check(
    `foo@SHA256:${hex}`,
    'invalid reference format: repository name (library/foo@SHA256) must be lowercase',
  );
  check(`foo@a--b:${hex}`, 'invalid reference format');
  check('[::1]/foo', '[::1]/foo');
  check('[::1]x/foo', 'invalid reference format');
  check('[::1/foo', 'invalid reference format');
  check('a.b:80:80/foo', 'invalid reference format');
  check('a..b/foo', 'invalid reference format');
  check('a.-b/foo', 'invalid reference format');
  check('a-.b/foo', 'invalid reference format');
  check(`foo@md5:${'a'.repeat(31)}`, 'invalid reference format');
  check(`foo@md5:${'a'.repeat(32)}`, 'unsupported digest algorithm');
  check(`foo:${'a'.repeat(128)}`, `docker.io/library/foo:${'a'.repeat(128)}`);
  check(`foo:${'a'.repeat(129)}`, 'invalid reference format');

  it('shortens only what would be completed again', () => {
    const parsed = parseReference('docker.io/library/a/b');
    assert.equal(parsed.ok && parsed.value.familiar, 'library/a/b');
  });
});
