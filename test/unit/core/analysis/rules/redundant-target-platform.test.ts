import { ruleTable } from '../../../../support/ruleTable.ts';

describe('redundant-target-platform', () => {
  const { finds, staysSilent, says, mends } = ruleTable('redundant-target-platform');
  const both = 'linux/amd64 linux/arm64';

  for (const value of ['$TARGETPLATFORM', '${TARGETPLATFORM}', '${TARGETPLATFORM:-linux/amd64}']) {
    finds(`--platform=${value}`, `FROM --platform=${value} alpine\n`, [
      `0: information ‹${value}› ${both}`,
    ]);
  }
  finds(
    'the flag on each stage, also where it has no effect',
    'ARG TARGETPLATFORM\nFROM --platform=$TARGETPLATFORM alpine AS a\nFROM --platform=$TARGETPLATFORM a\n',
    [`1: information ‹$TARGETPLATFORM› ${both}`, `2: information ‹$TARGETPLATFORM› ${both}`],
  );

  for (const value of [
    '$BUILDPLATFORM',
    '$TARGETOS/$TARGETARCH',
    '${TARGETPLATFORM}$NOWHERE',
    'linux/amd64',
    '${TARGETPLATFORM/amd64/arm64}',
    '${TARGETPLATFORM:+linux/arm64}',
  ]) {
    staysSilent(`about --platform=${value}`, `FROM --platform=${value} alpine\n`);
  }
  staysSilent(
    'where an ARG gives the name another value, which the flag then brings to effect',
    'ARG TARGETPLATFORM=linux/arm64\nFROM --platform=$TARGETPLATFORM alpine\n',
  );
  staysSilent(
    'where a build argument gives the name another value',
    'FROM --platform=$TARGETPLATFORM alpine\n',
    { buildArgs: { TARGETPLATFORM: 'linux/arm64' } },
  );
  staysSilent(
    'where BuildKit’s directive skips it',
    '# check=skip=RedundantTargetPlatform\nFROM --platform=$TARGETPLATFORM alpine\n',
  );
  staysSilent('while another program reports it', 'FROM --platform=$TARGETPLATFORM alpine\n', {
    withoutBuildkitRules: true,
  });

  says('why', 'FROM --platform=${TARGETPLATFORM} alpine\n', [
    'The target platform is what FROM takes anyway: --platform=${TARGETPLATFORM} changes nothing. Remove it.',
  ]);

  mends('the flag, and only it', '# a\nfrom  --platform=$TARGETPLATFORM\talpine  as  b # c\n', [
    ['safe: Remove --platform', '# a\nfrom  alpine  as  b # c\n'],
  ]);
  mends(
    'with its line, where that holds nothing else',
    'FROM `\r\n  --platform=$TARGETPLATFORM `\r\n  alpine\r\n'.replace(/^/, '# escape=`\r\n'),
    [['safe: Remove --platform', '# escape=`\r\nFROM `\r\n  alpine\r\n']],
  );
});
