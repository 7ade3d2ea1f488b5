import assert from 'node:assert/strict';
import { applyEdits } from '../../../../../src/core/analysis/edits.ts';
import { findingsOf, ruleTable } from '../../../../support/ruleTable.ts';

describe('constant-platform-flag', () => {
  const { finds, staysSilent, says, mends } = ruleTable('constant-platform-flag');
  const both = 'linux/amd64 linux/arm64';

  finds('a constant on the stage that is the result', 'FROM --platform=linux/amd64 node:22\n', [
    `0: warning ‹linux/amd64› ${both}`,
  ]);
  finds(
    'a constant on each stage, also on those that no build needs',
    'FROM --platform=linux/amd64 golang:1.24 AS build\nFROM --platform=arm64 alpine AS unused\nFROM alpine\nCOPY --from=build /app /app\n',
    [`0: warning ‹linux/amd64› ${both}`, `1: warning ‹arm64› ${both}`],
  );
  finds('the value, with its quotes', 'FROM --platform="linux/amd64" alpine\n', [
    `0: warning ‹"linux/amd64"› ${both}`,
  ]);
  finds('one that has a line for itself', 'FROM \\\n  --platform=linux/amd64 \\\n  alpine\n', [
    `1: warning ‹linux/amd64› ${both}`,
  ]);
  finds(
    'one on a stage whose name has the architecture inside another word',
    'FROM --platform=linux/arm/v7 alpine AS charm\nFROM --platform=linux/arm/v7 alpine AS build-arm64\nFROM scratch\n',
    [`0: warning ‹linux/arm/v7› ${both}`, `1: warning ‹linux/arm/v7› ${both}`],
  );
  finds(
    'one on a stage that is named after another architecture, or an alias of it',
    'FROM --platform=linux/amd64 alpine AS build-arm64\nFROM --platform=linux/arm64 alpine AS aarch64\nFROM scratch\n',
    [`0: warning ‹linux/amd64› ${both}`, `1: warning ‹linux/arm64› ${both}`],
  );
  finds('one that has no effect', 'FROM alpine AS a\nFROM --platform=linux/amd64 a\n', [
    `1: warning ‹linux/amd64› ${both}`,
  ]);

  staysSilent('about no flag', 'FROM alpine\n');
  for (const value of [
    '$BUILDPLATFORM',
    '${BUILDPLATFORM:-linux/amd64}',
    '$TARGETPLATFORM',
    '${TARGETOS}/${TARGETARCH}',
    'linux/$TARGETARCH',
    '$NOWHERE',
    '',
  ]) {
    staysSilent(`about --platform=${value}`, `FROM --platform=${value} alpine\n`);
  }
  staysSilent(
    'about stages that say their platform in their name',
    [
      'FROM --platform=linux/amd64 golang:1.24 AS build-amd64',
      'FROM --platform=linux/arm64 golang:1.24 AS build_arm64',
      'FROM --platform=linux/arm/v7 golang:1.24 AS build-armv7',
      'FROM --platform=linux/s390x golang:1.24 AS s390x.build',
      'FROM --platform=linux/amd64 alpine AS linux-tools',
      'FROM build-${TARGETARCH}',
      '',
    ].join('\n'),
    { targets: ['linux/amd64'] },
  );
  staysSilent('about a value that is none', 'FROM --platform=linux/amd64/x/y alpine\n');
  staysSilent(
    'where BuildKit’s directive skips it, with a note behind it',
    '# check=skip=FromPlatformFlagConstDisallowed // an x86 tool\nFROM --platform=linux/amd64 alpine\n',
  );
  staysSilent(
    'where a comment ignores it',
    '# multiarch: ignore constant-platform-flag the vendor has amd64 only\nFROM --platform=linux/amd64 alpine\n',
  );
  staysSilent('while another program reports it', 'FROM --platform=linux/amd64 alpine\n', {
    withoutBuildkitRules: true,
  });

  says('what the flag does', 'FROM --platform=linux/amd64 alpine AS a\nFROM --platform=arm64 a\n', [
    'This stage is linux/amd64 whatever the target is, because --platform is a constant. Remove it, so that the result is for the target.',
    'arm64 has no effect here: a stage on a has the platform of a. Remove --platform.',
  ]);

  says('that scratch has none', 'FROM --platform=linux/arm64 scratch\n', [
    'linux/arm64 has no effect here: a stage on scratch has the platform of scratch. Remove --platform.',
  ]);
  mends('scratch by leaving it out', 'FROM --platform=linux/arm64 scratch\n', [
    ['safe: Remove --platform', 'FROM scratch\n'],
  ]);
  says(
    'what a stage that only makes files may have instead',
    'FROM --platform=linux/amd64 alpine AS a\nFROM alpine\nCOPY --from=a /a /a\n',
    [
      'This stage is linux/amd64 whatever the target is, because --platform is a constant. Use $BUILDPLATFORM where it compiles for the target, else remove --platform; if linux/amd64 is meant, say so in the stage’s name.',
    ],
  );

  mends(
    'a stage that only makes files: build platform first',
    'FROM --platform=linux/amd64 alpine AS assets\nRUN cat /etc/motd > /a\nFROM alpine\nCOPY --from=assets /a /a\n',
    [
      [
        'Use $BUILDPLATFORM',
        'FROM --platform=$BUILDPLATFORM alpine AS assets\nRUN cat /etc/motd > /a\nFROM alpine\nCOPY --from=assets /a /a\n',
      ],
      [
        'Remove --platform',
        'FROM alpine AS assets\nRUN cat /etc/motd > /a\nFROM alpine\nCOPY --from=assets /a /a\n',
      ],
      [
        'Rename the stage to assets-amd64',
        'FROM --platform=linux/amd64 alpine AS assets-amd64\nRUN cat /etc/motd > /a\nFROM alpine\nCOPY --from=assets-amd64 /a /a\n',
      ],
    ],
  );
  mends(
    'the result: never by the build platform',
    'FROM --platform=linux/amd64 alpine\n',
    [['Remove --platform', 'FROM alpine\n']],
    { targets: ['linux/amd64'] },
  );
  mends(
    'a stage under the result: never by the build platform',
    'FROM --platform=linux/arm/v7 alpine As Base\nRUN true\nFROM base\nRUN --mount=from=BASE,target=/x true\nCOPY --from=0 /a /b\n',
    [
      [
        'Remove --platform',
        'FROM alpine As Base\nRUN true\nFROM base\nRUN --mount=from=BASE,target=/x true\nCOPY --from=0 /a /b\n',
      ],
      [
        'Rename the stage to base-armv7',
        'FROM --platform=linux/arm/v7 alpine As base-armv7\nRUN true\nFROM base-armv7\nRUN --mount=from=base-armv7,target=/x true\nCOPY --from=0 /a /b\n',
      ],
    ],
    { targets: ['linux/arm/v7'] },
  );
  mends(
    'a flag without effect, which may go without a look',
    'from scratch as a\nfrom --platform=linux/amd64   a as b\n',
    [['safe: Remove --platform', 'from scratch as a\nfrom a as b\n']],
  );
  const pinned = 'FROM --platform=linux/amd64 alpine AS a\nRUN x\n';
  const rest = 'FROM alpine\nCOPY --from=a /x /x\nCOPY --from=alpine /y /y\n';
  const renamed = pinned.replace('AS a', 'AS a-amd64') + rest.replace('from=a ', 'from=a-amd64 ');
  for (const [title, text, isRenamed] of [
    ['where it is named', pinned + rest, true],
    ['not to a name that is taken', `${pinned}FROM alpine AS a-amd64\n${rest}`, false],
    ['not where the name is given twice', `FROM alpine AS a\n${pinned}${rest}`, false],
    ['not where an ONBUILD may name it', `${pinned}ONBUILD COPY --from=a / /\n${rest}`, false],
    ['not where a variable names it', `ARG A=a\n${pinned}FROM \${A} AS b\n${rest}`, false],
    ['not where it has none', `${pinned.replace(' AS a', '')}${rest.replace('=a', '=0')}`, false],
  ] as const) {
    it(`renames a stage ${title}`, () => {
      const found = findingsOf(text).filter(({ rule }) => rule === 'constant-platform-flag');
      const fix = found
        .flatMap(({ fixes }) => fixes)
        .find(({ title: { text: words } }) => words.startsWith('Rename'));
      assert.equal(fix !== undefined, isRenamed);
      if (fix?.kind === 'edit') assert.equal(applyEdits(text, fix.edits), renamed);
    });
  }
  mends(
    'quotes stay, and so do other lines',
    "FROM \\\n  --platform='linux/amd64' \\\n  # why\n  alpine \\\n  AS x1\nFROM alpine\n",
    [
      [
        'Use $BUILDPLATFORM',
        "FROM \\\n  --platform='$BUILDPLATFORM' \\\n  # why\n  alpine \\\n  AS x1\nFROM alpine\n",
      ],
      ['Remove --platform', 'FROM \\\n  # why\n  alpine \\\n  AS x1\nFROM alpine\n'],
      [
        'Rename the stage to x1-amd64',
        "FROM \\\n  --platform='linux/amd64' \\\n  # why\n  alpine \\\n  AS x1-amd64\nFROM alpine\n",
      ],
    ],
  );
  mends(
    'no new name where a variable may mean the old one',
    'FROM --platform=linux/amd64 alpine AS foo1\nARG X\nFROM foo${NOTHING:-1}\n',
    [['Remove --platform', 'FROM alpine AS foo1\nARG X\nFROM foo${NOTHING:-1}\n']],
    { targets: ['linux/amd64'] },
  );
});
