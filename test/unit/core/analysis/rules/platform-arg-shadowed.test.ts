import assert from 'node:assert/strict';
import { findingsOf, ruleTable } from '../../../../support/ruleTable.ts';

describe('platform-arg-shadowed', () => {
  const { finds, staysSilent, says, mends } = ruleTable('platform-arg-shadowed');
  const arm64 = ['error ‹TARGETARCH=amd64› linux/arm64'] as const;

  finds('a default in a stage', 'FROM alpine\nARG TARGETARCH=amd64\nRUN a $TARGETARCH\n', [
    `1: ${arm64[0]}`,
  ]);
  finds(
    'a default above the first FROM, used in FROM',
    'ARG TARGETARCH=amd64\nFROM a-$TARGETARCH\n',
    [`0: ${arm64[0]}`],
  );
  finds(
    'one that an ARG hands on',
    'ARG TARGETARCH=amd64\nFROM a\nARG TARGETARCH\nRUN b $TARGETARCH\n',
    [`0: ${arm64[0]}`],
  );
  finds(
    'one that a stage hands on',
    'FROM a AS b\nARG TARGETARCH=amd64\nFROM b\nCOPY bin/$TARGETARCH /bin\n',
    [`1: ${arm64[0]}`],
  );
  finds('one used by another global ARG', 'ARG TARGETARCH=amd64\nARG B=a-$TARGETARCH\nFROM $B\n', [
    `0: ${arm64[0]}`,
  ]);
  finds('one in quotes', 'FROM a\nARG TARGETARCH="amd64"\nENV B=$TARGETARCH\n', [
    '1: error ‹TARGETARCH="amd64"› linux/arm64',
  ]);
  finds(
    'one in braces and with a default of its own',
    'FROM a\nARG TARGETARCH=amd64\nRUN b ${TARGETARCH:-x}\n',
    [`1: ${arm64[0]}`],
  );
  finds(
    'one of several',
    'FROM a\nARG TARGETOS=linux TARGETARCH=amd64\nRUN b $TARGETOS $TARGETARCH\n',
    [`1: ${arm64[0]}`],
  );
  finds(
    'TARGETPLATFORM and its parts, for the targets where they differ',
    'FROM a\nARG TARGETPLATFORM=linux/arm/v7\nARG TARGETVARIANT=v7\nRUN b $TARGETPLATFORM $TARGETVARIANT\n',
    [
      '1: error ‹TARGETPLATFORM=linux/arm/v7› linux/amd64 linux/arm/v6',
      '2: error ‹TARGETVARIANT=v7› linux/amd64 linux/arm/v6',
    ],
    { targets: ['linux/amd64', 'linux/arm/v6', 'linux/arm/v7'] },
  );
  finds(
    'a default that falls back on a name which is not set yet in the stage',
    'FROM a\nARG TARGETARCH=${TARGETARCH:-amd64}\nRUN b $TARGETARCH\n',
    ['1: error ‹TARGETARCH=${TARGETARCH:-amd64}› linux/arm64'],
  );
  finds(
    'what the xx programs read from the environment',
    'FROM a\nARG TARGETPLATFORM=linux/amd64\nRUN xx-go build\n',
    ['1: error ‹TARGETPLATFORM=linux/amd64› linux/arm64'],
  );
  finds(
    'BUILDPLATFORM, where the builder is known',
    'ARG BUILDPLATFORM=linux/amd64\nFROM --platform=$BUILDPLATFORM a AS b\nFROM c\nCOPY --from=b /x /x\n',
    ['0: warning ‹BUILDPLATFORM=linux/amd64› linux/amd64 linux/arm64'],
    { buildPlatform: 'linux/arm64' },
  );
  finds(
    'a script in a heredoc',
    'FROM a\nARG TARGETARCH=amd64\nRUN <<EOF\ncurl $TARGETARCH\nEOF\n',
    [`1: ${arm64[0]}`],
  );

  staysSilent('about an ARG without a default', 'ARG TARGETARCH\nFROM a-$TARGETARCH\n');
  staysSilent('about a default that nothing uses', 'FROM a\nARG TARGETARCH=amd64\nRUN b\n');
  staysSilent(
    'about a global one that no FROM and no ARG takes up',
    'ARG TARGETARCH=amd64\nFROM a\nRUN b $TARGETARCH\n',
  );
  staysSilent('about TARGETOS=linux for Linux', 'FROM a\nARG TARGETOS=linux\nRUN b $TARGETOS\n');
  staysSilent('about the only target', 'FROM a\nARG TARGETARCH=arm64\nRUN b $TARGETARCH\n', {
    targets: ['linux/arm64'],
  });
  staysSilent(
    'about a global fallback, for there the name is set',
    'ARG TARGETARCH=${TARGETARCH:-amd64}\nFROM a-$TARGETARCH\nARG TARGETARCH\nRUN b $TARGETARCH\n',
  );
  staysSilent(
    'about a fallback in a stage that has the ARG already',
    'FROM a\nARG TARGETARCH\nARG TARGETARCH=${TARGETARCH:-amd64}\nRUN b $TARGETARCH\n',
  );
  staysSilent(
    'about a use above it',
    'FROM a\nARG TARGETARCH\nRUN b $TARGETARCH\nARG TARGETARCH=amd64\n',
  );
  staysSilent(
    'about one that an ARG takes back',
    'FROM a\nARG TARGETARCH=amd64\nARG TARGETARCH\nRUN b $TARGETARCH\n',
  );
  staysSilent(
    'about one that ENV replaces',
    'FROM a\nARG TARGETARCH=amd64\nENV TARGETARCH=x\nRUN b $TARGETARCH\n',
  );
  staysSilent(
    'about one that the script replaces',
    'FROM a\nARG TARGETARCH=amd64\nRUN TARGETARCH=$(arch); b $TARGETARCH\n',
  );
  staysSilent(
    'about a default that depends on a build argument',
    'ARG A=amd64\nFROM a\nARG A\nARG TARGETARCH=$A\nRUN b $TARGETARCH\n',
  );
  staysSilent(
    'about a stage that no build needs',
    'FROM a AS b\nARG TARGETARCH=amd64\nRUN b $TARGETARCH\nFROM c\n',
  );
  staysSilent(
    'about BUILDPLATFORM, where the builder is not known',
    'ARG BUILDPLATFORM=linux/amd64\nFROM --platform=$BUILDPLATFORM a\n',
  );
  staysSilent(
    'about BUILDPLATFORM, where it is what the builder has',
    'ARG BUILDPLATFORM=linux/amd64\nFROM --platform=$BUILDPLATFORM a\n',
    { buildPlatform: 'linux/amd64' },
  );
  staysSilent('about ENV', 'FROM a\nENV TARGETARCH=amd64\nRUN b $TARGETARCH\n');
  staysSilent(
    'about other names',
    'ARG ARCH=amd64\nFROM a-$ARCH\nARG GOARCH=amd64\nRUN b $GOARCH\n',
  );
  staysSilent(
    'where a build argument takes the place of a default above FROM',
    'ARG TARGETARCH=amd64\nFROM a-$TARGETARCH\n',
    { buildArgs: { TARGETARCH: 'arm64' } },
  );
  staysSilent(
    'where a build argument gives the value',
    'FROM a\nARG TARGETARCH=amd64\nRUN b $TARGETARCH\n',
    {
      targets: ['linux/arm64'],
      buildArgs: { TARGETARCH: 'arm64' },
    },
  );

  says('what holds instead', 'FROM a\nARG TARGETARCH=amd64\nRUN b $TARGETARCH\n', [
    'TARGETARCH is “amd64” on linux/arm64 too: this default takes the place of the value that BuildKit gives. Remove the default; a fallback belongs where the argument is used: ${TARGETARCH:-amd64}.',
  ]);
  says('that nothing does', 'FROM a\nARG TARGETARCH=\nRUN b $TARGETARCH\n', [
    'TARGETARCH is empty on linux/amd64, linux/arm64: this default takes the place of the value that BuildKit gives. Remove the default.',
  ]);

  mends(
    'takes the default away, or to where it is used',
    'FROM a\nARG TARGETARCH=amd64 # x\nRUN b $TARGETARCH && c "${TARGETARCH}"\n',
    [
      [
        'Remove the default',
        'FROM a\nARG TARGETARCH # x\nRUN b $TARGETARCH && c "${TARGETARCH}"\n',
      ],
      [
        'Use ${TARGETARCH:-amd64} instead',
        'FROM a\nARG TARGETARCH # x\nRUN b ${TARGETARCH:-amd64} && c "${TARGETARCH:-amd64}"\n',
      ],
    ],
  );
  mends(
    'takes both away, where the global one would hold then',
    'ARG TARGETARCH=arm64\nFROM a\nARG TARGETARCH=amd64\nRUN b ${TARGETARCH#a}\n',
    [['Remove the default', 'ARG TARGETARCH\nFROM a\nARG TARGETARCH\nRUN b ${TARGETARCH#a}\n']],
  );
  mends('mends FROM lines', 'ARG TARGETARCH=amd64\nFROM a-$TARGETARCH\n', [
    ['Remove the default', 'ARG TARGETARCH\nFROM a-$TARGETARCH\n'],
    ['Use ${TARGETARCH:-amd64} instead', 'ARG TARGETARCH\nFROM a-${TARGETARCH:-amd64}\n'],
  ]);

  it('takes linear time', () => {
    const rows = [
      'ARG TARGETARCH=amd64\nRUN a $TARGETARCH\n',
      'FROM a\nARG TARGETARCH=$TARGETARCH\n',
    ];
    for (const row of rows) {
      const text = `FROM a\n${row.repeat(Math.ceil(50_000 / row.length))}`;
      const start = process.cpuUsage();
      findingsOf(text);
      assert.ok(process.cpuUsage(start).user < 1_500_000, row);
    }
  });
});
