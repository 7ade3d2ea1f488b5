import assert from 'node:assert/strict';
import { analyze } from '../../../../../src/core/analysis/analyze.ts';
import { renderMessage } from '../../../../../src/core/analysis/finding.ts';
import { speak } from '../../../../../src/core/language.ts';
import { unreachable } from '../../../../support/imageFacts.ts';
import { findingsOf, ruleTable } from '../../../../support/ruleTable.ts';

describe('missing-stage-for-platform', () => {
  afterEach(() => {
    speak({});
  });

  const { finds, staysSilent, says, mends } = ruleTable('missing-stage-for-platform');
  const stages = 'FROM alpine AS bin-amd64\nFROM alpine AS bin-arm64\n';
  const four = { targets: ['linux/amd64', 'linux/arm64', 'linux/s390x', 'linux/arm/v7'] };

  finds('a target without a stage', 'FROM alpine AS bin-amd64\nFROM bin-${TARGETARCH}\n', [
    '1: error ‹bin-${TARGETARCH}› linux/arm64',
  ]);
  finds(
    'several',
    `${stages}FROM bin-\${TARGETARCH}\n`,
    ['2: error ‹bin-${TARGETARCH}› linux/s390x linux/arm/v7'],
    four,
  );
  finds(
    'a stage that the result copies from',
    `${stages}FROM bin-$TARGETARCH AS bin\nFROM alpine\nCOPY --from=bin /a /a\n`,
    ['2: error ‹bin-$TARGETARCH› linux/s390x linux/arm/v7'],
    four,
  );
  finds(
    'names with the variant',
    'FROM alpine AS bin-arm64\nFROM alpine AS bin-armv7\nFROM bin-${TARGETARCH}${TARGETVARIANT}\n',
    ['2: error ‹bin-${TARGETARCH}${TARGETVARIANT}› linux/arm/v6'],
    { targets: ['linux/arm64', 'linux/arm/v7', 'linux/arm/v6'] },
  );
  finds('names by an ARG', 'ARG KIND=bin-${TARGETARCH}\nFROM alpine AS bin-amd64\nFROM ${KIND}\n', [
    '2: error ‹${KIND}› linux/arm64',
  ]);
  finds(
    'a stage that only comes later',
    'FROM alpine AS bin-amd64\nFROM bin-${TARGETARCH}\nFROM alpine AS bin-arm64\nFROM alpine\nCOPY --from=1 /a /a\n',
    ['1: error ‹bin-${TARGETARCH}› linux/arm64'],
  );
  finds(
    'operating systems',
    'FROM alpine AS base-linux\nFROM base-${TARGETOS}\n',
    ['1: error ‹base-${TARGETOS}› windows/amd64'],
    { targets: ['linux/amd64', 'windows/amd64'] },
  );

  finds(
    'a name that cannot be an image’s either',
    'FROM a AS bin-arm-v7\nFROM a AS bin-arm64\nFROM bin-${TARGETARCH}-${TARGETVARIANT}\n',
    ['2: error ‹bin-${TARGETARCH}-${TARGETVARIANT}› linux/arm64'],
    { targets: ['linux/arm64', 'linux/arm/v7'] },
  );

  staysSilent('about stages for all targets', `${stages}FROM bin-\${TARGETARCH}\n`);
  staysSilent('about images for all targets', 'FROM alpine-${TARGETARCH}\n');
  staysSilent('about a name that is written out', 'FROM alpine AS bin-amd64\nFROM bin-arm64\n');
  staysSilent(
    'about images of a namespace, a registry or a tag beside a stage',
    [
      'ARG A=my/x:1 B=x.org/a',
      'FROM alpine AS x',
      'FROM ${A:+x} AS y',
      'FROM ${TARGETARCH:-x}/x AS z',
      'FROM x:${TARGETARCH}',
      '',
    ].join('\n'),
  );
  for (const from of [
    ...['x.org/${TARGETVARIANT}bin', 'me/${TARGETVARIANT}bin', '${TARGETVARIANT:+x.org/}bin'],
    ...['${TARGETVARIANT:+me/}bin', 'bin${TARGETVARIANT:+:1}'],
    `bin\${TARGETVARIANT:+@sha256:${'0'.repeat(64)}}`,
  ]) {
    staysSilent(
      `about ${from}, which is a stage at most elsewhere`,
      `FROM a AS bin\nFROM ${from}\n`,
      {
        targets: ['linux/amd64', 'linux/arm/v7'],
      },
    );
  }
  finds(
    'a name of Docker Hub in full',
    'FROM a AS bin\nFROM ${TARGETVARIANT:+docker.io/library/x}${TARGETVARIANT:-bin}\n',
    ['1: error ‹${TARGETVARIANT:+docker.io/library/x}${TARGETVARIANT:-bin}› linux/arm/v7'],
    { targets: ['linux/amd64', 'linux/arm/v7'] },
  );
  staysSilent(
    'about a stage that no build needs',
    'FROM a AS bin-amd64\nFROM bin-$TARGETARCH\nFROM a\n',
  );
  staysSilent('about a build context of the name', 'FROM a AS bin-amd64\nFROM bin-$TARGETARCH\n', {
    contexts: { 'bin-arm64': 'docker-image://alpine' },
  });
  staysSilent('about scratch', 'ARG KIND=scratch\nFROM alpine AS base\nFROM ${KIND}\n');

  says('which name is missing', 'FROM alpine AS bin-amd64\nFROM bin-${TARGETARCH}\n', [
    'No stage for linux/arm64: this file has none with the name “bin-arm64”, so the build looks for an image of that name.',
  ]);
  says(
    'what BuildKit refuses',
    'FROM a AS bin-arm-v7\nFROM bin-${TARGETARCH}-${TARGETVARIANT}\n',
    [
      'failed to parse stage name "bin-arm64-": invalid reference format. For linux/arm64 this file has no stage with the name “bin-arm64-”.',
    ],
    { targets: ['linux/arm64', 'linux/arm/v7'] },
  );
  says(
    'all names that are missing, and for which targets',
    'FROM alpine AS bin-amd64\nFROM bin-${TARGETARCH}\n',
    [
      'No stage for linux/arm64, linux/s390x: this file has none with the name “bin-arm64”, “bin-s390x”, so the build looks for an image of that name.',
    ],
    { targets: ['linux/amd64', 'linux/arm64', 'linux/s390x'] },
  );
  it('asks no registry for the name', () => {
    const { needs, unknown } = analyze({
      text: 'FROM alpine AS bin-amd64\nFROM bin-${TARGETARCH}\n',
      targets: ['linux/amd64', 'linux/arm64'],
      image: () => unreachable,
    });
    assert.deepEqual(needs, ['docker.io/library/alpine:latest']);
    assert.deepEqual(
      unknown.map(({ reference }) => reference),
      ['docker.io/library/alpine:latest'],
    );
  });

  mends(
    'adds no stage whose name BuildKit refuses',
    'FROM alpine AS bin-arm-v7\nFROM bin-${TARGETARCH}-${TARGETVARIANT}\n',
    [['Remove linux/arm64 from the targets', 'drop-targets linux/arm64']],
    { targets: ['linux/arm64', 'linux/arm/v7'] },
  );
  mends(
    'adds a stage, or takes the platform away',
    'FROM alpine AS bin-amd64\nCOPY a /\n\nFROM bin-${TARGETARCH}\n',
    [
      [
        'Add a stage “bin-arm64”',
        'FROM alpine AS bin-amd64\nCOPY a /\n\nFROM scratch AS bin-arm64\n\nFROM bin-${TARGETARCH}\n',
      ],
      ['Remove linux/arm64 from the targets', 'drop-targets linux/arm64'],
    ],
  );
  mends(
    'adds stages beside the others, on what all of them stand on, and leaves comments where they belong',
    'from alpine as base\nfrom base as bin-amd64\nenv A=x64\n# the smaller one\nfrom base as bin-arm64\nenv A=arm64\n# what is run\nfrom bin-${TARGETARCH}\n',
    [
      [
        'Add a stage “bin-s390x”, a stage “bin-arm”',
        'from alpine as base\nfrom base as bin-amd64\nenv A=x64\n# the smaller one\nfrom base as bin-arm64\nenv A=arm64\n\nfrom base as bin-s390x\n\nfrom base as bin-arm\n\n# what is run\nfrom bin-${TARGETARCH}\n',
      ],
      [
        'Remove linux/s390x, linux/arm/v7 from the targets',
        'drop-targets linux/s390x linux/arm/v7',
      ],
    ],
    four,
  );

  it('names the stages to add in the language of the program', () => {
    speak({ 'a stage “{0}”': 'eine Stage „{0}“' });
    const [finding] = findingsOf('FROM alpine AS bin-amd64\nFROM bin-${TARGETARCH}\n');
    const [fix] = finding?.fixes ?? [];
    assert.equal(fix && renderMessage(fix.title), 'Add eine Stage „bin-arm64“');
  });

  it('takes linear time', () => {
    const text = `${stages}${'FROM bin-${TARGETARCH}\n'.repeat(2000)}`;
    const start = process.cpuUsage();
    findingsOf(text, four);
    assert.ok(process.cpuUsage(start).user < 1_500_000);
  });
});

describe('a variable in --from', () => {
  const { finds, mends, says } = ruleTable('missing-stage-for-platform');

  finds(
    'is refused at every place',
    'FROM a AS b-amd64\nFROM a\nCOPY --from=b-$TARGETARCH /a /a\nCOPY --from=$TARGETOS /a /a\n',
    [
      '2: error ‹b-$TARGETARCH› linux/amd64 linux/arm64',
      '3: error ‹$TARGETOS› linux/amd64 linux/arm64',
    ],
  );
  says('is refused in BuildKit’s words', 'FROM a\nCOPY --from=b-$TARGETARCH /a /a\n', [
    'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround',
  ]);
  ruleTable('dockerfile-error').staysSilent(
    'is said once',
    'FROM a\nCOPY --from=b-$TARGETARCH /a /a\n',
  );

  mends(
    'is moved to a FROM',
    'FROM a AS bin-amd64\nFROM a AS bin-arm64\n\n# the app\nFROM a\nCOPY --from=bin-${TARGETARCH} /a /a\nCOPY --from=bin-${TARGETARCH} /b /b\n',
    [
      [
        'Copy from a stage “bin-target” on bin-${TARGETARCH}',
        'FROM a AS bin-amd64\nFROM a AS bin-arm64\n\nFROM bin-${TARGETARCH} AS bin-target\n\n# the app\nFROM a\nCOPY --from=bin-target /a /a\nCOPY --from=bin-target /b /b\n',
      ],
    ],
  );
  mends(
    'of a mount, too',
    'ARG TAG=1\nFROM a AS tool-target\nFROM a\nRUN --mount=type=bind,from=x.org/tool:$TAG,target=/x true\n',
    [
      [
        'Copy from a stage “tool-target-2” on x.org/tool:$TAG',
        'ARG TAG=1\nFROM a AS tool-target\n\nFROM x.org/tool:$TAG AS tool-target-2\n\nFROM a\nRUN --mount=type=bind,from=tool-target-2,target=/x true\n',
      ],
    ],
  );
  mends(
    'in the first stage, below the directives',
    '# syntax=docker/dockerfile:1\nFROM a\nCOPY --from=b:$TARGETARCH /a /a\n',
    [
      [
        'Copy from a stage “b-target” on b:$TARGETARCH',
        '# syntax=docker/dockerfile:1\n\nFROM b:$TARGETARCH AS b-target\n\nFROM a\nCOPY --from=b-target /a /a\n',
      ],
    ],
  );
  for (const [written, name] of [
    ['${TARGETARCH}', 'target'],
    ['build-${TARGETARCH}', 'build-target'],
    ['x.org/o/my_tool:${TARGETARCH}', 'my-tool-target'],
    ['x.org/o/1-a--b.c$TARGETARCH', 'a-b-c-target'],
  ] as const) {
    mends(`is moved to the stage ${name}: ${written}`, `FROM a\nCOPY --from=${written} /a /a\n`, [
      [
        `Copy from a stage “${name}” on ${written}`,
        `FROM ${written} AS ${name}\n\nFROM a\nCOPY --from=${name} /a /a\n`,
      ],
    ]);
  }
  mends(
    'is moved to a stage whose name is free',
    'FROM a AS b-target\nFROM a AS b-target-2\nFROM a\nCOPY --from=b-$TARGETARCH /a /a\n',
    [
      [
        'Copy from a stage “b-target-3” on b-$TARGETARCH',
        'FROM a AS b-target\nFROM a AS b-target-2\n\nFROM b-$TARGETARCH AS b-target-3\n\nFROM a\nCOPY --from=b-target-3 /a /a\n',
      ],
    ],
  );
  mends(
    'is moved for all that stand below and say the same',
    'ARG X=1\nFROM a AS x\nRUN --network=none --mount=target=/y --mount=from=b-$X-$TARGETARCH,target=/x y\nFROM x\nCOPY --from=b-$X-$TARGETARCH /b /b\nCOPY --from=c-$TARGETARCH /c /c\nCOPY d /d\n',
    [
      [
        'Copy from a stage “b-target” on b-$X-$TARGETARCH',
        'ARG X=1\n\nFROM b-$X-$TARGETARCH AS b-target\n\nFROM a AS x\nRUN --network=none --mount=target=/y --mount=from=b-target,target=/x y\nFROM x\nCOPY --from=b-target /b /b\nCOPY --from=c-$TARGETARCH /c /c\nCOPY d /d\n',
      ],
    ],
  );
  mends(
    'is left alone, when FROM knows only one of two',
    'FROM a\nARG X=1\nCOPY --from=b-$TARGETARCH-$X /a /a\n',
    [],
  );
  mends('is left alone, when no FROM knows it', 'FROM a\nARG X=1\nCOPY --from=b-$X /a /a\n', []);
});
