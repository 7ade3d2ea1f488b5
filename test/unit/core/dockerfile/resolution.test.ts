import assert from 'node:assert/strict';
import {
  baseImageOptions,
  neededBaseImages,
  triggerText,
} from '../../../../src/core/dockerfile/baseImages.ts';
import { parseDockerfile } from '../../../../src/core/dockerfile/instructions.ts';
import { lineageOf } from '../../../../src/core/dockerfile/lineage.ts';
import { resolveBuild, type BuildOptions } from '../../../../src/core/dockerfile/resolve.ts';
import { createScope, lookUp, openScope } from '../../../../src/core/dockerfile/scope.ts';
import { BASE, resolveOne } from './resolveOne.ts';

describe('what is said of a target', () => {
  function check(text: string, options: Partial<BuildOptions>, expected: readonly unknown[]): void {
    it(`${JSON.stringify(text)} ${JSON.stringify(options)}`, () => {
      const { platform, result, problems, stages } = resolveOne(text, options);
      const said = problems.map(({ message, range: { start, end } }) => [
        message,
        `${start.line}:${start.character}-${end.line}:${end.character}`,
      ]);
      assert.deepEqual([platform, result, stages.length, ...said], expected);
    });
  }
  const arm64 = 'linux/arm64';
  const noStages = 'dockerfile contains no stages to build';
  check('FROM base AS a\nFROM base', {}, [arm64, 1, 2]);
  check('FROM base AS a\nFROM base', { target: 'a' }, [arm64, 0, 2]);
  check('FROM base', { targets: ['aarch64'] }, [arm64, 0, 1]);
  check('FROM base AS a', { target: 'b' }, [
    arm64,
    undefined,
    1,
    ['target stage "b" could not be found (did you mean a?)', '0:0-0:0'],
  ]);
  check('FROM base', { targets: ['nope'] }, [
    'nope',
    undefined,
    0,
    ['"nope": unknown operating system or architecture: invalid argument', '0:0-0:0'],
  ]);
  check('', {}, [arm64, undefined, 0, ['the Dockerfile cannot be empty', '0:0-0:0']]);
  check('# c\n', {}, [arm64, undefined, 0, ['file with no instructions', '0:0-0:3']]);
  check('# c\n# de\n', {}, [arm64, undefined, 0, ['file with no instructions', '1:0-1:4']]);
  check('#', {}, [arm64, undefined, 0, ['file with no instructions', '0:0-0:1']]);
  check('\n', {}, [arm64, undefined, 0, ['file with no instructions', '0:0-0:0']]);
  check('\n#', {}, [arm64, undefined, 0, ['file with no instructions', '1:0-1:1']]);
  check('ARG A\n', {}, [arm64, undefined, 0, [noStages, '0:0-1:0']]);
  check('RUN a\n', {}, [arm64, undefined, 0, ['no build stage in current context', '0:0-0:3']]);
  const bad = '# check=x\nFROM base\n';
  check(bad, {}, [
    arm64,
    0,
    1,
    ['failed to parse check options: invalid check option "x"', '0:8-0:9'],
  ]);
  check(bad, { buildArgs: { BUILDKIT_DOCKERFILE_CHECK: 'skip=all' } }, [arm64, 0, 1]);
  check('# check=skip=A x\nFROM base\n', {}, [arm64, 0, 1]);
  check('FROM base\nCOPY --from=scratch a b', {}, [arm64, 0, 1]);
  check('FROM base AS a\nCOPY --from=a:B@ x y\nFROM base', {}, [
    arm64,
    1,
    2,
    ['failed to parse stage name "a:B@": invalid reference format', '1:12-1:16'],
  ]);

  it('is the build platform when there is none, and as many as there are', () => {
    const platforms = (options: BuildOptions): unknown =>
      resolveBuild('FROM base', options).targets.map(({ platform }) => platform);
    assert.deepEqual(platforms({ targets: [] }), []);
    assert.deepEqual(platforms({ targets: [], buildPlatform: 'linux/386' }), ['linux/386']);
    assert.deepEqual(platforms({ targets: ['arm', 'amd64'], buildPlatform: 'linux/386' }), [
      'linux/arm/v7',
      'linux/amd64',
    ]);
  });
});

describe('what is said of a stage', () => {
  it('is all that is known', () => {
    const text = 'ARG V=1\nFROM --platform=$TARGETPLATFORM base:$V$W AS Build\nRUN x\n';
    const [stage] = resolveOne(text).stages;
    const unknown = 'the config of docker.io/library/base:1 is not known';
    const at = (start: number, end: number): unknown => ({
      start: { line: 1, character: start },
      end: { line: 1, character: end },
    });
    assert.deepEqual(
      { ...stage },
      {
        index: 0,
        name: 'build',
        range: at(0, 50),
        base: {
          written: 'base:$V$W',
          range: at(32, 41),
          matched: ['V'],
          unmatched: ['W'],
          kind: 'image',
          resolved: 'docker.io/library/base:1',
        },
        platformFlag: {
          written: '$TARGETPLATFORM',
          range: at(16, 31),
          matched: ['TARGETPLATFORM'],
          unmatched: [],
          resolved: 'linux/arm64',
        },
        platform: 'linux/arm64',
        reached: true,
        triggers: [],
        environment: {},
        variable: stage?.variable,
        unknown,
      },
    );
  });

  it('is no more than what is known', () => {
    const [first, second] = resolveOne('FROM ${A^}\nFROM base').stages;
    assert.deepEqual(first?.base, {
      written: '${A^}',
      range: { start: { line: 0, character: 5 }, end: { line: 0, character: 10 } },
      matched: [],
      unmatched: [],
      kind: 'image',
    });
    assert.deepEqual(Object.keys(second ?? {}).sort(), [
      'base',
      'environment',
      'index',
      'platform',
      'range',
      'reached',
      'triggers',
      'variable',
    ]);
    assert.deepEqual(Object.keys(second?.base ?? {}).sort(), [
      'kind',
      'matched',
      'range',
      'resolved',
      'unmatched',
      'written',
    ]);
  });
});

describe('what the phases of reading refuse', () => {
  it('is told apart', () => {
    const phases = (text: string): unknown =>
      parseDockerfile(text).problems.map(({ phase }) => phase);
    assert.deepEqual(phases(''), ['parse']);
    assert.deepEqual(phases('FROM a\nENV A\nNOPE'), ['parse', 'instructions']);
    assert.deepEqual(phases('RUN a'), ['instructions']);
    assert.deepEqual(phases('# escape=x\nFROM a'), ['parse']);
  });
});

describe('base images', () => {
  it('are needed once each, of needed stages whose platform is known', () => {
    const text =
      'FROM unused\nFROM base AS a\nFROM base AS b\nCOPY --from=tools x y\nCOPY --from=a x y\nFROM --platform=$BUILDPLATFORM go AS g\nFROM b\nCOPY --from=g x y';
    const build = resolveBuild(text, { targets: ['linux/arm64', 'linux/amd64'] });
    const need = (platform: string): unknown => ({
      key: `${BASE}::${platform}`,
      reference: BASE,
      platform,
    });
    assert.deepEqual(neededBaseImages(build), [need('linux/arm64'), need('linux/amd64')]);
  });

  it('are given to a build, or why they are not known', () => {
    const value = { env: ['A=1'] };
    const facts = new Map([
      ['a', { known: true, value }],
      ['b', { known: false, reason: { message: 'gone' } }],
    ] as unknown as Parameters<typeof baseImageOptions>[0]);
    assert.deepEqual(baseImageOptions(facts), {
      images: { a: value },
      unknownImages: { b: 'gone' },
    });
  });

  it('ask for instructions, which are shown without ONBUILD', () => {
    const shown = (text: string): unknown => parseDockerfile(text).instructions.map(triggerText);
    assert.deepEqual(shown('ONBUILD  RUN ONBUILD a\nonbuild ENV A=1\nRUN ONBUILD x'), [
      'RUN ONBUILD a',
      'ENV A=1',
      'RUN ONBUILD x',
    ]);
  });
});

describe('stages that a stage is built on', () => {
  it('come after it', () => {
    const { stages } = resolveOne('FROM base AS a\nFROM base AS b\nFROM a AS c\nFROM c');
    const lineage = (stage: number): unknown => lineageOf(stages, stage).map(({ index }) => index);
    assert.deepEqual([0, 1, 2, 3, 4].map(lineage), [[0], [1], [2, 0], [3, 2, 0], []]);
  });

  it('end, whatever they are', () => {
    const { stages } = resolveOne('FROM base AS a\nFROM a');
    const [first, second] = stages;
    assert.ok(first && second);
    const round = [{ ...first, base: { ...first.base, stage: 1 } }, second];
    assert.equal(lineageOf(round, 0).length, 2);
  });
});

describe('scopes upon scopes', () => {
  it('keep what was set first, and never stand high', () => {
    const set = (value: string): ReturnType<typeof entry> => entry(value);
    const entry = (value: string) => ({ variable: { value }, byArg: false });
    let scope = createScope(new Map([['first', set('1')]]));
    const depths: number[] = [];
    for (let level = 0; level < 20; level += 1) {
      const own = new Map<string, ReturnType<typeof entry>>();
      scope = openScope(scope, own);
      own.set(`level${level}`, set(String(level)));
      depths.push(scope.depth);
    }
    assert.deepEqual(depths.slice(0, 9), [2, 3, 4, 5, 6, 7, 8, 1, 2]);
    assert.equal(Math.max(...depths), 8);
    assert.deepEqual(
      ['first', 'level0', 'level7', 'level19', 'level20'].map((name) => lookUp(scope, name)),
      [{ value: '1' }, { value: '0' }, { value: '7' }, { value: '19' }, undefined],
    );
  });
});

describe('ONBUILD where a backtick escapes', () => {
  function check(text: string, expected: readonly string[], message?: string): void {
    it(JSON.stringify(text), () => {
      const target = resolveOne(`# escape=\`\nFROM base AS p\n${text}\nFROM p\n`);
      const shown = target.stages[1]?.triggers.map(({ original, heredocs }) =>
        [original, ...heredocs.map(({ content }) => content)].join('|'),
      );
      assert.deepEqual(shown, expected);
      assert.equal(target.problems[0]?.message, message);
    });
  }
  check('ONBUILD RUN a', ['RUN a']);
  check('onbuild\tRUN a', ['RUN a']);
  check('ONBUILD  ENV A=ONBUILD', ['ENV A=ONBUILD']);
  check('ONBUILD RUN <<E\na\nE', ['RUN <<E|a\n']);
  check('ONBUILD', [], 'dockerfile parse error on line 3: ONBUILD requires at least one argument');
  check('RUN a', []);
});
