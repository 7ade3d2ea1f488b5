import { building } from './actions/building.ts';
import { editing } from './actions/editing.ts';
import { listing } from './actions/listing.ts';
import { looking } from './actions/looking.ts';
import { losing } from './actions/losing.ts';
import type { Probes } from './probes.ts';
import { comeToRest } from './rest.ts';
import { sampleLine, takeSample, type Sample } from './sample.ts';
import { choose, type Action, type Soak } from './soak.ts';

/** What came of a walk. */
export interface Walked {
  readonly samples: readonly Sample[];
  /** How often each action was done. */
  readonly done: ReadonlyMap<string, number>;
  /** Actions that failed, and what did not come to rest: a sentence each. */
  readonly problems: readonly string[];
}

/** How long a walk is, and what it needs. */
export interface WalkOptions {
  readonly minutes: number;
  readonly probes: Probes;
  /** Only actions whose name has this in it. */
  readonly only: string | undefined;
  readonly say: (message: string) => void;
  readonly signal: AbortSignal;
}

const minute = 60_000;

/** Time that an action which was given up may take to end, in ms: as long as one step of it. */
const lastStep = 60_000;

/** Does one thing after the other, and measures every minute, before and after. */
export async function walk(soak: Soak, options: WalkOptions): Promise<Walked> {
  const { minutes, probes, only, say, signal } = options;
  const all = [...editing, ...building, ...looking, ...listing, ...losing];
  const actions = all.filter(({ name }) => only === undefined || name.includes(only));
  const samples: Sample[] = [];
  const done = new Map<string, number>();
  const problems: string[] = [];
  const fail = async (what: string) => {
    problems.push(what);
    say(`✖ ${what}`);
    await soak.window.picture(`problem-${problems.length}`);
  };
  const begin = Date.now();
  const measure = async () => {
    const stuck = await comeToRest(soak);
    if (stuck.length > 0) await fail(`Something still turns: ${stuck.join('; ')}`);
    const sample = await takeSample(soak.window.home, probes, (Date.now() - begin) / minute);
    samples.push(sample);
    say(sampleLine(sample));
  };
  // So that the server runs, which nothing has asked for yet.
  await soak.window.openFile('Dockerfile');
  await measure();
  for (let next = begin + minute; Date.now() < begin + minutes * minute;) {
    signal.throwIfAborted();
    const action = choose(actions, soak.random);
    if (action === undefined) throw new Error('There is no such action.');
    done.set(action.name, 1 + (done.get(action.name) ?? 0));
    const started = Date.now();
    const problem = await attempt(action, soak);
    say(`${action.name}: ${((Date.now() - started) / 1_000).toFixed(1)} s`);
    if (problem !== undefined) {
      await fail(`${action.name}: ${problem}`);
      await comeToRest(soak);
    }
    if (Date.now() < next) continue;
    await measure();
    next = Date.now() + minute;
  }
  await measure();
  return { samples, done, problems };
}

/** Does an action within its bound; tells what was wrong. */
async function attempt(action: Action, soak: Soak): Promise<string | undefined> {
  const ended = action.run(soak).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const late = (milliseconds: number, what: string) =>
    new Promise<string>((resolve) => setTimeout(resolve, milliseconds, what).unref());
  const outcome = await Promise.race([ended, late(action.bound * 1_000, 'It takes too long.')]);
  if (outcome !== undefined) await Promise.race([ended, late(lastStep, '')]);
  return outcome;
}
