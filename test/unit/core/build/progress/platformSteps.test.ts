import assert from 'node:assert/strict';
import { BuildProgress } from '../../../../../src/core/build/progress/buildProgress.ts';
import { stepsByPlatform } from '../../../../../src/core/build/progress/platformSteps.ts';

/** Steps by name, the time of their begin and end, and an error. */
type Row = readonly [name: string, started?: number, completed?: number, error?: string];

function groupsOf(rows: readonly Row[], platforms: readonly string[]) {
  const progress = new BuildProgress(new Set(['app']));
  progress.add({
    vertexes: rows.map(([name, started, completed, error], at) => ({
      digest: String(at),
      name,
      ...(started !== undefined && { started }),
      ...(completed !== undefined && { completed }),
      ...(error !== undefined && { error }),
    })),
    statuses: [],
    logs: [],
    warnings: [],
  });
  return stepsByPlatform(progress.steps(), platforms).map(
    ({ group, platform, state, done, steps }) =>
      `${[group, platform ?? '-'].filter(Boolean).join(' ')} ${state} ${done}: ${steps.map(({ name }) => name.text).join(', ')}`,
  );
}

const two = ['linux/arm64', 'linux/amd64'];

describe('the steps of a build by platform', () => {
  const rows: readonly (readonly [
    title: string,
    rows: readonly Row[],
    platforms: readonly string[],
    expected: readonly string[],
  ])[] = [
    ['nothing yet', [], two, []],
    [
      'as the platforms were asked for, and last what serves all',
      [
        ['[internal] load x', 1, 2],
        ['[linux/amd64 1/1] RUN a', 1, 2],
        ['[linux/arm64 1/1] RUN a', 1],
      ],
      two,
      ['linux/arm64 running 0: RUN a', 'linux/amd64 done 1: RUN a', '- done 1: load x'],
    ],
    [
      'in the order of the stages that began, and of their steps',
      [
        ['[linux/amd64 late 1/1] RUN c'],
        ['[linux/amd64 b 2/2] RUN b2'],
        ['[linux/amd64 b 1/2] RUN b1', 5, 6],
        ['[linux/amd64 a 1/1] RUN a', 1, 2],
      ],
      two,
      ['linux/amd64 running 2: RUN a, RUN b1, RUN b2, RUN c'],
    ],
    [
      'a step that runs elsewhere belongs to what it is for',
      [['[linux/amd64->arm64 1/1] RUN a']],
      two,
      ['linux/arm64 waiting 0: RUN a'],
    ],
    [
      'of a single platform the name is not said',
      [['[1/1] RUN a', 1]],
      ['linux/s390x'],
      ['linux/s390x running 0: RUN a'],
    ],
    ['without any platform asked for', [['[1/1] RUN a', 1]], [], ['- running 0: RUN a']],
    [
      'a platform that nobody asked for',
      [['[linux/386 1/1] RUN a'], ['[linux/arm64 1/1] RUN a']],
      two,
      ['linux/arm64 waiting 0: RUN a', 'linux/386 waiting 0: RUN a'],
    ],
    [
      'failed goes before cancelled',
      [
        ['[linux/arm64 1/2] RUN a', 1, 2, 'boom'],
        ['[linux/arm64 2/2] RUN b', 1, 2, 'context canceled'],
        ['[linux/amd64 1/1] RUN a', 1, 2, 'context canceled'],
      ],
      two,
      ['linux/arm64 failed 0: RUN a, RUN b', 'linux/amd64 cancelled 0: RUN a'],
    ],
    [
      'targets of a bake file are told apart',
      [['[app linux/arm64 1/1] RUN a'], ['[linux/arm64 1/1] RUN b']],
      two,
      ['app linux/arm64 waiting 0: RUN a', 'linux/arm64 waiting 0: RUN b'],
    ],
  ];
  for (const [title, steps, platforms, expected] of rows) {
    it(title, () => {
      assert.deepEqual(groupsOf(steps, platforms), expected);
    });
  }
});
