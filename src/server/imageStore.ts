import type { Fact, ImageFacts } from '../core/facts.ts';

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
export interface ImageStore {
  /** What is known now. An old answer is better than none: it is given until a newer one is here. */
  readonly get: (reference: string) => Fact<ImageFacts>;
  /** Asks for what is unknown or old. Returns at once. */
  want(references: Iterable<string>): void;
  /** Forgets failures, so that they are asked again: trust was given, a setting was changed. */
  forgetUnknown(): void;
  /** Asks anew for everything when it is wanted: another builder finds other images. */
  outdate(): void;
  /** Cancels what is under way. */
  dispose(): void;
}

const pending: Fact<ImageFacts> = {
  known: false,
  reason: { code: 'pending', message: 'The registry has not answered yet.' },
};

/**
 * @param resolve asks the outside world; must not reject except when its signal is aborted
 * @param onChange called after an answer that differs from what was known before
 * @param now clock, in ms since the epoch
 */
export function createImageStore(
  resolve: (reference: string, signal: AbortSignal) => Promise<Fact<ImageFacts>>,
  onChange: (reference: string) => void,
  now: () => number = Date.now,
): ImageStore {
  const facts = new Map<string, { fact: Fact<ImageFacts>; until: number }>();
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
      facts.set(reference, { fact, until: asked === generation ? now() + freshness : 0 });
      for (const oldest of facts.keys()) {
        if (facts.size <= capacity) break;
        facts.delete(oldest);
      }
      if (!sameFact(before, fact)) onChange(reference);
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
        if (underWay.has(reference) || (entry !== undefined && entry.until > now())) continue;
        void ask(reference);
      }
    },
    forgetUnknown() {
      generation++;
      for (const [reference, { fact }] of facts) if (!fact.known) facts.delete(reference);
    },
    outdate() {
      generation++;
      for (const entry of facts.values()) entry.until = 0;
    },
    dispose: () => {
      stop.abort();
    },
  };
}

function sameFact(before: Fact<ImageFacts> | undefined, after: Fact<ImageFacts>): boolean {
  if (before === undefined) return false;
  if (before.known && after.known) {
    return (
      before.value.digest === after.value.digest &&
      before.value.engineImage?.digest === after.value.engineImage?.digest &&
      before.value.elsewhere?.message === after.value.elsewhere?.message
    );
  }
  return !before.known && !after.known && before.reason.message === after.reason.message;
}
