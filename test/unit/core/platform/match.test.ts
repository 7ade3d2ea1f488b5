import assert from 'node:assert/strict';
import { onlyMatcher, strictMatcher, type Matcher } from '../../../../src/core/platform/match.ts';
import { parsePlatform, type Platform } from '../../../../src/core/platform/platform.ts';
import { runsWindowsBuild } from '../../../../src/core/platform/windowsVersion.ts';
import { readVectors } from './vectors.ts';

interface Row {
  mode: 'only' | 'strict' | 'onlyos' | 'any';
  platform: string;
  matches?: string[];
  nonMatches?: string[];
  sort?: string[];
  expect?: { sorted: string[]; matching: string[] | null };
}

/** The modes that BuildKit and buildx use; nothing here asks for an operating system alone. */
const MATCHERS: Partial<Record<Row['mode'], (platform: Platform) => Matcher>> = {
  only: onlyMatcher,
  strict: strictMatcher,
};

function platform(text: string): Platform {
  const parsed = parsePlatform(text);
  assert.ok(parsed.ok, text);
  return parsed.value;
}

function sorted(texts: readonly string[], matcher: Matcher): string[] {
  return texts.toSorted((a, b) => {
    if (matcher.less(platform(a), platform(b))) return -1;
    return matcher.less(platform(b), platform(a)) ? 1 : 0;
  });
}

describe('match, as containerd/platforms', () => {
  for (const row of readVectors<Row>('platform-match')) {
    const matcher = MATCHERS[row.mode]?.(platform(row.platform));
    if (matcher === undefined) continue;
    const of = row.sort === undefined ? '' : ` of ${row.sort.join(' ')}`;
    it(`${row.mode} ${row.platform}${of}`, () => {
      for (const text of row.matches ?? []) assert.equal(matcher.match(platform(text)), true, text);
      for (const text of row.nonMatches ?? []) {
        assert.equal(matcher.match(platform(text)), false, text);
      }
      if (row.sort && row.expect) {
        const matching = row.sort.filter((text) => matcher.match(platform(text)));
        assert.deepEqual(sorted(row.sort, matcher), row.expect.sorted);
        assert.deepEqual(sorted(matching, matcher), row.expect.matching ?? []);
      }
    });
  }
});

describe('match: order of what does not match', () => {
  it('puts first what only asks for too many OS features', () => {
    const matcher = onlyMatcher(platform('linux/amd64'));
    const order = sorted(['linux/arm64', 'linux(+gpu)/386', 'linux(+gpu)/amd64'], matcher);
    assert.deepEqual(order, ['linux(+gpu)/amd64', 'linux(+gpu)/386', 'linux/arm64']);
  });
});

describe('Windows builds, as containerd/platforms', () => {
  interface BuildRow {
    hostBuild: number;
    containerBuild: number;
    compatible: boolean;
  }
  for (const row of readVectors<BuildRow>('platform-windows-compat')) {
    it(`host ${row.hostBuild}, container ${row.containerBuild}`, () => {
      assert.equal(runsWindowsBuild(row.hostBuild, row.containerBuild), row.compatible);
    });
  }
});
