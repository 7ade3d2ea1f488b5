import assert from 'node:assert/strict';
import { renderMessage } from '../../../../src/core/analysis/finding.ts';
import type { Sentence } from '../../../../src/core/explain/explanation.ts';
import { explanationMarkdown } from '../../../../src/core/explain/explanationMarkdown.ts';
import { explanationText } from '../../../../src/core/explain/explanationText.ts';
import { emulatingBuilder, explained, type ExplainOptions } from '../../../support/explained.ts';
import { indexOf, singleOf, unreachable } from '../../../support/imageFacts.ts';
import { assertProportional } from '../../../support/growth.ts';

const alpine = 'docker.io/library/alpine:latest';
const onBuilder = { builder: emulatingBuilder };

/** A sentence with its targets in front and its line, counted from 1, behind. Digests are left out. */
function shown({ platforms, range, ...message }: Sentence): string {
  const subject = platforms === undefined ? '' : `${platforms.join(' ')}: `;
  const line = range === undefined ? '' : ` @${String(range.start.line + 1)}`;
  return `${subject}${renderMessage(message)}${line}`.replace(/ ?\(sha256:\w+\)/, '');
}

/** What is said of one stage. */
function says(
  title: string,
  text: string,
  stage: number,
  expected: readonly string[],
  options?: ExplainOptions,
): void {
  it(title, () => {
    assert.deepEqual(explained(text, options).stages[stage]?.says.map(shown), expected);
  });
}

const own = 'It is built for each target on its own.';
const forTarget = 'Its FROM names no platform, so it is for the target platform.';
const put = 'linux/amd64 linux/arm64: Nothing is executed: files are only put together.';
const once = 'It is built once, for all targets that need it: nothing in it depends on them.';

describe('what is said of a stage', () => {
  says(
    'the entry that each target gets, and how its steps run',
    'FROM alpine\nRUN true\n',
    0,
    [
      forTarget,
      'linux/amd64: The entry for linux/amd64 of the manifest list “alpine:latest”. @1',
      'linux/arm64: The entry for linux/arm64 of the manifest list “alpine:latest”. @1',
      'linux/amd64: The node “here0” runs linux/amd64 itself.',
      'linux/arm64: The node “here0” runs linux/arm64 by the emulator qemu-aarch64.',
      own,
    ],
    onBuilder,
  );
  says(
    'an image that lacks a target',
    'FROM alpine\n',
    0,
    [
      forTarget,
      'linux/amd64: The entry for linux/amd64 of the manifest list “alpine:latest”. @1',
      'linux/arm64: “alpine:latest” has nothing for linux/arm64: the build fails here. @1',
      'linux/amd64: Nothing is executed: files are only put together.',
      'linux/arm64: “docker.io/library/alpine:latest” has no image for linux/arm64.',
      own,
    ],
    { images: { [alpine]: indexOf('linux/amd64') }, ...onBuilder },
  );
  says(
    'a single image, for one of the targets',
    'FROM alpine\nCOPY a /\n',
    0,
    [
      forTarget,
      'linux/amd64: “alpine:latest” is no manifest list but a single image, and for linux/amd64. @1',
      'linux/arm64: “alpine:latest” is no manifest list but a single image, for linux/amd64. BuildKit takes it for linux/arm64 all the same. @1',
      'linux/amd64: Nothing is executed: files are only put together.',
      'linux/arm64: Files for linux/amd64 under the label linux/arm64: “docker.io/library/alpine:latest” is a single image for linux/amd64, which a build for linux/arm64 takes all the same.',
      own,
    ],
    { images: { [alpine]: singleOf('linux/amd64') }, ...onBuilder },
  );
  says(
    'an image of which nothing is known',
    'FROM alpine\nCOPY a /\n',
    0,
    [
      forTarget,
      'linux/amd64: “alpine:latest” for linux/amd64. Which platforms it has is not known: no network @1',
      'linux/arm64: “alpine:latest” for linux/arm64. Which platforms it has is not known: no network @1',
      put,
      own,
    ],
    { images: { [alpine]: unreachable }, ...onBuilder },
  );
  says(
    'another instruction set that serves',
    'FROM alpine\n',
    0,
    [
      forTarget,
      'linux/arm64: “alpine:latest” has no entry for linux/arm64; it gives that for linux/arm/v7, which such a processor runs too. @1',
      'linux/arm64: Nothing is executed: files are only put together.',
    ],
    { images: { [alpine]: indexOf('linux/arm/v7') }, targets: ['linux/arm64'], ...onBuilder },
  );
  says(
    'the builder’s platform, once for all',
    'FROM --platform=$BUILDPLATFORM alpine AS a\nRUN true\nFROM scratch\nCOPY --from=a / /\n',
    0,
    [
      '--platform=$BUILDPLATFORM: it is for the machine that builds, linux/amd64, whatever the target is.',
      'linux/amd64 linux/arm64: The entry for linux/amd64 of the manifest list “alpine:latest”. @1',
      'linux/amd64: The node “here0” runs linux/amd64 itself.',
      'linux/arm64: Runs on the build platform linux/amd64, for linux/arm64.',
      once,
    ],
    onBuilder,
  );
  says(
    'the same without a builder',
    'FROM --platform=$BUILDPLATFORM alpine AS a\nCOPY a /\nFROM scratch\nCOPY --from=a / /\n',
    0,
    [
      '--platform=$BUILDPLATFORM: it is for the machine that builds, whatever the target is. Which platform that is, is not known.',
      'linux/amd64 linux/arm64: “alpine:latest” for the machine that builds; its platform is not known: no builder told it. @1',
      'linux/amd64 linux/arm64: Nothing is executed, unless an ONBUILD of its base does it: the config of docker.io/library/alpine:latest is not known: its platform is not known',
      once,
      'That is so on one machine; nodes of a builder share nothing.',
    ],
  );
  says(
    'a pinned platform',
    'FROM --platform=linux/amd64 alpine\nCOPY a /\n',
    0,
    [
      '--platform=linux/amd64: it is for linux/amd64, whatever the target is.',
      'linux/amd64 linux/arm64: The entry for linux/amd64 of the manifest list “alpine:latest”. @1',
      put,
      once,
    ],
    onBuilder,
  );
  says(
    'where the targets part',
    'FROM --platform=$BUILDPLATFORM alpine\nARG TARGETARCH TARGETOS\nWORKDIR /a\nCOPY x y\nRUN true\n',
    0,
    [
      '--platform=$BUILDPLATFORM: it is for the machine that builds, linux/amd64, whatever the target is.',
      'linux/amd64 linux/arm64: The entry for linux/amd64 of the manifest list “alpine:latest”. @1',
      'linux/amd64: The node “here0” runs linux/amd64 itself.',
      'linux/arm64: Runs on the build platform linux/amd64, for linux/arm64.',
      'Up to here it is done once for all targets; from here on each has its own, because TARGETARCH differs. @5',
    ],
    onBuilder,
  );
  says(
    'another parent for each target',
    'FROM alpine AS b-amd64\nFROM alpine AS b-arm64\nFROM b-$TARGETARCH\n',
    2,
    [
      'linux/amd64: It goes on from stage “b-amd64”, on the platform of that.',
      'linux/arm64: It goes on from stage “b-arm64”, on the platform of that.',
      put,
      own,
    ],
    onBuilder,
  );
  says(
    'who needs it',
    'FROM alpine AS b-amd64\nFROM alpine AS b-arm64\nFROM b-$TARGETARCH\n',
    1,
    [
      'linux/arm64: Only some of the targets need it.',
      forTarget,
      'linux/arm64: The entry for linux/arm64 of the manifest list “alpine:latest”. @2',
      'linux/arm64: Nothing is executed: files are only put together.',
    ],
    onBuilder,
  );
  says('that nobody needs it', 'FROM alpine AS a\nFROM scratch\n', 0, [
    'No target needs it, so it is not built.',
  ]);
  says(
    'from where files come',
    'FROM alpine AS a\nFROM scratch\nCOPY --from=0 / /\nRUN --mount=from=a,target=/m true\nCOPY --from=alpine /e /e\n',
    1,
    [
      'It starts from nothing (scratch), and holds what is copied into it.',
      'linux/amd64: The entry for linux/amd64 of the manifest list “alpine:latest”. @5',
      'linux/arm64: The entry for linux/arm64 of the manifest list “alpine:latest”. @5',
      'It copies files of stage “a”. @3',
      'A RUN sees files of stage “a”, and leaves them there. @4',
      'linux/amd64: The node “here0” runs linux/amd64 itself.',
      'linux/arm64: The node “here0” runs linux/arm64 by the emulator qemu-aarch64.',
      own,
    ],
    onBuilder,
  );
});

describe('which steps are done once', () => {
  /** The numbers of groups, by stage: `1 1` is once for both. */
  const check = (title: string, text: string, expected: readonly string[]) => {
    it(title, () => {
      assert.deepEqual(
        explained(text, onBuilder).stages.map(({ cells }) => {
          const groups = [...new Set(cells.map(({ group }) => group))];
          return cells.map(({ group }) => String(groups.indexOf(group) + 1)).join(' ');
        }),
        expected,
      );
    });
  };
  const native = 'FROM --platform=$BUILDPLATFORM alpine';
  check('files in an empty image', 'FROM scratch\nCOPY a /a\n', ['1 1']);
  check('a RUN in an empty image has a platform', 'FROM scratch\nCOPY a /a\nRUN /a\n', ['1 2']);
  check('an ARG that is the same', `${native}\nARG TARGETOS\nRUN true\n`, ['1 1']);
  check('an ARG that no RUN follows', `${native}\nRUN true\nARG TARGETARCH\nCOPY a b\n`, ['1 1']);
  check('an ARG that a COPY names', `${native}\nARG TARGETARCH\nCOPY a-$TARGETARCH b\n`, ['1 2']);
  check('an ENV made of it', `${native}\nARG TARGETARCH\nENV A=$TARGETARCH\nRUN true\n`, ['1 2']);
  check('what an ARG leaves to children', `${native} AS a\nARG TARGETARCH\nFROM a\nRUN true\n`, [
    '1 1',
    '1 2',
  ]);
  check(
    'a name that is set to the same again',
    `${native}\nARG TARGETARCH\nENV TARGETARCH=x\nRUN true\n`,
    ['1 1'],
  );
  check('files of a stage that differs', `FROM alpine AS a\n${native}\nCOPY --from=a / /\n`, [
    '1 2',
    '1 2',
  ]);
  check(
    'files of a stage that does not',
    `${native} AS a\nRUN true\nFROM scratch\nCOPY --from=a / /\n`,
    ['1 1', '1 1'],
  );
  check('files of an image are those for the target', `${native}\nCOPY --from=alpine / /\n`, [
    '1 2',
  ]);
});

describe('what is said in short, of cross-compilation, and of the result', () => {
  const check = (
    title: string,
    part: 'summary' | 'cross' | 'refused' | 'unknown',
    text: string,
    expected: readonly string[],
    options?: ExplainOptions,
  ) => {
    it(title, () => {
      const words = explained(text, options)[part];
      assert.deepEqual(words.slice(part === 'cross' ? 1 : 0).map(shown), expected);
    });
  };
  const builder = [
    'The builder is “here” (driver docker-container).',
    'Its node “here0” runs linux/amd64 itself, and emulates linux/arm64 with QEMU 10.0.3.',
  ];
  check(
    'counts, names the builder, and what is emulated',
    'summary',
    'FROM alpine AS x\nFROM alpine\nRUN true\n',
    [
      'Stages that a build for linux/amd64, linux/arm64 needs: 1 of 2.',
      ...builder,
      'Steps of these stages run under emulation, which takes many times as long: stage-1.',
      'Nothing needs these stages: x.',
    ],
    onBuilder,
  );
  check(
    'says that nothing is',
    'summary',
    'FROM scratch\nCOPY a /\n',
    [
      'Stages that a build for linux/amd64, linux/arm64 needs: 1 of 1.',
      ...builder,
      'No step is emulated.',
    ],
    onBuilder,
  );
  check('says why no builder is known', 'summary', 'FROM scratch\nCOPY a /\n', [
    'Stages that a build for linux/amd64, linux/arm64 needs: 1 of 1.',
    'Which machine builds is not known, and so what is emulated: No builder was asked.',
  ]);
  check('says why BuildKit refuses it, and nothing more', 'refused', 'FORM alpine\n', [
    'linux/amd64 linux/arm64: BuildKit refuses the Dockerfile: dockerfile parse error on line 1: unknown instruction: FORM (did you mean FROM?) @1',
  ]);
  check(
    'names the unknown',
    'unknown',
    'FROM alpine\n',
    ['linux/amd64 linux/arm64: “docker.io/library/alpine:latest”: no network @1'],
    { images: { [alpine]: unreachable }, ...onBuilder },
  );
  check(
    'names a stage that cross-compiles',
    'cross',
    'FROM --platform=$BUILDPLATFORM golang AS b\nARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build\nFROM scratch\nCOPY --from=b /a /\n',
    [
      'Stage “b” does: it runs on the machine that builds, and TARGETARCH says what it is to make. @1',
    ],
  );
  check(
    'names one that asks for no target',
    'cross',
    'FROM --platform=$BUILDPLATFORM node AS b\nRUN npm run build\nFROM scratch\nCOPY --from=b /a /\n',
    [
      'Stage “b” runs on the machine that builds and asks for no target. That is right for what is the same everywhere, such as scripts and web pages, and wrong for programs.',
    ].map((words) => `${words} @1`),
  );
  check(
    'names one that gives the target a value of its own: it asks for none',
    'cross',
    'FROM --platform=$BUILDPLATFORM node AS b\nARG TARGETARCH=amd64\nRUN npm run build\nFROM scratch\nCOPY --from=b /a /\n',
    [
      'Stage “b” runs on the machine that builds and asks for no target. That is right for what is the same everywhere, such as scripts and web pages, and wrong for programs. @1',
    ],
  );
  const sameForAll = (title: string, names: string, targets: readonly string[], ask: string) => {
    check(
      `names one whose targets are the same to it: ${title}`,
      'cross',
      `FROM --platform=$BUILDPLATFORM golang AS b\nARG ${names}\nRUN go build\nFROM scratch\nCOPY --from=b /a /\n`,
      [
        `Stage “b” runs on the machine that builds and asks for ${names.replace(' ', ', ')}, which is the same for all these targets, so it makes the same for all of them. Where programs must differ, it has to ask for ${ask} too. @1`,
      ],
      { targets },
    );
  };
  sameForAll('variants', 'TARGETARCH', ['linux/arm/v6', 'linux/arm/v7'], 'TARGETVARIANT');
  sameForAll('systems', 'TARGETOS', ['linux/amd64', 'linux/arm64'], 'TARGETARCH');
  sameForAll(
    'versions of Windows',
    'TARGETOS TARGETARCH',
    ['windows(10.0.17763)/amd64', 'windows(10.0.20348)/amd64'],
    'TARGETPLATFORM',
  );
  check(
    'says nothing of one that only brings files along',
    'cross',
    'FROM --platform=$BUILDPLATFORM tonistiigi/xx AS xx\nFROM alpine\nCOPY --from=xx / /\n',
    ['No stage of this file does it, and none calls a compiler itself.'],
  );
  check(
    'names one that could',
    'cross',
    'FROM golang AS b\nRUN go build -o /a\nFROM scratch\nCOPY --from=b /a /\n',
    [
      'linux/arm64: Stage “b” could: it compiles under emulation. Begin it with FROM --platform=$BUILDPLATFORM, declare ARG TARGETOS TARGETARCH, and compile with GOOS=$TARGETOS GOARCH=$TARGETARCH go build. @2',
    ],
    onBuilder,
  );
  for (const [command, way] of [
    ['xx-go build', 'xx-go, xx-cargo or xx-clang'],
    ['cargo build', 'cargo build --target <triple>'],
    ['gcc -c a.c', 'clang --target=<triple>'],
    ['"g+"+ -c a.s', 'clang --target=<triple>'],
    ['cc a.c', 'clang --target=<triple>'],
    ['clang a.c', 'clang --target=<triple>'],
    ['cm\\\nake .', 'clang --target=<triple>'],
    ['dotnet publish --sc', 'dotnet publish -a $TARGETARCH'],
  ] as const) {
    check(
      `names the way of ${command}`,
      'cross',
      `FROM alpine\nRUN ${command}\n`,
      [
        `linux/arm64: Stage “stage-0” could: it compiles under emulation. Begin it with FROM --platform=$BUILDPLATFORM, declare ARG TARGETOS TARGETARCH, and compile with ${way}. @2`,
      ],
      onBuilder,
    );
  }
  check(
    'names none',
    'cross',
    'FROM alpine\nRUN apk add curl\n',
    ['No stage of this file does it, and none calls a compiler itself.'],
    onBuilder,
  );

  it('lists the entries of the manifest list, images first', () => {
    const { entries } = explained('FROM alpine\n').result;
    assert.deepEqual(
      entries.map(({ platform, what }) => `${platform}: ${renderMessage(what)}`),
      [
        'linux/amd64: the image for linux/amd64',
        'linux/arm64: the image for linux/arm64',
        'unknown/unknown: the attestation of the image for linux/amd64',
        'unknown/unknown: the attestation of the image for linux/arm64',
      ],
    );
  });

  it('says that a build fails as a whole', () => {
    const { result } = explained('FROM alpine\n', { images: { [alpine]: indexOf('linux/amd64') } });
    assert.match(
      result.says.map(shown)[0] ?? '',
      /^The build fails for linux\/arm64\. It is one build/,
    );
  });

  it('has the findings at their stage', () => {
    const { stages, findings } = explained(
      'ARG A\nFROM alpine AS a\nFROM --platform=linux/amd64 alpine\n',
    );
    assert.deepEqual(
      [findings.length, ...stages.map((stage) => stage.findings.map(({ rule }) => rule))],
      [0, [], ['constant-platform-flag', 'result-pinned-to-platform']],
    );
  });

  it('says nothing of a file that is refused', () => {
    const { summary, stages, result, cross } = explained('FROM alpine\nRUM x\n');
    assert.deepEqual(
      [summary, stages[0]?.says, result, cross],
      [[], [], { says: [], entries: [] }, []],
    );
  });
});

describe('an explanation as a text and as Markdown', () => {
  const hostile = 'FROM alpine AS a\nFROM "<b>`|[x](command:y)\u202e"\nCOPY --from=a / /\n';

  it('keeps what a file holds from being markup', () => {
    const page = explanationMarkdown(explained(hostile), 'Docker|file](x)', renderMessage);
    assert.doesNotMatch(
      page.replace(/\\[^u]|`[^`]*`/g, ''),
      /\]\((?!https:\/\/github\.com\/multiarch-dev)|<b>|\u202e/,
    );
  });

  it('has a line for each sentence', () => {
    const lines = explanationText(explained('FROM alpine\n')).split('\n');
    assert.ok(lines.includes('  linux/amd64: copy only'));
    assert.ok(lines.includes('  - It is built for each target on its own.'));
  });

  it('takes time in proportion to what a stage copies from others', () => {
    const copies = (count: number) =>
      `FROM alpine AS a\nFROM alpine\n${'COPY --from=a /a /b\n'.repeat(count)}`;
    assertProportional((share) => {
      explained(copies(Math.round(8_000 * share)), onBuilder);
    });
  });

  it('takes time in proportion to the file', () => {
    const text = (count: number) =>
      `${Array.from({ length: count }, (_, at) => `FROM alpine AS s${at}\nARG TARGETARCH\nCOPY --from=s${Math.max(0, at - 1)} / /\nRUN true`).join('\n')}\n`;
    assertProportional((share) => {
      explained(text(Math.round(160 * share)), onBuilder);
    });
  });
});
