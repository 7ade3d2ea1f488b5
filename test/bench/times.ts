/** Times of one thing that was done many times, in ms, ascending. */
export type Times = readonly number[];

/** Does something again and again, first without a clock, until it is as fast as it gets. */
export async function measure(
  work: (round: number) => unknown,
  { warmUp, rounds }: { readonly warmUp: number; readonly rounds: number },
): Promise<Times> {
  const times: number[] = [];
  for (let round = -warmUp; round < rounds; round += 1) {
    const begin = performance.now();
    await work(round);
    if (round >= 0) times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b);
}

/** The time that so many percent of the rounds did not exceed, e.g. `12.3 ms`. */
export function percentile(times: Times, percent: number): string {
  const time = times[Math.ceil((times.length * percent) / 100) - 1] ?? Number.NaN;
  return `${time.toFixed(time < 10 ? 2 : 1)} ms`;
}
