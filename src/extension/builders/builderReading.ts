import type { KnownBuilders } from '../dockerAccess.ts';

/** How long an answer of docker is believed when it matters, in ms: builders change in terminals too. */
const believed = 30_000;

/** What a reading depends on. */
export interface ReadingPorts {
  ask(signal: AbortSignal): Promise<KnownBuilders>;
  /** In ms since the epoch. */
  now(): number;
}

/** One reading of the builders at a time, kept for all who ask until it is forgotten. */
export class BuilderReading {
  readonly #ports: ReadingPorts;
  #reading: { readonly answer: Promise<KnownBuilders>; readonly stop: AbortController } | undefined;
  /** When the reading stops being believed, in ms since the epoch; it is not over before. */
  #staleAt = Infinity;

  constructor(ports: ReadingPorts) {
    this.#ports = ports;
  }

  /** The builders. A reading that rejects is not kept: the next call asks again. */
  read(): Promise<KnownBuilders> {
    if (this.#reading === undefined) {
      const stop = new AbortController();
      const answer = this.#ports.ask(stop.signal);
      const reading = { stop, answer };
      this.#reading = reading;
      answer.then(
        ({ ok }) => {
          if (this.#reading === reading) this.#staleAt = ok ? this.#ports.now() + believed : 0;
        },
        // Who asked hears of the error.
        () => {
          if (this.#reading === reading) this.#reading = undefined;
        },
      );
    }
    return this.#reading.answer;
  }

  /** Whether the answer is old, or was none. One that is not there yet is neither. */
  isStale(): boolean {
    return this.#ports.now() >= this.#staleAt;
  }

  /** Ends the reading, and forgets what it gave. */
  forget(): void {
    this.#reading?.stop.abort();
    this.#reading = undefined;
    this.#staleAt = Infinity;
  }
}
