import assert from 'node:assert/strict';
import { findingsOf, ruleTable } from '../../../../support/ruleTable.ts';

describe('invalid-platform', () => {
  const { finds, staysSilent, says, mends, isQuick } = ruleTable('invalid-platform');
  const both = 'linux/amd64 linux/arm64';

  finds('several platforms in one flag', 'FROM --platform=linux/amd64,linux/arm64 alpine\n', [
    `0: error ‹linux/amd64,linux/arm64› ${both}`,
  ]);
  finds(
    'each wrong flag, also of stages that no build needs',
    'FROM --platform=nope alpine AS unused\nFROM --platform=linux/ alpine AS other\nFROM alpine\n',
    [`0: error ‹nope› ${both}`, `1: error ‹linux/› ${both}`],
  );
  finds('one that is empty by its variable', 'ARG P\nFROM --platform=$P alpine\n', [
    `1: error ‹$P› ${both}`,
  ]);
  finds(
    'one that is wrong for one target',
    'FROM --platform=${TARGETOS}/${TARGETARCH}/${TARGETVARIANT} alpine\n',
    ['0: error ‹${TARGETOS}/${TARGETARCH}/${TARGETVARIANT}› linux/arm64'],
    { targets: ['linux/arm64', 'linux/arm/v7'] },
  );
  finds(
    'aliases, as hints',
    'FROM --platform=linux/x86_64 alpine AS amd64\nFROM --platform="linux/arm64/v8" alpine AS arm64\nFROM scratch\n',
    [`0: hint ‹linux/x86_64› ${both}`, `1: hint ‹"linux/arm64/v8"› ${both}`],
  );
  finds(
    'words of the comment that declares the targets',
    '# multiarch: platforms=linux/amd64, linux/aarch64,linux/x/y/z\nFROM alpine\n',
    ['0: hint ‹linux/aarch64› linux/arm64', '0: error ‹linux/x/y/z› linux/x/y/z'],
    { targets: ['linux/amd64', 'linux/aarch64', 'linux/x/y/z'] },
  );

  staysSilent('about variables', 'FROM --platform=$BUILDPLATFORM alpine\n');
  staysSilent(
    'about an alias behind a variable',
    'ARG P=linux/x86_64\nFROM --platform=$P alpine\n',
  );
  staysSilent('about what BuildKit takes', 'FROM --platform=linux/arm46 alpine\n');
  staysSilent('about short names', 'FROM --platform=arm64 alpine\n');
  staysSilent('about comments of others', '# platforms=linux/x/y/z\nFROM alpine\n');
  staysSilent('about the text of a script', 'FROM alpine\nRUN <<E\n# multiarch: platforms=x\nE\n');

  says('what BuildKit says, and what to do', 'FROM --platform=nope alpine\n', [
    'failed to parse platform nope: "nope": unknown operating system or architecture: invalid argument. Write a platform as os/architecture, e.g. linux/arm64 or linux/arm/v7.',
  ]);
  says('what to do about an empty one', 'FROM --platform=$TARGETPLATFROM alpine\n', [
    'empty platform value from expression $TARGETPLATFROM (did you mean TARGETPLATFORM?). Give its ARG a default above the first FROM, or pass --build-arg.',
  ]);

  mends(
    'the spelling, and keeps the quotes',
    "FROM --platform='linux/aarch64' alpine AS arm64\nFROM scratch\n",
    [['safe: Write linux/arm64', "FROM --platform='linux/arm64' alpine AS arm64\nFROM scratch\n"]],
  );
  mends('the comment', '# multiarch: platforms=linux/amd64,x86_64\nFROM alpine\n', [
    ['safe: Write linux/amd64', '# multiarch: platforms=linux/amd64,linux/amd64\nFROM alpine\n'],
  ]);

  const rulesOf = (...row: Parameters<typeof findingsOf>) =>
    findingsOf(...row).map(({ rule }) => rule);

  it('is the only finding for a flag that BuildKit refuses', () => {
    assert.deepEqual(rulesOf('FROM --platform=nope alpine\n'), ['invalid-platform']);
    assert.deepEqual(rulesOf('FROM alpine\nFROM --platform=$NOWHERE alpine\n'), [
      'invalid-platform',
    ]);
  });
  it('is the only finding for a target that the file declares and BuildKit refuses', () => {
    const text = '# multiarch: platforms=nope\nFROM alpine\n';
    assert.deepEqual(rulesOf(text, { targets: ['nope'] }), ['invalid-platform']);
  });
  it('leaves the refusal to dockerfile-error where it is silenced', () => {
    assert.deepEqual(
      rulesOf('# multiarch: ignore invalid-platform\nFROM --platform=nope alpine\n'),
      ['dockerfile-error'],
    );
    const levels = { 'invalid-platform': 'off' } as const;
    assert.deepEqual(rulesOf('FROM --platform=nope alpine\n', { levels }), ['dockerfile-error']);
  });
  it('keeps what else BuildKit refuses', () => {
    assert.deepEqual(rulesOf('FORM x\nFROM --platform=nope alpine\n'), [
      'dockerfile-error',
      'invalid-platform',
    ]);
  });
  isQuick('a long flag', (share) => `FROM --platform=${'linux/'.repeat(20_000 * share)} alpine\n`);
  isQuick(
    'a long list',
    (share) => `# multiarch: platforms=${',('.repeat(50_000 * share)}\nFROM alpine\n`,
  );
});
