import assert from 'node:assert/strict';
import type { BuildOptions } from '../../../../src/core/dockerfile/resolve.ts';
import { BASE, resolveOne as resolve } from './resolveOne.ts';
import { textIn } from './textIn.ts';

describe('what contexts bring in', () => {
  function check(context: string, ...expected: string[]): void {
    it(context, () => {
      const target = resolve('FROM other\n', { contexts: { other: context } });
      assert.deepEqual(
        target.pulls.map(({ reference }) => reference),
        expected,
      );
      assert.equal(target.stages[0]?.base.resolved, 'other');
    });
  }
  check('docker-image://base', BASE);
  check('docker-image:base', BASE);
  check('docker-image://a.example/b@x');
  check('docker-image://scratch');
  check('docker-image://');
  check('x-docker-image://base');
  check('oci-layout://base');
  check('./folder');
  check('');
});

describe('what triggers do', () => {
  function check(
    onbuild: readonly string[],
    message: string | undefined,
    options: Partial<BuildOptions> = {},
  ): void {
    it(JSON.stringify(onbuild), () => {
      const text = 'FROM base AS a\nFROM a\n';
      const target = resolve(text, { images: { [BASE]: { onbuild } }, ...options });
      const [problem] = target.problems;
      assert.equal(problem?.message, message);
      if (problem) assert.equal(textIn(text, problem.range), 'base');
    });
  }
  check([], undefined);
  check([''], undefined);
  check(['# c'], undefined);
  check(['RUN a'], undefined);
  check(['RUN a\nRUN b'], 'onbuild trigger should be a single expression');
  check(['FROM a'], '*instructions.Stage is not a command type');
  check(['NOPE'], 'unknown instruction: NOPE (did you mean COPY?)');
  check(
    ['RUN a', 'COPY a'],
    'COPY requires at least two arguments, but only one was provided. Destination could not be determined',
  );
  check(['ENV A=${B'], 'failed to process "${B": unsupported modifier (\uFFFD) in substitution');
  check(['COPY --from=3 a b'], 'invalid stage index 3');
  check(['COPY --from=a:B@ a b'], 'failed to parse stage name "a:B@": invalid reference format');
  check(['COPY --from=scratch a b'], undefined);
  check(
    ['COPY --from=a c d'],
    'cannot copy from stage "a", it needs to be defined before current stage "a"',
  );
  check(['NOPE'], undefined, { images: {} });

  it('run before the instructions of the stage', () => {
    const images = { [BASE]: { onbuild: ['ENV A=1', 'ARG B=$A'] } };
    const stage = resolve('FROM base\nENV C=$A$B\n', { images }).stages[0];
    assert.deepEqual(stage?.environment, {
      A: { value: '1' },
      B: { value: '1' },
      C: { value: '11' },
    });
    assert.deepEqual(
      stage.triggers.map(({ original }) => original),
      ['ENV A=1', 'ARG B=$A'],
    );
  });

  it('do not run where a context replaces the stage', () => {
    const images = { [BASE]: { onbuild: ['ENV A=1'] } };
    const target = resolve('FROM base AS a\n', { images, contexts: { a: 'docker-image://base' } });
    assert.deepEqual(target.stages[0]?.triggers, []);
    assert.deepEqual(target.stages[0].environment, {});
  });

  it('are those of an image that a context stands for, too', () => {
    const images = { [BASE]: { onbuild: ['ENV A=1'] } };
    const target = resolve('FROM b\n', { images, contexts: { b: 'docker-image://base' } });
    assert.deepEqual(target.stages[0]?.environment, { A: { value: '1' } });
  });
});

describe('what is needed', () => {
  function check(
    text: string,
    expected: readonly number[],
    options: Partial<BuildOptions> = {},
  ): void {
    it(`${JSON.stringify(text)} ${options.target ?? ''}`, () => {
      const { stages } = resolve(text, options);
      const reached = stages.filter((stage) => stage.reached).map(({ index }) => index);
      assert.deepEqual(reached, expected);
    });
  }
  const chain = 'FROM base AS a\nFROM a AS b\nFROM base AS c\nCOPY --from=a x y\n';
  check(chain, [0, 2]);
  check(chain, [0, 1], { target: 'b' });
  check(chain, [0, 1], { target: 'B' });
  check(chain, [0, 2], { target: '' });
  check(chain, [], { target: 'd' });
  check('FROM base AS a\nFROM base\nRUN --mount=from=A,target=/a x\n', [0, 1]);
  check('FROM base AS a\nFROM base AS p\nONBUILD COPY --from=a x y\nFROM p', [0, 1, 2]);
  check('FROM base AS a\nFROM base AS p\nONBUILD COPY --from=a x y', [1]);

  it('suggests a stage for one that is not there', () => {
    const message = (target: string, text = chain): unknown =>
      resolve(text, { target }).problems.map((problem) => problem.message);
    const build = 'FROM base AS build\nFROM base\n';
    assert.deepEqual(message('biuld', build), [
      'target stage "biuld" could not be found (did you mean build?)',
    ]);
    assert.deepEqual(message('stage-2', build), [
      'target stage "stage-2" could not be found (did you mean stage-1?)',
    ]);
    assert.deepEqual(message('xyzzy', build), ['target stage "xyzzy" could not be found']);
  });
});

describe('stages that need each other', () => {
  /** The message, and the line that is underlined, counted from 1. */
  function check(text: string, message?: string, line?: number): void {
    it(JSON.stringify(text), () => {
      const [problem] = resolve(text).problems;
      assert.equal(problem?.message, message);
      assert.equal(problem && problem.range.start.line + 1, line);
    });
  }
  const cycle = (name: string): string => `circular dependency detected on stage: ${name}`;
  check('FROM base AS a\nCOPY --from=a x y', cycle('a'), 2);
  check('FROM base AS a\nCOPY --from=b x y\nFROM base AS b\nCOPY --from=a x y', cycle('a'), 2);
  check(
    'FROM base AS a\nCOPY --from=i x y\nCOPY --from=b x y\nCOPY --from=c x y\nCOPY --from=b z z\nFROM base AS b\nCOPY --from=c x y\nFROM base AS c\nCOPY --from=a x y',
    cycle('a'),
    5,
  );
  check(
    'FROM base AS a\nFROM base AS b\nCOPY --from=a x y\nCOPY --from=c x y\nFROM base AS c\nCOPY --from=b x y',
    cycle('b'),
    4,
  );
  check(
    'FROM base AS a\nFROM base AS b\nCOPY --from=a x y\nFROM base\nCOPY --from=a x y\nCOPY --from=b x y',
  );
  check('FROM base AS a\nFROM base AS b\nCOPY --from=a x y\nCOPY --from=a x y');
  check(
    'FROM base AS a\nFROM base AS b\nCOPY --from=c x y\nFROM base AS c\nFROM b',
    'cannot copy from stage "c", it needs to be defined before current stage "b"',
    3,
  );
  check('FROM base\nCOPY --from=c x y\nFROM base AS c', undefined);
  check(
    'FROM base AS b\nRUN --mount=from=c,target=/m x\nFROM base AS c\nFROM b',
    'cannot mount from stage "c" to "/m", stage needs to be defined before current command',
    2,
  );
  check(
    'FROM base AS b\nRUN --mount=from=c x\nFROM base AS c\nFROM b',
    'cannot mount from stage "c" to "", stage needs to be defined before current command',
    2,
  );
  check(
    'FROM base AS b\nRUN --mount=from=C,target=$BUILDARCH x\nFROM base AS c\nFROM b',
    'cannot mount from stage "C" to "", stage needs to be defined before current command',
    2,
  );
});

describe('what would take too long to follow', () => {
  const reason = 'the stages inherit too much to follow';

  function check(name: string, text: string, expected: readonly [number, number]): void {
    it(`is given up: ${name}`, () => {
      const { stages } = resolve(text);
      const isGivenUp = stages.map(({ unknown }) => unknown === reason);
      assert.deepEqual([isGivenUp.length, isGivenUp.indexOf(true)], expected);
    });
  }
  const triggers = (count: number): string => 'ONBUILD RUN x\n'.repeat(count);
  const parent = 'FROM base AS p\n';
  check('10,000 triggers are not', `${parent}${triggers(100)}${'FROM p\n'.repeat(100)}`, [101, -1]);
  check('more are', `${parent}${triggers(100)}${'FROM p\n'.repeat(102)}`, [103, 101]);
  const variables = Array.from({ length: 1_000 }, (_, index) => `V${index}=1`).join(' ');
  const settings = `${parent}ENV ${variables}\n`;
  check('200,000 variables are not', `${settings}${'FROM p\n'.repeat(200)}`, [201, -1]);
  check('more are', `${settings}${'FROM p\n'.repeat(202)}`, [203, 201]);

  it('does without the triggers', () => {
    const text = `${parent}ONBUILD ENV A=1\n${triggers(100)}${'FROM p\n'.repeat(100)}`;
    const { stages } = resolve(text);
    assert.equal(stages[99]?.triggers.length, 101);
    assert.deepEqual(stages[100]?.triggers, []);
    assert.deepEqual(stages[100].environment, {});
  });
});
