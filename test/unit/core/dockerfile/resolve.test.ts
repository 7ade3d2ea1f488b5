import assert from 'node:assert/strict';
import {
  resolveBuild,
  type BuildOptions,
  type TargetResolution,
} from '../../../../src/core/dockerfile/resolve.ts';
import { textIn } from './textIn.ts';

const NO_BUILDER = 'no builder is known, so the build platform is not known';

function resolve(text: string, options: Partial<BuildOptions> = {}): TargetResolution {
  const { targets } = resolveBuild(text, { targets: ['linux/arm64'], ...options });
  assert.equal(targets.length, 1);
  const [target] = targets;
  assert.ok(target);
  return target;
}

/** Pulls as `by reference platform`. */
function pulls(target: TargetResolution): readonly string[] {
  return target.pulls.map(
    ({ by, reference, platform }) => `${by} ${reference} ${platform ?? 'unknown'}`,
  );
}

describe('a build without a builder', () => {
  const text = [
    'FROM --platform=$BUILDPLATFORM golang AS build',
    'ARG BUILDARCH TARGETARCH',
    'ENV A=$BUILDARCH-x B=${BUILDARCH:-y} C=${TARGETARCH}',
    'FROM alpine',
    'COPY --from=build a b',
    '',
  ].join('\n');

  it('leaves the platforms unknown that depend on it, and nothing else', () => {
    const target = resolve(text);
    assert.deepEqual(target.problems, []);
    assert.deepEqual(
      target.stages.map(({ platform, reached }) => ({ platform, reached })),
      [
        { platform: undefined, reached: true },
        { platform: 'linux/arm64', reached: true },
      ],
    );
    assert.deepEqual(pulls(target), [
      'FROM docker.io/library/golang:latest unknown',
      'FROM docker.io/library/alpine:latest linux/arm64',
    ]);
  });

  it('keeps values that do not depend on it', () => {
    const [build] = resolve(text).stages;
    assert.deepEqual(build?.environment, {
      BUILDARCH: { unknown: NO_BUILDER },
      TARGETARCH: { value: 'arm64' },
      A: { unknown: NO_BUILDER },
      B: { unknown: NO_BUILDER },
      C: { value: 'arm64' },
    });
    assert.deepEqual(build.platformFlag, {
      written: '$BUILDPLATFORM',
      range: { start: { line: 0, character: 16 }, end: { line: 0, character: 30 } },
      matched: ['BUILDPLATFORM'],
      unmatched: [],
    });
  });

  it('does not guess a base that depends on it', () => {
    const target = resolve('FROM a AS x-amd64\nFROM x-$BUILDARCH\n');
    assert.deepEqual(target.problems, []);
    assert.deepEqual(pulls(target), []);
    assert.equal(target.stages[1]?.base.resolved, undefined);
    assert.equal(target.stages[0]?.reached, false);
  });

  it('has nothing to resolve without a target either', () => {
    assert.deepEqual(resolveBuild(text, { targets: [] }), { targets: [] });
  });
});

describe('what only a base image knows', () => {
  const text = 'FROM base\nENV A=$X B=1\nARG V\nFROM scratch\nENV A=$X P=$PATH\n';

  it('is unknown until its config is', () => {
    const [first, second] = resolve(text).stages;
    const unknown = 'the config of docker.io/library/base:latest is not known';
    assert.deepEqual(first?.environment, { A: { unknown }, B: { value: '1' } });
    assert.deepEqual(second?.environment, {
      A: { value: '' },
      P: { value: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    });
  });

  it('comes from its config, of the platform that is pulled first', () => {
    const images = {
      'docker.io/library/base:latest': { env: ['X=any', 'V=v'] },
      'docker.io/library/base:latest::linux/arm64': { env: ['X=arm', 'E'] },
    };
    const [first] = resolve(text, { images }).stages;
    assert.deepEqual(first?.environment, {
      X: { value: 'arm' },
      E: { value: '' },
      A: { value: 'arm' },
      B: { value: '1' },
    });
  });

  it('may be instructions, which point to the base', () => {
    const images = {
      'docker.io/library/base:latest': { onbuild: ['ARG TARGETARCH', 'COPY --from=tools a b'] },
    };
    const dockerfile = 'FROM base AS x\nRUN y\n';
    const target = resolve(dockerfile, { images });
    assert.deepEqual(target.stages[0]?.environment, { TARGETARCH: { value: 'arm64' } });
    assert.deepEqual(
      target.pulls.map(({ reference, written, range }) => [
        reference,
        written,
        textIn(dockerfile, range),
      ]),
      [
        ['docker.io/library/base:latest', 'base', 'base'],
        ['docker.io/library/tools:latest', 'tools', 'base'],
      ],
    );
  });
});

describe('ONBUILD in a stage', () => {
  it('counts for the stages built on it, where it is written', () => {
    const dockerfile = 'FROM a AS p\nONBUILD COPY --from=tools a b\nFROM p AS q\nFROM q\n';
    const target = resolve(dockerfile);
    assert.deepEqual(pulls(target), [
      'FROM docker.io/library/a:latest linux/arm64',
      'COPY docker.io/library/tools:latest linux/arm64',
    ]);
    const [, pull] = target.pulls;
    assert.deepEqual([pull?.stage, pull && textIn(dockerfile, pull.range)], [1, 'tools']);
  });

  it('is refused when it runs', () => {
    const target = resolve('FROM a AS p\nONBUILD COPY x\nFROM p\n');
    assert.deepEqual(
      target.problems.map(({ message }) => message),
      [
        'COPY requires at least two arguments, but only one was provided. Destination could not be determined',
      ],
    );
  });
});

describe('pulls', () => {
  it('are one for each place, of reached stages', () => {
    const dockerfile = [
      'FROM a AS unused',
      'COPY --from=z x y',
      'FROM --platform=linux/s390x a AS used',
      'FROM a',
      'COPY --from=b x y',
      'COPY --from=b x y',
      'RUN --mount=from=b,target=/b --mount=from=c,target=/c true',
      'COPY --from=used x y',
      'COPY --from=1 x y',
    ].join('\n');
    const target = resolve(dockerfile);
    assert.deepEqual(
      target.pulls.map((pull) =>
        [
          pull.by,
          pull.stage,
          pull.platform,
          textIn(dockerfile, pull.range),
          textIn(dockerfile, pull.instruction).split(' ')[0],
        ].join(' '),
      ),
      [
        'FROM 1 linux/s390x a FROM',
        'FROM 2 linux/arm64 a FROM',
        'COPY 2 linux/arm64 b COPY',
        'COPY 2 linux/arm64 b COPY',
        'RUN 2 linux/arm64 b RUN',
        'RUN 2 linux/arm64 c RUN',
      ],
    );
  });

  it('differ by target', () => {
    const text = 'ARG T=3\nFROM app-${TARGETARCH}${TARGETVARIANT}:$T\n';
    const { targets } = resolveBuild(text, { targets: ['linux/amd64', 'arm'] });
    assert.deepEqual(targets.map(pulls), [
      ['FROM docker.io/library/app-amd64:3 linux/amd64'],
      ['FROM docker.io/library/app-armv7:3 linux/arm/v7'],
    ]);
  });
});

describe('COPY --from with a number', () => {
  function check(text: string, expected: string | readonly string[]): void {
    it(JSON.stringify(text), () => {
      const target = resolve(text);
      const [problem] = target.problems;
      assert.deepEqual(
        problem?.message ?? target.pulls.map(({ by, reference }) => `${by} ${reference}`),
        expected,
      );
    });
  }
  const a = 'FROM docker.io/library/a:latest';
  const n = 'COPY docker.io/library/n:latest';
  check('FROM a\nFROM scratch\nCOPY --from=0 x y', [a]);
  check('FROM a\nFROM scratch\nCOPY --from=+0 x y', [a]);
  check('FROM a\nCOPY --from=1 x y', 'invalid stage index 1');
  // What a COPY or a mount brought in counts on after the stages.
  check('FROM a\nCOPY --from=n x y\nCOPY --from=1 x y', [a, n, n]);
  check('FROM a\nRUN --mount=type=cache,target=/c x\nCOPY --from=1 x y', [a]);
});

describe('named contexts', () => {
  const text = 'FROM alpine:3 AS base\nFROM base\nCOPY --from=src a b\n';

  function check(title: string, contexts: BuildOptions['contexts'], expected: unknown): void {
    it(title, () => {
      const target = resolve(text, { ...(contexts && { contexts }) });
      assert.deepEqual(
        {
          base: target.stages[0]?.base.kind,
          resolved: target.stages[0]?.base.resolved,
          pulls: pulls(target),
        },
        expected,
      );
    });
  }
  const alpine = 'FROM docker.io/library/alpine:3 linux/arm64';
  const src = 'COPY docker.io/library/src:latest linux/arm64';
  check('none', undefined, {
    base: 'image',
    resolved: 'docker.io/library/alpine:3',
    pulls: [alpine, src],
  });
  check('for a source', ['src'], {
    base: 'image',
    resolved: 'docker.io/library/alpine:3',
    pulls: [alpine],
  });
  check('for a stage', ['base'], { base: 'context', resolved: 'base', pulls: [src] });
  check(
    'for an image, by another image',
    { 'alpine:3': 'docker-image://mirror/alpine:3' },
    {
      base: 'context',
      resolved: 'alpine:3',
      pulls: ['FROM docker.io/mirror/alpine:3 linux/arm64', src],
    },
  );
  check(
    'for one platform',
    { 'alpine:3::linux/arm64': './rootfs', 'alpine:3': 'docker-image://other' },
    { base: 'context', resolved: 'alpine:3::linux/arm64', pulls: [src] },
  );
  check(
    'for another platform',
    { 'alpine:3::linux/amd64': './rootfs' },
    { base: 'image', resolved: 'docker.io/library/alpine:3', pulls: [alpine, src] },
  );
});

describe('problems of a build', () => {
  function check(text: string, message: string, underlined: string): void {
    it(JSON.stringify(text), () => {
      const [problem] = resolve(text).problems;
      assert.equal(problem?.message, message);
      assert.equal(textIn(text, problem.range), underlined);
    });
  }
  check(
    'FROM --platform=linux//x a',
    'failed to parse platform linux//x: "" is an invalid component of "linux//x": platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument',
    'linux//x',
  );
  check(
    'FROM alpine:$V',
    'failed to parse stage name "alpine:": invalid reference format',
    'alpine:$V',
  );
  check(
    'ARG A=${B^}\nFROM a',
    'failed to process "${B^}": unsupported modifier (^) in substitution',
    '${B^}',
  );
  check('FROM scratch\nENV X=1 Y=${Z:?no}', 'failed to process "${Z:?no}": Z: no', '${Z:?no}');
  check(
    'FROM a\nRUN --mount=type=cahce,target=/x y',
    'unsupported mount type "cahce" (did you mean cache?)',
    'type=cahce,target=/x',
  );
  check(
    'FROM a AS x\nCOPY --from=y a b\nFROM a AS y\nFROM x',
    'cannot copy from stage "y", it needs to be defined before current stage "x"',
    'y',
  );
  check('FROM a AS x\nCOPY --from=x a b', 'circular dependency detected on stage: x', 'x');

  it('of a target that is no platform', () => {
    const { targets } = resolveBuild('FROM a', { targets: ['foo'] });
    assert.deepEqual(
      targets.map(({ platform, problems }) => [platform, problems[0]?.message]),
      [['foo', '"foo": unknown operating system or architecture: invalid argument']],
    );
  });
});
