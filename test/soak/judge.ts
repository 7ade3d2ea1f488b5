import { growth } from './growth.ts';
import type { Reading, Sample } from './sample.ts';

/** What a process may grow by in a minute, over the second half of a soak. */
export interface Limits {
  /** Bytes that are in use after a collection. */
  readonly heap: number;
  /** Bytes that the process holds. */
  readonly resident: number;
  readonly descriptors: number;
  /** Timers, sockets, watchers and processes. */
  readonly resources: number;
}

/** 30 minutes of these would be 9 MB of heap, 45 MB of memory, 6 files. */
export const limits: Limits = {
  heap: 300_000,
  resident: 1_500_000,
  descriptors: 0.2,
  resources: 0.2,
};

/** How fast a process has grown, for each minute. */
export type Growth = Limits;

/** Growth of a process over the second half of the samples. */
export function growthOf(samples: readonly Sample[], which: 'host' | 'server'): Growth {
  const half = samples.slice(Math.floor(samples.length / 2));
  const of = (value: (reading: Reading) => number | undefined) =>
    growth(
      half.flatMap(({ minute, [which]: reading }) => {
        const found = reading && value(reading);
        return found === undefined ? [] : [{ minute, value: found }];
      }),
    );
  return {
    heap: of(({ heapUsed }) => heapUsed),
    resident: of(({ resident }) => resident),
    descriptors: of(({ descriptors }) => descriptors),
    resources: of(({ resources }) => resources && sum(Object.values(resources))),
  };
}

/** What is wrong with what was measured, a sentence each. */
export function judgeSamples(samples: readonly Sample[], allowed: Limits): readonly string[] {
  const problems: string[] = [];
  for (const which of ['host', 'server'] as const) {
    const pids = new Set(samples.map((sample) => sample[which]?.pid));
    if (pids.size !== 1 || pids.has(undefined)) {
      problems.push(
        `The ${which} did not live from the begin to the end: ${[...pids].join(', ')}.`,
      );
      continue;
    }
    const silent = samples.filter((sample) => sample[which]?.heapUsed === undefined).length;
    if (silent > samples.length / 2) {
      problems.push(`The ${which} did not tell its heap in ${silent} moments.`);
    }
    const grown = growthOf(samples, which);
    for (const what of ['heap', 'resident', 'descriptors', 'resources'] as const) {
      if (grown[what] <= allowed[what]) continue;
      problems.push(
        `${which}: ${what} grew by ${grown[what].toFixed(2)} a minute, more than ${allowed[what]}.`,
      );
    }
  }
  const atRest = samples.filter(({ processes }) => processes.worker > 0);
  if (atRest.length > 0) problems.push(`Workers lived on in ${atRest.length} moments of rest.`);
  const withDocker = samples.filter(({ docker }) => docker.length > 0);
  if (withDocker.length > 0) {
    const words = new Set(withDocker.flatMap(({ docker }) => docker));
    problems.push(
      `docker lived on in ${withDocker.length} moments of rest: ${[...words].join('; ')}`,
    );
  }
  return problems;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
