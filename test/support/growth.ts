import assert from 'node:assert/strict';

/** What is quick enough on any machine, in ms: below it, a quotient of times says little. */
const QUICK = 200;

/** What linear work takes for twice the text, at most; the square of it takes four times as long. */
const GROWTH = 3;

/**
 * Asserts that work takes time in proportion to its text: the whole at most three times as long as a
 * half, each at its best of several turns, in time of the processor.
 *
 * @param work what is done with a text of the share 0.5 or 1 of its length
 */
export function assertProportional(work: (share: number) => void): void {
  const best = { half: Infinity, whole: Infinity };
  for (let turn = 0; turn < 5; turn += 1) {
    best.whole = Math.min(best.whole, timeOf(work, 1));
    if (best.whole < QUICK) return;
    best.half = Math.min(best.half, timeOf(work, 0.5));
  }
  const { half, whole } = best;
  assert.ok(whole <= GROWTH * half, `half: ${String(half)} ms, whole: ${String(whole)} ms`);
}

/** Of the processor, in ms: a loaded machine lets work wait, the more often the longer it takes. */
function timeOf(work: (share: number) => void, share: number): number {
  const started = process.cpuUsage();
  work(share);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}
