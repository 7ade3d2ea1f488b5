import assert from 'node:assert/strict';
import type { BuildStep, StepState } from '../../../../../src/core/build/progress/buildProgress.ts';
import { emulationCost } from '../../../../../src/core/build/progress/emulationCost.ts';
import { readStepName } from '../../../../../src/core/build/progress/stepName.ts';

function step(name: string, duration: number, state: StepState = 'done'): BuildStep {
  const transferred = { current: 0, total: 0 };
  return { digest: name, name: readStepName(name), state, duration, transferred };
}

/** An amd64 machine that emulates everything but riscv64, of which nothing is known. */
function isEmulated(platform: string): boolean | undefined {
  return platform === 'linux/riscv64' ? undefined : platform !== 'linux/amd64';
}

describe('what emulation cost', () => {
  it('is told step by step, the costliest first, and by platform', () => {
    const cost = emulationCost(
      [
        step('[linux/amd64 build 2/3] RUN echo amd64', 100),
        step('[linux/arm64 build 2/3] RUN echo arm64', 250),
        step('[linux/amd64 build 3/3] RUN make', 1000),
        step('[linux/arm64 build 3/3] RUN make', 9000),
        step('[linux/s390x build 3/3] RUN make', 12_000),
      ],
      isEmulated,
    );
    assert.deepEqual(cost, {
      steps: [
        {
          stage: 'build',
          position: { index: 3, total: 3 },
          text: 'RUN make',
          native: { platform: 'linux/amd64', duration: 1000 },
          emulated: [
            { platform: 'linux/arm64', duration: 9000, ratio: 9 },
            { platform: 'linux/s390x', duration: 12_000, ratio: 12 },
          ],
        },
        {
          stage: 'build',
          position: { index: 2, total: 3 },
          text: 'RUN echo amd64',
          native: { platform: 'linux/amd64', duration: 100 },
          emulated: [{ platform: 'linux/arm64', duration: 250, ratio: 2.5 }],
        },
      ],
      totals: [
        { platform: 'linux/arm64', duration: 9250 },
        { platform: 'linux/s390x', duration: 12_000 },
      ],
      ratios: [
        { platform: 'linux/arm64', ratio: 9250 / 1100 },
        { platform: 'linux/s390x', ratio: 12 },
      ],
    });
  });

  const nothing: readonly (readonly [why: string, steps: readonly BuildStep[]])[] = [
    ['a step from the cache', [step('[linux/arm64 2/2] RUN make', 10, 'cached')]],
    ['a step that copies', [step('[linux/arm64 2/2] COPY . .', 900)]],
    ['a step for another platform', [step('[linux/amd64->arm64 2/2] RUN make', 900)]],
    ['a platform of which nothing is known', [step('[linux/riscv64 2/2] RUN make', 900)]],
    ['a step that failed', [step('[linux/arm64 2/2] RUN make', 900, 'failed')]],
  ];
  for (const [why, steps] of nothing) {
    it(`is nothing for ${why}`, () => {
      assert.deepEqual(emulationCost(steps, isEmulated), { steps: [], totals: [], ratios: [] });
    });
  }

  it('has no ratio where nothing ran natively, or too short', () => {
    const only = emulationCost([step('[linux/arm64 2/2] RUN make', 900)], isEmulated);
    assert.deepEqual(only.totals, [{ platform: 'linux/arm64', duration: 900 }]);
    assert.deepEqual(only.ratios, []);
    const short = emulationCost(
      [step('[linux/arm64 2/2] RUN true', 90), step('[linux/amd64 2/2] RUN true', 9)],
      isEmulated,
    );
    assert.deepEqual(short.ratios, []);
    assert.equal(short.steps[0]?.emulated[0]?.ratio, undefined);
  });
});
