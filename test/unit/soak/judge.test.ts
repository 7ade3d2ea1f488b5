import assert from 'node:assert/strict';
import { growthOf, judgeSamples, limits } from '../../soak/judge.ts';
import type { Reading, Sample } from '../../soak/sample.ts';

const reading = {
  pid: 7,
  resident: 1e8,
  descriptors: 30,
  heapUsed: 5e7,
  resources: { Timeout: 4 },
};
/** The same process, whose heap nobody could read. */
const untold: Reading = { pid: 7, resident: 1e8, descriptors: 30 };

const processes = { 'extension host': 1, 'language server': 1, worker: 0, docker: 0, other: 4 };

/** Ten minutes in which the host is as told. */
function minutes(hostAt: (minute: number) => Partial<Reading> | undefined): readonly Sample[] {
  return Array.from({ length: 10 }, (_, minute) => {
    const now = hostAt(minute);
    return { minute, processes, docker: [], server: reading, host: now && { ...reading, ...now } };
  });
}

describe('what is wrong with what a soak has measured', () => {
  const cases: readonly [what: string, samples: readonly Sample[], expected: readonly RegExp[]][] =
    [
      ['nothing', minutes(() => ({})), []],
      [
        'nothing where only the first half grows',
        minutes((minute) => ({ heapUsed: 1e6 * Math.min(minute, 5) })),
        [],
      ],
      [
        'heap',
        minutes((minute) => ({ heapUsed: 1e6 * minute })),
        [/^host: heap grew by 1000000\.00/],
      ],
      ['memory', minutes((minute) => ({ resident: 2e6 * minute })), [/^host: resident grew/]],
      [
        'files',
        minutes((minute) => ({ descriptors: minute })),
        [/^host: descriptors grew by 1\.00/],
      ],
      [
        'timers',
        minutes((minute) => ({ resources: { Timeout: minute, TCPSocketWrap: 1 } })),
        [/^host: resources grew by 1\.00/],
      ],
      [
        'another process',
        minutes((minute) => ({ pid: minute < 8 ? 7 : 9 })),
        [/^The host did not live .*: 7, 9\.$/],
      ],
      [
        'no process',
        minutes((minute) => (minute < 8 ? {} : undefined)),
        [/^The host did not live/],
      ],
      [
        'a heap that is not told',
        minutes(() => ({})).map((sample) => ({ ...sample, server: untold })),
        [/^The server did not tell its heap in 10 moments/],
      ],
      [
        'workers',
        minutes(() => ({})).map((sample) => ({
          ...sample,
          processes: { ...processes, worker: 1 },
        })),
        [/^Workers lived on in 10 moments/],
      ],
      [
        'docker',
        minutes(() => ({})).map((sample) => ({
          ...sample,
          docker: sample.minute < 8 ? [] : ['docker-buildx buildx build .'],
        })),
        [/^docker lived on in 2 moments of rest: docker-buildx buildx build \.$/],
      ],
    ];
  for (const [what, samples, expected] of cases) {
    it(what, () => {
      const found = judgeSamples(samples, limits);
      assert.equal(found.length, expected.length, found.join('\n'));
      for (const [at, one] of expected.entries()) assert.match(found[at] ?? '', one);
    });
  }

  it('is not seen in the growth of another process', () => {
    const { heap } = growthOf(
      minutes((minute) => ({ heapUsed: minute })),
      'server',
    );
    assert.equal(heap, 0);
  });
});
