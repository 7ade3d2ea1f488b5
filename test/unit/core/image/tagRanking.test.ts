import assert from 'node:assert/strict';
import { namesImage } from '../../../../src/core/image/tagName.ts';
import { rankTags } from '../../../../src/core/image/tagRanking.ts';

/** Tags as repositories have them, and the best of them, in order, for the one that a file names. */
function check(current: string, tags: string, expected: string) {
  it(`${current} → ${expected}`, () => {
    const candidates = tags.split(' ').map((tag) => ({ tag }));
    const best = rankTags(current, candidates).slice(0, expected.split(' ').length);
    assert.equal(best.map(({ tag }) => tag).join(' '), expected);
  });
}

describe('rankTags', () => {
  describe('keeps the variant before all', () => {
    check('3.9-slim', 'latest 3.9 3.9-alpine 3.10 3.10-slim slim', '3.10-slim slim');
    check('3.9-slim', '3.9 3.9-slim-fat 3.9-alpine', '3.9-slim-fat 3.9 3.9-alpine');
    check('3.9', '3.9-slim 3.9-alpine 3.10 3.13', '3.10 3.13');
    check('20-alpine', '20 20-slim 22 22-alpine 18-alpine', '22-alpine 18-alpine');
    check('8-jdk-alpine', '8-jdk 8-jre-alpine 11-jdk-alpine 8-alpine', '11-jdk-alpine');
    check('8.3-fpm-alpine', '8.3-fpm 8.3-alpine 8.2-fpm-alpine 8.3-cli-alpine', '8.2-fpm-alpine');
    check('8.0-aspnet', '8.0-sdk 9.0-aspnet 8.0-runtime', '9.0-aspnet');
    check('2.4-management', '2.4 3.13-management 3.13', '3.13-management');
    check(
      '12.4.1-runtime-ubuntu22.04',
      '12.4.1-base 12.5.0-runtime-ubuntu22.04',
      '12.5.0-runtime-ubuntu22.04',
    );
    check('stable-perl', 'stable stable-alpine-perl 1.29-perl', '1.29-perl stable-alpine-perl');
    check('alpine-slim', 'alpine slim 1.29-alpine-slim', '1.29-alpine-slim');
    check('ltsc2022', 'ltsc2019 ltsc2025 latest', 'ltsc2025 ltsc2019');
  });

  describe('then takes the nearest version', () => {
    check('1.2.3', '1.2.4 1.2.2 1.2 1.3.0 1 2.0.0 latest', '1.2.4 1.2.2 1.2 1.3.0 1 2.0.0 latest');
    check('1.2.3', '1.2.9 1.2.5 1.2.0', '1.2.5 1.2.0 1.2.9');
    check('3.9', '3.9.18 3.9.2 3.10 3.8 3', '3.9.18 3.9.2 3.10 3.8 3');
    check('3', '3.20 3.9 2 4', '3.20 3.9 4 2');
    check('v1.2.3', '1.2.4 v1.2.4 v1.3.0', 'v1.2.4 1.2.4 v1.3.0');
    check('v1.2.3', '1.2.3 v1.2.4', '1.2.3 v1.2.4');
    check('22.04', '24.04 22.10 20.04 jammy latest', '22.10 24.04 20.04');
    check('10.0.17763.1457', '10.0.17763.1500 10.0.20348.2227', '10.0.17763.1500');
    check(
      '8u392-b08-jdk',
      '8u402-b06-jdk 8u382-b05-jdk 11-jdk 8u392-b08-jre',
      '8u402-b06-jdk 8u382-b05-jdk',
    );
    check('jdk-17.0.1', 'jdk-21 jdk-17.0.9 jre-17.0.1', 'jdk-17.0.9 jdk-21');
    check('7.4.33p1', '7.4.33p2 7.4.33 7.5.0', '7.4.33p2 7.4.33');
    check(
      'RELEASE.2024-01-16T16-07-38Z',
      'RELEASE.2024-01-18T22-51-28Z latest',
      'RELEASE.2024-01-18T22-51-28Z',
    );
    check('2.10.1_1', '2.10.1_2 2.10.1 2.11.0_1', '2.10.1_2');
  });

  describe('then the nearest release of the distribution', () => {
    check(
      '3.9-slim-buster',
      '3.9-slim 3.10-slim-buster 3.9-slim-bookworm 3.9-slim-bullseye',
      '3.9-slim-bullseye 3.9-slim-bookworm 3.9-slim 3.10-slim-buster',
    );
    check('bookworm', 'bullseye sid trixie bookworm-slim 12', 'trixie bullseye 12');
    check('focal', 'jammy noble bookworm', 'jammy noble bookworm');
    check(
      '1.25-bookworm',
      '1.25-alpine 1.25 1.26-bookworm 1.25-trixie',
      '1.25-trixie 1.25 1.26-bookworm',
    );
    check(
      'alpine3.18',
      'alpine3.17 alpine3.20 alpine3.19 alpine 3.12-alpine3.18',
      'alpine3.19 alpine3.17 alpine3.20',
    );
    check(
      '20-alpine3.18',
      '20-alpine 20-alpine3.19 22-alpine3.18',
      '20-alpine3.19 20-alpine 22-alpine3.18',
    );
    check('9-ubi8', '9-ubi9 9 10-ubi8', '9-ubi9 10-ubi8');
  });

  describe('then the nearest day', () => {
    check(
      'bookworm-20240101',
      'bookworm bookworm-20240211 bookworm-20231218',
      'bookworm-20240211 bookworm-20231218 bookworm',
    );
    check(
      'bookworm',
      'bookworm-20240211 bookworm-20240101 trixie',
      'bookworm-20240211 bookworm-20240101 trixie',
    );
    check('20240329', '20240315 20240606 3.20', '20240315 20240606');
    check('2024-01-15', '2024-01-20 2023-12-01', '2024-01-20');
    check('jammy-20240111', 'jammy-20240125 jammy focal-20240111', 'jammy-20240125 jammy');
  });

  describe('takes the newest where no version is named', () => {
    check('latest', '1.25 1.26 1.9 1.26-alpine', '1.26 1.25 1.9');
    check('latest', '3.20 20240329 edge 3.19', '3.20 3.19');
    check('latest', 'stable mainline bookworm 1.29', 'bookworm');
    check('lts', '22 24 lts-slim current', 'current 24 22');
    check(
      'lts-alpine',
      'lts 22-alpine lts-alpine3.22 current-alpine',
      'lts-alpine3.22 current-alpine',
    );
    check('slim', '3.13-slim 3.12-slim 3.13', '3.13-slim 3.12-slim');
  });

  describe('puts unfinished versions and single architectures behind', () => {
    check('3.12', '3.13-rc 3.13.0b1 3.11 3.14.0a2', '3.11');
    check('1.2.3', '1.2.4-rc.1 2.0.0-beta 1.1.0', '1.1.0 1.2.4-rc.1');
    check('3.13.0rc1', '3.13.0rc2 3.12.1 3.13.0', '3.13.0');
    check('latest', 'main nightly edge dev 0.9', '0.9');
    check('sid-slim', 'trixie sid bookworm-slim', 'bookworm-slim');
    check('1.2.3', '1.2.4-amd64 1.2.4-arm64v8 1.9', '1.9');
    check('1.2.3-amd64', '1.2.3-arm64 1.2.3 1.2.4', '1.2.3 1.2.4');
    check('1.2.3-linux-x86_64', '1.2.3-alpine 1.2.3', '1.2.3');
    check('sha-abc1234', 'sha-def5678 latest 1.0', 'latest 1.0');
  });

  it('begins with the tag itself', () => {
    const tags = ['1.2.4', '1.2.3', 'v1.2.3'].map((tag) => ({ tag }));
    assert.equal(rankTags('1.2.3', tags)[0]?.tag, '1.2.3');
  });

  it('takes the last pushed one of two that say the same', () => {
    const older = { tag: 'a-b', lastUpdated: '2024-01-01T00:00:00Z' };
    const newer = { tag: 'b-a', lastUpdated: '2025-01-01T00:00:00Z' };
    assert.deepEqual(rankTags('latest', [older, newer]), [newer, older]);
  });

  it('orders 20,000 tags, and words that mean nothing', () => {
    const tags = Array.from({ length: 20_000 }, (_, number) => ({ tag: `1.${number}-slim` }));
    assert.equal(rankTags('1.5-slim', tags)[1]?.tag, '1.6-slim');
    for (const tag of [
      '',
      '...',
      '---',
      '1.'.repeat(64),
      'a1'.repeat(64),
      '9'.repeat(128),
      '\u{1F40B}',
    ]) {
      assert.equal(rankTags(tag, [{ tag: '1' }, { tag }])[0]?.tag, tag);
      assert.equal(rankTags('1', [{ tag }]).length, 1);
    }
  });
});

describe('namesImage', () => {
  const digest = `sha256-${'0a'.repeat(32)}`;
  for (const [tag, expected] of [
    ['1.2.3', true],
    ['sha256-of-something', true],
    [digest, false],
    [`${digest}.sig`, false],
    [`${digest}.att`, false],
  ] as const) {
    it(`${tag}: ${expected}`, () => {
      assert.equal(namesImage(tag), expected);
    });
  }
});
