import assert from 'node:assert/strict';
import { isOneEditAway } from '../../../../../src/core/analysis/oneEdit.ts';
import { findingsOf, ruleTable } from '../../../../support/ruleTable.ts';

describe('platform-arg-misspelled', () => {
  const { finds, staysSilent, says, mends } = ruleTable('platform-arg-misspelled');
  const both = 'linux/amd64 linux/arm64';

  for (const name of [
    'TARGETACH',
    'TARGETRACH',
    'TARGETARCHS',
    'TAGETARCH',
    'TARGETPLATFROM',
    'TARGETPLATFORMS',
    'TARGET_ARCH',
    'TARGETO',
    'BUILDVARIAN',
    'BUILDPLATFOM',
    'BUILD_PLATFORM',
  ]) {
    finds(`$${name}`, `FROM alpine\nRUN echo $${name}\n`, [`1: warning ‹$${name}› ${both}`]);
  }
  finds('a flag of FROM', 'FROM --platform=$BUILDPLATFROM golang\n', [
    `0: warning ‹$BUILDPLATFROM› ${both}`,
  ]);
  finds('a base', 'FROM base-${TARGETACH}\n', [`0: warning ‹\${TARGETACH}› ${both}`]);
  finds('a global ARG', 'ARG BASE=a-$TARGETACH\nFROM $BASE\n', [`0: warning ‹$TARGETACH› ${both}`]);
  finds('ENV', 'FROM a\nENV GOARCH=$TARGETACH\n', [`1: warning ‹$TARGETACH› ${both}`]);
  finds('a default', 'FROM a\nRUN b ${TARGETACH:-amd64}\n', [`1: warning ‹\${TARGETACH› ${both}`]);
  finds('a heredoc', 'FROM a\nRUN <<EOF\nb $TARGETACH\nEOF\n', [`2: warning ‹$TARGETACH› ${both}`]);
  finds('a name between signs', 'FROM a\nARG TARGETOS\nRUN b ‹$TARGETACH› $TARGETOS\n', [
    `2: warning ‹$TARGETACH› ${both}`,
  ]);
  finds('exec form', 'FROM a\nRUN ["sh", "-c", "b $TARGETACH"]\n', [
    `1: warning ‹$TARGETACH› ${both}`,
  ]);
  finds('one finding for each name', 'FROM a\nRUN b $TARGETACH $TARGETO\nRUN c $TARGETACH\n', [
    `1: warning ‹$TARGETACH› ${both}`,
    `1: warning ‹$TARGETO› ${both}`,
  ]);
  finds('an ARG that nothing gives a value', 'FROM a\nARG TARGETACH\nRUN b $TARGETACH\n', [
    `1: warning ‹TARGETACH› ${both}`,
  ]);

  finds('a global ARG that nothing gives a value', 'ARG TARGETACH\nFROM a-$TARGETACH\n', [
    `0: warning ‹TARGETACH› ${both}`,
  ]);
  finds(
    'a use in a stage that others stand on',
    'FROM a AS b\nFROM c AS d\nRUN e $TARGETACH\nFROM d\n',
    [`2: warning ‹$TARGETACH› ${both}`],
  );
  finds(
    'only the targets that reach it',
    'FROM a AS x-amd64\nRUN b $TARGETACH\nFROM a AS x-arm64\nFROM x-$TARGETARCH\n',
    ['1: warning ‹$TARGETACH› linux/amd64'],
  );

  for (const text of [
    'ARG TARGETACH=amd64\nFROM a\nARG TARGETACH\nRUN b $TARGETACH\n',
    'ARG TARGETACH=amd64\nFROM a-$TARGETACH\n',
    'ARG TARGET_ARCH\nFROM a-$TARGET_ARCH\n',
    'ARG BUILDPLATFORMS\nFROM a-$BUILDPLATFORMS\n',
    'FROM a AS b\nRUN TARGETACH=1; c $TARGETACH\nFROM d\nRUN e $TARGETACH\n',
    'FROM a\nENV TARGETACH=\nRUN b $TARGETACH\n',
    'FROM a AS b\nARG TARGETACH=1\nFROM c\nRUN d $TARGETACH\n',
  ]) {
    staysSilent(`about ${text}`, text);
  }
  for (const use of [
    'RUN echo $TARGET $BUILD $TARGETS $BUILDS $ARCH $PLATFORM $TARGETARCHITECTURE',
    'RUN echo $TARGETARCH $BUILDPLATFORM',
    'ARG TARGET_ARCH\nRUN echo $TARGET_ARCH',
    'ARG TARGETPLATFORMS\nRUN echo $TARGETPLATFORMS',
    'ARG TARGETACH=amd64\nRUN echo $TARGETACH',
    'ENV TARGETACH=amd64\nRUN echo $TARGETACH',
    'RUN TARGETACH=$(arch); echo $TARGETACH',
    'RUN for TARGETO in a b; do echo $TARGETO; done',
    'RUN . ./env && echo $TARGETACH',
    `RUN echo '$TARGETACH'`,
    'RUN echo TARGETACH # $TARGETACH',
    'CMD echo $TARGETACH',
  ]) {
    staysSilent(use, `FROM alpine\n${use}\n`);
  }
  staysSilent(
    'about a name that another stage sets',
    'FROM a AS b\nENV TARGET_OS=x\nFROM c\nRUN d $TARGET_OS\n',
  );
  staysSilent('about a stage that no build needs', 'FROM a AS b\nRUN c $TARGETACH\nFROM a\n');
  staysSilent('about an ARG with a build argument', 'FROM a\nARG TARGETACH\nRUN b $TARGETACH\n', {
    buildArgs: { TARGETACH: 'x' },
  });

  says('what is meant', 'FROM alpine\nRUN echo $TARGETACH\n', [
    'Not set on linux/amd64, linux/arm64: nothing in this file gives TARGETACH a value. Did you mean TARGETARCH?',
  ]);

  mends('writes the right name, with its ARG', 'FROM a\nRUN b $TARGETACH "${TARGETACH%x}"\n', [
    ['Correct to TARGETARCH', 'FROM a\nARG TARGETARCH\nRUN b $TARGETARCH "${TARGETARCH%x}"\n'],
  ]);
  mends(
    'writes it everywhere, and adds an ARG only where there is none',
    'FROM --platform=$BUILDPLATFORM a AS b\nARG TARGETACH\nRUN c $TARGETACH\nFROM b\nRUN c $TARGETACH\nFROM a\nCOPY --from=1 $TARGETACH /\n',
    [
      [
        'Correct to TARGETARCH',
        'FROM --platform=$BUILDPLATFORM a AS b\nARG TARGETARCH\nRUN c $TARGETARCH\nFROM b\nRUN c $TARGETARCH\nFROM a\nARG TARGETARCH\nCOPY --from=1 $TARGETARCH /\n',
      ],
    ],
  );
  mends('keeps an ARG that has the right name', 'FROM a\nARG TARGETARCH\nRUN b $TARGETACH\n', [
    ['Correct to TARGETARCH', 'FROM a\nARG TARGETARCH\nRUN b $TARGETARCH\n'],
  ]);
  mends(
    'mends FROM, which needs no ARG',
    'FROM --platform=$BUILDPLATFROM a AS b\nFROM a\nCOPY --from=b /x /\n',
    [
      [
        'Correct to BUILDPLATFORM',
        'FROM --platform=$BUILDPLATFORM a AS b\nFROM a\nCOPY --from=b /x /\n',
      ],
    ],
  );

  it('takes linear time', () => {
    for (const row of [
      'RUN a $TARGETACH\n',
      `RUN $${'TARGETARCH'.repeat(20)}\n`,
      'ARG TARGETACH\n',
    ]) {
      const text = `FROM a\n${row.repeat(Math.ceil(50_000 / row.length))}`;
      const start = process.cpuUsage();
      findingsOf(text);
      assert.ok(process.cpuUsage(start).user < 1_500_000, row);
    }
  });
});

describe('one edit', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['abc', 'abc', false],
    ['abc', 'abd', true],
    ['abc', 'ab', true],
    ['abc', 'abcd', true],
    ['abc', 'xabc', true],
    ['abc', 'acb', true],
    ['abc', 'bac', true],
    ['abc', 'cab', false],
    ['abc', 'cba', false],
    ['abcd', 'badc', false],
    ['aab', 'ab', true],
    ['aa', 'aaaa', false],
    ['', 'a', true],
    ['', '', false],
  ];
  for (const [a, b, expected] of cases) {
    it(`makes ${a} of ${b}: ${expected}`, () => {
      assert.equal(isOneEditAway(a, b), expected);
      assert.equal(isOneEditAway(b, a), expected);
    });
  }
});
