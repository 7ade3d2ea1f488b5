import assert from 'node:assert/strict';
import { analyze } from '../../../../src/core/analysis/analyze.ts';
import type { UnknownBuildArgs } from '../../../../src/core/dockerfile/resolution.ts';
import { renderMessage, type RuleLevel } from '../../../../src/core/analysis/finding.ts';
import type { Fact, ImageFacts } from '../../../../src/core/facts.ts';
import type { Descriptor } from '../../../../src/core/image/manifest.ts';
import { parsePlatform } from '../../../../src/core/platform/platform.ts';

const digest = `sha256:${'0'.repeat(64)}`;
const mediaType = 'application/vnd.oci.image.index.v1+json';

function platformOf(text: string) {
  const parsed = parsePlatform(text);
  assert(parsed.ok);
  return parsed.value;
}

function facts(image: Pick<ImageFacts, 'manifest'> & Partial<ImageFacts>): Fact<ImageFacts> {
  const rest = { reference: 'r', digest, size: 1, source: { registry: 'docker.io' } };
  return { known: true, asOf: 0, value: { ...rest, ...image } };
}

/** An index for platforms, which the registry answers. */
function index(...platforms: string[]): Fact<ImageFacts> {
  const manifests = platforms.map((text): Descriptor => ({
    mediaType,
    digest,
    size: 1,
    platform: platformOf(text),
  }));
  return facts({ manifest: { kind: 'index', mediaType, manifests } });
}

/** One image, whose config declares a platform, or none. */
function single(platform?: string): Fact<ImageFacts> {
  const config = { mediaType, digest, size: 1 };
  return facts({
    manifest: { kind: 'image', mediaType, config, layers: [] },
    ...(platform !== undefined && { configPlatform: platformOf(platform) }),
  });
}

const offline: Fact<ImageFacts> = {
  known: false,
  reason: { code: 'unreachable', message: 'no network' },
};

/** What the registries of these tests hold; everything else is unreachable. */
const world: Readonly<Record<string, Fact<ImageFacts>>> = {
  'docker.io/library/multi:latest': index('linux/amd64', 'linux/arm64', 'linux/arm/v7'),
  'docker.io/library/amd64-index:latest': index('linux/amd64'),
  'docker.io/library/arm-index:latest': index('linux/arm/v7'),
  'docker.io/library/empty:latest': index(),
  'docker.io/library/single:latest': single('linux/amd64'),
  'docker.io/library/single-armv6:latest': single('linux/arm/v6'),
  'docker.io/library/single-armv7:latest': single('linux/arm/v7'),
  'docker.io/library/no-platform:latest': single(),
  'docker.io/library/legacy:latest': facts({
    manifest: { kind: 'legacy', mediaType: 'application/vnd.docker.distribution.manifest.v1+json' },
  }),
};

interface Options {
  readonly targets?: readonly string[];
  readonly buildPlatform?: string;
  readonly levels?: Readonly<Record<string, RuleLevel>>;
  readonly target?: string;
  readonly unknownBuildArgs?: UnknownBuildArgs;
}

function run(text: string, { targets = ['linux/amd64', 'linux/arm64'], ...rest }: Options = {}) {
  return analyze({ text, targets, image: (reference) => world[reference] ?? offline, ...rest });
}

/** One line per finding: rule, severity, the underlined words, platforms. */
function golden(text: string, options?: Options): string[] {
  const lines = text.split('\n');
  return run(text, options).findings.map(({ rule, severity, range, platforms }) => {
    const { start, end } = range;
    const words = (lines[start.line] ?? '').slice(start.character, end.character);
    return `${start.line}: ${severity} ${rule} ‹${words}› ${platforms.join(' ')}`;
  });
}

describe('the checker', () => {
  const check = (title: string, text: string, expected: string[], options?: Options) => {
    it(title, () => {
      assert.deepEqual(golden(text, options), expected);
    });
  };
  const missing = 'error base-image-missing-platform';
  const wrong = 'warning base-image-single-platform';

  check('is silent about an image that has all targets', 'FROM multi\nRUN true\n', []);
  check('names the target that an index lacks', 'FROM amd64-index AS base\n', [
    `0: ${missing} ‹amd64-index› linux/arm64`,
  ]);
  check(
    'names every target that is lacking',
    'FROM multi\n',
    [`0: ${missing} ‹multi› linux/s390x linux/riscv64`],
    { targets: ['linux/amd64', 'linux/s390x', 'linux/riscv64'] },
  );
  check('finds nothing in an empty index', 'FROM empty\n', [
    `0: ${missing} ‹empty› linux/amd64 linux/arm64`,
  ]);
  check(
    'takes what the hardware can run for there: arm64 ← arm/v7',
    'FROM arm-index\n',
    ['0: warning degraded-platform-match ‹arm-index› linux/arm64'],
    { targets: ['linux/arm64'] },
  );
  check('warns of a single image for another platform', 'FROM single\n', [
    `0: ${wrong} ‹single› linux/arm64`,
  ]);
  check('is silent about a single image for the only target', 'FROM single\n', [], {
    targets: ['linux/amd64'],
  });
  check(
    'warns of a single arm image for arm64, which would be labelled arm64',
    'FROM single-armv7\n',
    [`0: ${wrong} ‹single-armv7› linux/arm64`],
    { targets: ['linux/arm64', 'linux/arm/v7'] },
  );
  check(
    'warns of a newer variant than the target has',
    'FROM single-armv7\n',
    [`0: ${wrong} ‹single-armv7› linux/arm/v6`],
    { targets: ['linux/arm/v6', 'linux/arm/v7'] },
  );
  check('accepts an older variant', 'FROM single-armv6\n', [], { targets: ['linux/arm/v7'] });
  check('does not judge an image whose config names no platform', 'FROM no-platform\n', []);
  check('does not judge the platforms of schema 1', 'FROM legacy\n', [
    '0: warning legacy-manifest ‹legacy› linux/amd64 linux/arm64',
  ]);
  check('does not judge what is unknown', 'FROM elsewhere\n', []);

  check(
    'underlines only the name, in a line with flag and alias',
    'FROM --platform=linux/arm64 amd64-index AS b\n',
    [
      '0: warning constant-platform-flag ‹linux/arm64› linux/amd64 linux/arm64',
      '0: error result-pinned-to-platform ‹linux/arm64› linux/amd64',
      `0: ${missing} ‹amd64-index› linux/amd64 linux/arm64`,
    ],
  );
  check(
    'asks for the build platform only, where the stage is pinned to it',
    'FROM --platform=$BUILDPLATFORM amd64-index AS build\nFROM multi\nCOPY --from=build /x /x\n',
    [],
    { buildPlatform: 'linux/amd64' },
  );
  check(
    'is silent about a stage on the build platform while no builder is known',
    'FROM --platform=$BUILDPLATFORM amd64-index AS build\nFROM multi\nCOPY --from=build /x /x\n',
    [],
  );
  check(
    'looks at COPY --from=image for the target platform',
    'FROM scratch\nCOPY --from=amd64-index /x /x\n',
    [`1: ${missing} ‹amd64-index› linux/arm64`],
  );
  check(
    'looks at RUN --mount=from=image for the target platform',
    'FROM multi\nRUN --mount=type=bind,from=single,target=/m true\n',
    [`1: ${wrong} ‹single› linux/arm64`],
  );
  check(
    'leaves stages alone that no target reaches',
    'FROM amd64-index AS unused\nFROM multi\n',
    [],
  );
  check(
    'looks only at the stage that a target reaches',
    'FROM amd64-index AS bin-amd64\nFROM multi AS bin-arm64\nFROM bin-${TARGETARCH}\n',
    [],
  );
  check(
    'follows arguments, and underlines what is written',
    'ARG BASE=amd64-index\nFROM ${BASE}\n',
    [`1: ${missing} ‹\${BASE}› linux/arm64`],
  );
  check(
    'finds one image for each target where the name depends on it',
    'FROM ${TARGETARCH}-index\n',
    [],
  );
  check(
    'handles line endings of Windows and continuations',
    'FROM \\\r\n  amd64-index \\\r\n  AS b\r\n',
    [`1: ${missing} ‹amd64-index› linux/arm64`],
  );
  check('leaves text in heredocs alone', 'FROM multi\nRUN <<EOF\nFROM amd64-index\nEOF\n', []);

  describe('silencing', () => {
    check(
      'by a comment above the instruction',
      '# multiarch: ignore base-image-missing-platform we build it ourselves\nFROM amd64-index\n',
      [],
    );
    check(
      'by a comment with several codes, among others',
      'ARG X\n# multiarch: ignore base-image-single-platform, base-image-missing-platform\n\n# why\nFROM amd64-index\n',
      [],
    );
    check(
      'of one rule does not silence another',
      '# multiarch: ignore base-image-single-platform\nFROM amd64-index\n',
      [`1: ${missing} ‹amd64-index› linux/arm64`],
    );
    check(
      'holds for the next instruction only',
      '# multiarch: ignore base-image-missing-platform\nFROM amd64-index AS a\nFROM amd64-index\nCOPY --from=a / /\n',
      [`2: ${missing} ‹amd64-index› linux/arm64`],
    );
    check("by BuildKit's directive", '# check=skip=InvalidBaseImagePlatform\nFROM single\n', []);
    check("by BuildKit's directive for all rules", '# check=skip=all\nFROM single\n', []);
    check(
      "not by BuildKit's name in other case",
      '# check=skip=invalidbaseimageplatform\nFROM single\n',
      [`1: ${wrong} ‹single› linux/arm64`],
    );
    check('by the setting', 'FROM single\n', [], {
      levels: { 'base-image-single-platform': 'off' },
    });
    check(
      'the setting also changes the severity',
      'FROM single\n',
      ['0: error base-image-single-platform ‹single› linux/arm64'],
      { levels: { 'base-image-single-platform': 'error' } },
    );
  });

  describe("files that BuildKit refuses: one finding, in BuildKit's words", () => {
    const message = (
      title: string,
      text: string,
      expected: RegExp,
      rule = 'dockerfile-error',
      options: Options = {},
    ) => {
      it(title, () => {
        const { findings } = run(text, options);
        assert.equal(findings.length, 1);
        assert.equal(findings[0]?.rule, rule);
        assert.equal(findings[0].severity, 'error');
        assert.match(renderMessage(findings[0].message), expected);
      });
    };
    message('an empty file', '', /the Dockerfile cannot be empty\. Begin with FROM/);
    message('only comments', '# nothing\n', /file with no instructions/);
    message('text', 'Dear reader,\nthis is a letter.\n', /unknown instruction: Dear/);
    message(
      'an unknown instruction',
      'FROM multi\nRUM true\n',
      /unknown instruction: RUM \(did you mean RUN\?\)/,
    );
    message(
      'an unterminated heredoc',
      'FROM multi\nRUN <<EOF\ntrue\n',
      /unterminated heredoc\. End the text with/,
    );
    message(
      'no reference',
      'FROM alpine:\n',
      /failed to parse stage name "alpine:": invalid reference format/,
    );
    message('a blank base', 'FROM ${NOTHING}\n', /base name \(\$\{NOTHING\}\) should not be blank/);
    message(
      'no platform',
      'FROM --platform=linux/a/b/c multi\n',
      /cannot parse platform specifier/,
      'invalid-platform',
    );
    for (const [title, text, expected] of [
      [
        'names',
        'FROM multi AS b\nFROM multi\nFROM multi AS c\n',
        /found\. Stages of this file: b, c\.$/,
      ],
      ['no names', 'FROM multi\n', /found\. Name a stage of this file: FROM image AS name\.$/],
      [
        'more names than anybody reads',
        Array.from({ length: 21 }, (_, at) => `FROM multi AS long${at}\n`).join(''),
        /: long0, .*, long19, …\.$/,
      ],
    ] as const) {
      const options = { target: 'nope' };
      message(`no such stage, of ${title}`, text, expected, 'dockerfile-error', options);
    }
    message('bytes', '\u0000\u0001\uFFFD\u0000\n', /unknown instruction/);
  });

  it('names what it needs, in the order of the file, each once', () => {
    const { needs } = run('FROM b AS x\nFROM a\nCOPY --from=x / /\nCOPY --from=b / /\n');
    assert.deepEqual(needs, ['docker.io/library/b:latest', 'docker.io/library/a:latest']);
  });

  it('tells an image that an argument decides from one that the builder does', () => {
    const reasons = (text: string, more: Parameters<typeof run>[1] = {}) =>
      run(text, { unknownBuildArgs: { others: 'bake was not read' }, ...more }).unknown.map(
        ({ reference, reason }) => [reference, reason.code],
      );
    assert.deepEqual(reasons('ARG BASE\nFROM $BASE\n'), [['$BASE', 'not-given']]);
    assert.deepEqual(reasons('ARG BUILD_IMAGE\nFROM $BUILD_IMAGE\n'), [
      ['$BUILD_IMAGE', 'not-given'],
    ]);
    assert.deepEqual(reasons('FROM multi-$BUILDARCH\n'), [['multi-$BUILDARCH', 'builder-unknown']]);
    assert.deepEqual(reasons('ARG V\nFROM multi-$BUILDARCH-$V\n'), [
      ['multi-$BUILDARCH-$V', 'builder-unknown'],
    ]);
    assert.deepEqual(
      reasons('ARG V\nFROM multi-$BUILDARCH-$V\n', { buildPlatform: 'linux/amd64' }),
      [['multi-$BUILDARCH-$V', 'not-given']],
    );
    const asked = run('ARG TAG=1-$BUILDARCH\nARG BASE=a:$TAG\nFROM $BASE\n');
    assert.deepEqual(
      [asked.needsBuildPlatform, ...asked.unknown.map(({ reason }) => reason.code)],
      [true, 'builder-unknown'],
    );
    const given = run('ARG BASE\nFROM $BASE\n', { unknownBuildArgs: { others: 'no' } });
    assert.equal(given.needsBuildPlatform, false);
  });

  it('says why something is unknown', () => {
    assert.deepEqual(run('FROM elsewhere\n').unknown, [
      {
        reference: 'docker.io/library/elsewhere:latest',
        reason: { code: 'unreachable', message: 'no network' },
        range: { start: { line: 0, character: 5 }, end: { line: 0, character: 14 } },
        platforms: ['linux/amd64', 'linux/arm64'],
      },
    ]);
  });

  describe('what stays unknown is said', () => {
    const check = (title: string, text: string, expected: string[], options?: Options) => {
      it(title, () => {
        const { unknown } = run(text, options);
        assert.deepEqual(
          unknown.map(({ reference, reason }) => `${reference}: ${reason.code}`),
          expected,
        );
      });
    };
    const multi = 'docker.io/library/multi:latest';
    check('an image asked for on the build platform', 'FROM --platform=$BUILDPLATFORM multi\n', [
      `${multi}: builder-unknown`,
    ]);
    check('not where the build platform is known', 'FROM --platform=$BUILDPLATFORM multi\n', [], {
      buildPlatform: 'linux/amd64',
    });
    check('a name that depends on the builder', 'FROM multi-${BUILDARCH}\n', [
      'multi-${BUILDARCH}: builder-unknown',
    ]);
    check('an image that names no platform', 'FROM no-platform\n', [
      'docker.io/library/no-platform:latest: undeclared',
    ]);
    check('schema 1', 'FROM legacy\n', ['docker.io/library/legacy:latest: undeclared']);
    check('nothing of a file that BuildKit refuses', 'FROM $NOTHING\n', []);
  });

  it('is quick with a large index that is named often', () => {
    const platforms = Array.from({ length: 20_000 }, (_, at) => `linux/arch${at}`);
    const large = index(...platforms);
    const text = `FROM scratch\n${'COPY --from=large / /\n'.repeat(200)}`;
    const { findings } = analyze({
      text,
      targets: ['linux/amd64', 'linux/arm64'],
      image: () => large,
    });
    assert.equal(findings.length, 200);
  });

  it('needs nothing for scratch, stages and unreached stages', () => {
    assert.deepEqual(run('FROM multi AS unused\nFROM scratch AS a\nFROM a\n').needs, []);
  });
});
