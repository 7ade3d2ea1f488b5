import type { Fact, ImageFacts } from '../core/facts.ts';
import { isFresh } from '../core/freshness.ts';
import { say } from '../core/language.ts';

/**
 * How long an answer is believed before it is asked for again, in ms: the network may be back, or the
 * engine have another image. What a registry said is believed for longer by the registry's reader.
 */
const freshness = 30_000;
/** How many images are remembered; the oldest go first. */
const capacity = 2_000;

/**
 * What is known of images, to be read at once: analysis never waits. Asking is separate
 * ({@link ImageStore.want}), and an answer that changes something is told by `onChange`.
 */
export interface FactStore<T> {
  /** What is known now. An old answer is better than none: it is given until a newer one is here. */
  readonly get: (key: string) => Fact<T>;
  /** Asks for what is unknown or old. Returns at once. */
  want(keys: Iterable<string>): void;
  /** Forgets failures, so that they are asked again: trust was given, a setting was changed. */
  forgetUnknown(): void;
  /** Asks anew for everything when it is wanted: another builder finds other images. */
  outdate(): void;
  /** Cancels what is under way. */
  dispose(): void;
}

const pending: Fact<never> = {
  known: false,
  reason: {
    code: 'pending',
    get message() {
      return say('The registry has not answered yet.');
    },
  },
};

/** What is known of images, by reference. */
export type ImageStore = FactStore<ImageFacts>;

/** @param resolve, onChange, now as those of {@link createFactStore} */
export function createImageStore(
  resolve: (reference: string, signal: AbortSignal) => Promise<Fact<ImageFacts>>,
  onChange: (reference: string) => void,
  now?: () => number,
): ImageStore {
  return createFactStore(resolve, onChange, isSameImage, now);
}

/**
 * @param resolve asks the outside world; must not reject except when its signal is aborted
 * @param onChange called after an answer that differs from what was known before
 * @param isSame whether two answers say the same
 * @param now clock, in ms since the epoch
 */
export function createFactStore<T>(
  resolve: (key: string, signal: AbortSignal) => Promise<Fact<T>>,
  onChange: (key: string) => void,
  isSame: (before: T, after: T) => boolean,
  now: () => number = Date.now,
): FactStore<T> {
  const facts = new Map<string, { fact: Fact<T>; at: number; life: number }>();
  const underWay = new Set<string>();
  let generation = 0;
  const stop = new AbortController();

  async function ask(reference: string): Promise<void> {
    underWay.add(reference);
    const asked = generation;
    try {
      const fact = await resolve(reference, stop.signal);
      if (stop.signal.aborted) return;
      // A refusal from before trust was given, or a setting changed, says nothing any more.
      if (!fact.known && asked !== generation) {
        await ask(reference);
        return;
      }
      const before = facts.get(reference)?.fact;
      facts.delete(reference);
      facts.set(reference, { fact, at: now(), life: asked === generation ? freshness : 0 });
      for (const oldest of facts.keys()) {
        if (facts.size <= capacity) break;
        facts.delete(oldest);
      }
      if (!isSameFact(before, fact, isSame)) onChange(reference);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      underWay.delete(reference);
    }
  }

  return {
    get: (reference) => facts.get(reference)?.fact ?? pending,
    want(references) {
      for (const reference of references) {
        const entry = facts.get(reference);
        if (underWay.has(reference) || (entry && isFresh(entry.at, entry.life, now()))) continue;
        void ask(reference);
      }
    },
    forgetUnknown() {
      generation++;
      for (const [reference, { fact }] of facts) if (!fact.known) facts.delete(reference);
    },
    outdate() {
      generation++;
      for (const entry of facts.values()) entry.life = 0;
    },
    dispose: () => {
      stop.abort();
    },
  };
}

function isSameImage(before: ImageFacts, after: ImageFacts): boolean {
  return (
    before.digest === after.digest &&
    before.engineImage?.digest === after.engineImage?.digest &&
    before.elsewhere?.message === after.elsewhere?.message
  );
}

function isSameFact<T>(
  before: Fact<T> | undefined,
  after: Fact<T>,
  isSame: (before: T, after: T) => boolean,
): boolean {
  if (before === undefined) return false;
  if (before.known && after.known) return isSame(before.value, after.value);
  return !before.known && !after.known && before.reason.message === after.reason.message;
}
