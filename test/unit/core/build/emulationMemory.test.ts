import assert from 'node:assert/strict';
import type {
  ArchitectureEmulation,
  EmulationState,
} from '../../../../src/core/build/emulation.ts';
import {
  compareWithLast,
  forgetEmulators,
  type SeenEmulation,
} from '../../../../src/core/build/emulationMemory.ts';

function found(states: Readonly<Record<string, EmulationState>>): readonly ArchitectureEmulation[] {
  return Object.entries(states).map(([architecture, state]) => ({
    architecture,
    state,
    platforms: [],
    others: [],
    problems: [],
  }));
}

function seen(architectures: readonly string[], bootId?: string): SeenEmulation {
  return {
    bootId,
    seenAt: 1,
    emulators: architectures.map((architecture) => ({ architecture, name: undefined })),
  };
}

describe('compareWithLast', () => {
  const check = (
    name: string,
    last: SeenEmulation | undefined,
    states: Readonly<Record<string, EmulationState>>,
    lost: readonly string[],
    remembered: readonly string[],
  ) =>
    it(name, () => {
      const answer = compareWithLast(last, found(states), { bootId: 'b', time: 2 });
      assert.deepEqual(
        answer.lost.map(({ architecture, restarted }) => `${architecture} ${restarted}`),
        lost,
      );
      assert.deepEqual(
        answer.memory.emulators.map(({ architecture }) => architecture),
        remembered,
      );
    });

  check('the first time', undefined, { amd64: 'native', arm64: 'emulated' }, [], ['arm64']);
  check('all is as it was', seen(['arm64'], 'b'), { arm64: 'emulated' }, [], ['arm64']);
  check(
    'after a restart',
    seen(['arm64', 'arm'], 'a'),
    { amd64: 'native', arm64: 'absent', arm: 'emulated' },
    ['arm64 true'],
    ['arm', 'arm64'],
  );
  check('removed since', seen(['arm64'], 'b'), { arm64: 'absent' }, ['arm64 false'], ['arm64']);
  check('no boot is known', seen(['arm64']), { arm64: 'absent' }, ['arm64 undefined'], ['arm64']);
  check(
    'in containers no more',
    seen(['arm64'], 'b'),
    { arm64: 'host-only' },
    ['arm64 false'],
    ['arm64'],
  );
  check('not asked for', seen(['s390x'], 'b'), {}, ['s390x false'], ['s390x']);
  check('nobody could be asked', seen(['arm64'], 'b'), { arm64: 'unknown' }, [], ['arm64']);
  check('another machine’s own', seen(['arm64'], 'b'), { arm64: 'native' }, [], []);
  check('by BuildKit’s word', seen(['arm64'], 'b'), { arm64: 'reported' }, [], ['arm64']);

  it('goes on saying that it was a restart', () => {
    const states = found({ arm64: 'absent' });
    const first = compareWithLast(seen(['arm64'], 'a'), states, { bootId: 'b', time: 2 });
    const second = compareWithLast(first.memory, states, { bootId: 'b', time: 3 });
    assert.equal(second.lost[0]?.restarted, true);
  });

  it('forgets what nobody needs', () => {
    const memory = forgetEmulators(seen(['arm64', 'arm'], 'a'), ['arm64']);
    assert.deepEqual(compareWithLast(memory, found({}), { time: 2 }).lost, [
      { architecture: 'arm', name: undefined, restarted: undefined },
    ]);
  });

  it('remembers a bounded number', () => {
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, at) => [`a${at}`, 'emulated' as const]),
    );
    assert.equal(compareWithLast(undefined, found(many), { time: 1 }).memory.emulators.length, 64);
  });
});
