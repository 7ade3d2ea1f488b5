import assert from 'node:assert/strict';
import fc from 'fast-check';
import { onlyMatcher, strictMatcher } from '../../../../src/core/platform/match.ts';
import {
  formatPlatformAll,
  normalizePlatform,
  parsePlatform,
  type Platform,
} from '../../../../src/core/platform/platform.ts';

const words = {
  os: ['linux', 'windows', 'darwin', 'macOS', 'unknown', ''],
  architecture: ['amd64', 'x86_64', '386', 'arm', 'armhf', 'arm64', 'aarch64', 'riscv64', ''],
  variant: ['', 'v1', 'v2', 'v3', 'v5', 'v6', 'v7', 'v8', '8', 'v8.1', 'v9', 'v9.2', 'v8.10', 'x'],
  osVersion: ['', '10.0.17763.1', '10.0.20348.1', '10.0.26100.1', '5.10', 'x'],
  osFeature: ['a', 'b', 'win32k', 'a+b', 'c/d', '%', 'é'],
};

const platforms: fc.Arbitrary<Platform> = fc.record({
  os: fc.constantFrom(...words.os),
  architecture: fc.constantFrom(...words.architecture),
  variant: fc.constantFrom(...words.variant),
  osVersion: fc.constantFrom(...words.osVersion),
  osFeatures: fc.array(fc.constantFrom(...words.osFeature), { maxLength: 3 }),
});

const anything: fc.Arbitrary<Platform> = fc.record({
  os: fc.string(),
  architecture: fc.string(),
  variant: fc.string(),
  osVersion: fc.string(),
  osFeatures: fc.array(fc.string()),
});

const specifierText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...Array.from('linuxarm64v7/()+%.-_* ')) }),
);

describe('platform properties', () => {
  it('parsing is total', () => {
    fc.assert(
      fc.property(specifierText, (text) => {
        const parsed = parsePlatform(text);
        assert.ok(parsed.ok ? parsed.value.os !== '' : parsed.problem.message !== '');
      }),
    );
  });

  it('normalising and matching are total', () => {
    fc.assert(
      fc.property(anything, anything, anything, (wanted, a, b) => {
        for (const matcher of [onlyMatcher(wanted), strictMatcher(wanted)]) {
          assert.equal(typeof matcher.match(a), 'boolean');
          assert.equal(matcher.less(a, b) && matcher.less(b, a), false);
        }
      }),
    );
  });

  it('normalising twice changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(platforms, anything), (platform) => {
        // Lower-casing twice may differ outside ASCII, which no real platform uses.
        fc.pre(
          /^\p{ASCII}*$/u.test(platform.os + platform.architecture + (platform.variant ?? '')),
        );
        const once = normalizePlatform(platform);
        assert.deepEqual(normalizePlatform(once), once);
      }),
    );
  });

  it('what is printed can be read back', () => {
    fc.assert(
      fc.property(platforms, (platform) => {
        fc.pre(platform.architecture !== '');
        const normalized = normalizePlatform(platform);
        const parsed = parsePlatform(formatPlatformAll(normalized));
        // Only ASCII can be written in a specifier.
        const isWritable = !(normalized.osFeatures ?? []).includes('é');
        assert.equal(parsed.ok, isWritable);
        if (parsed.ok) assert.deepEqual(normalizePlatform(parsed.value), normalized);
      }),
    );
  });

  it('a platform serves itself, strictly and otherwise', () => {
    fc.assert(
      fc.property(platforms, (platform) => {
        assert.equal(strictMatcher(platform).match(platform), true);
        // arm64 versions that nobody knows serve nothing.
        const { architecture, variant } = normalizePlatform(platform);
        fc.pre(architecture !== 'arm64' || /^(v[89](\.[0-9])?)?$/.test(variant ?? ''));
        assert.equal(onlyMatcher(platform).match(platform), true);
      }),
    );
  });

  it('what serves strictly serves anyway', () => {
    fc.assert(
      fc.property(platforms, platforms, (wanted, candidate) => {
        const { architecture, variant } = normalizePlatform(wanted);
        fc.pre(architecture !== 'arm64' || /^(v[89](\.[0-9])?)?$/.test(variant ?? ''));
        if (strictMatcher(wanted).match(candidate)) {
          assert.equal(onlyMatcher(wanted).match(candidate), true);
        }
      }),
    );
  });

  it('matching does not depend on the spelling', () => {
    fc.assert(
      fc.property(platforms, platforms, (wanted, candidate) => {
        assert.equal(
          onlyMatcher(wanted).match(candidate),
          onlyMatcher(normalizePlatform(wanted)).match(normalizePlatform(candidate)),
        );
      }),
    );
  });

  it('less orders what matches: irreflexive, transitive, ties are transitive', () => {
    fc.assert(
      fc.property(platforms, fc.array(platforms, { maxLength: 12 }), (wanted, candidates) => {
        const matcher = onlyMatcher(wanted);
        const serving = candidates.filter((candidate) => matcher.match(candidate));
        const less = matcher.less.bind(matcher);
        const tied = (a: Platform, b: Platform): boolean => !less(a, b) && !less(b, a);
        for (const a of serving) {
          assert.equal(less(a, a), false);
          for (const b of serving) {
            for (const c of serving) {
              if (less(a, b) && less(b, c)) assert.equal(less(a, c), true);
              if (tied(a, b) && tied(b, c)) assert.equal(tied(a, c), true);
            }
          }
        }
      }),
    );
  });

  it('what matches comes before what does not', () => {
    fc.assert(
      fc.property(platforms, platforms, platforms, (wanted, a, b) => {
        const matcher = onlyMatcher(wanted);
        if (matcher.match(a) && !matcher.match(b)) assert.equal(matcher.less(a, b), true);
      }),
    );
  });
});

describe('platform: long input', () => {
  function check(name: string, text: string): void {
    it(name, () => {
      assert.equal(parsePlatform(text).ok, false);
    });
  }
  const length = 200_000;

  check('one word', 'a'.repeat(length));
  check('slashes', '/'.repeat(length));
  check('parentheses', `linux(${'('.repeat(length)}`);
  check('features without an end', `linux(${'+a'.repeat(length)}`);
  check('escapes without an end', `linux(${'%'.repeat(length)})/amd64`);
  check('a bad character last', `linux/${'a'.repeat(length)} `);
  check('quotes', '"'.repeat(length));

  it('200,000 features', () => {
    const parsed = parsePlatform(`linux(${'+a'.repeat(length)})/amd64`);
    assert.equal(parsed.ok && parsed.value.osFeatures?.length, length);
  });
});
