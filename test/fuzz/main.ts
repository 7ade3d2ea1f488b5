import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';

/** Inputs in one go; between two of them progress is told. */
const PORTION = 50_000;

/** Failures that are printed. */
const SHOWN = 10;

/**
 * `npm run fuzz -- --count N --seed S`: hands changed texts and bytes to everything that reads any. Ends with
 * 1 when something threw, took too long, or pointed outside the text.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const count = Number(values.count);
  const started = performance.now();
  let failed = 0;
  let slowest = { ms: 0, subject: '', text: '' };
  for (let done = 0; done < count; done += PORTION) {
    const outcome = await fuzz(
      Math.min(PORTION, count - done),
      Number(values.seed) + done / PORTION,
    );
    for (const { subject, text, message } of outcome.failures) {
      if (failed++ < SHOWN) console.log(`--- ${subject}: ${JSON.stringify(text)}\n${message}`);
    }
    if (outcome.slowest.ms > slowest.ms) ({ slowest } = outcome);
    console.error(`${Math.min(count, done + PORTION)} of ${count}, ${failed} failed`);
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(
    `${count} inputs, seed ${values.seed}: ${failed} failed, slowest ${slowest.ms.toFixed(1)} ms, ${seconds} s`,
  );
  console.log(`The slowest, a ${slowest.subject}: ${JSON.stringify(slowest.text.slice(0, 2_000))}`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
