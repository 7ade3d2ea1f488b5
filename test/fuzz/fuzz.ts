import { mutate } from './mutate.ts';
import { seededRandom } from './random.ts';
import { seedTexts } from './seeds.ts';
import { subjects, type Subject } from './subjects.ts';

/** An input that a subject did not take. */
export interface Failure {
  readonly subject: string;
  readonly text: string;
  readonly message: string;
}

/** What came out. */
export interface FuzzOutcome {
  readonly inputs: number;
  readonly failures: readonly Failure[];
  /** The longest time for one input, in ms, and which one it was. */
  readonly slowest: { readonly ms: number; readonly subject: string; readonly text: string };
}

/** An input that takes longer, in ms, counts as a failure; the largest takes a few. */
const PATIENCE = 2_000;

/** Tries `count` mutated texts. */
export async function fuzz(count: number, seed: number): Promise<FuzzOutcome> {
  const random = seededRandom(seed);
  const seeds = seedTexts(seed);
  const [first, ...rest] = subjects.flatMap((subject) =>
    Array.from({ length: subject.share }, () => subject),
  );
  if (first === undefined) throw new Error('There is nothing to fuzz.');
  const failures: Failure[] = [];
  let slowest = { ms: 0, subject: '', text: '' };
  for (let done = 0; done < count; done++) {
    const subject = random.pick([first, ...rest]);
    const [one = '', ...others] = seeds[subject.name];
    const texts: readonly [string, ...string[]] = [one, ...others];
    const text = mutate(random.pick(texts), texts, random, subject.isBinary ? 'latin1' : 'utf8');
    // Time of the processor: what else a machine does is no fault of an input.
    const started = process.cpuUsage();
    const message = await attempt(subject, text);
    const { user, system } = process.cpuUsage(started);
    const ms = (user + system) / 1000;
    if (ms > slowest.ms) slowest = { ms, subject: subject.name, text };
    if (message !== undefined) failures.push({ subject: subject.name, text, message });
    else if (ms > PATIENCE) {
      failures.push({ subject: subject.name, text, message: `took ${Math.round(ms)} ms` });
    }
  }
  return { inputs: count, failures, slowest };
}

async function attempt({ check }: Subject, text: string): Promise<string | undefined> {
  try {
    await check(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
