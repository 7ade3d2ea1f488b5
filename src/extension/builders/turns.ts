/** How many may go at the same time. */
export interface TurnLimits {
  /** Among those that have just begun. */
  readonly young: number;
  /** Altogether. */
  readonly all: number;
  /** When one is no longer young, in ms: it does nothing any more but wait for somebody. */
  readonly youth: number;
}

/**
 * Lets work go in turn: little at the same time while it keeps the processor busy, more once it only waits.
 * So a few that never end do not hold up the others.
 */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #waiting: (() => void)[] = [];
  #young = 0;
  #all = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /** Does something when it is its turn. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const { young, all, youth } = this.#limits;
    while (this.#young >= young || this.#all >= all) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#young += 1;
    this.#all += 1;
    let isYoung = true;
    const grow = () => {
      if (isYoung) this.#young -= 1;
      isYoung = false;
      this.#waiting.shift()?.();
    };
    const timer = setTimeout(grow, youth);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      this.#all -= 1;
      grow();
    }
  }
}
