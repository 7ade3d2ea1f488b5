import { window } from 'vscode';

/** Time in which several changes cause one reading, in ms: builders answer one after another. */
const gathering = 100;
/** Longest time for which rows that are being read keep the others from being drawn anew, in ms. */
const patience = 3000;

/**
 * The first level of a tree, read before the editor is told to draw it anew. From then until it has the rows the
 * editor knows no row at all: what is chosen from the menu of one gets nothing, and rows that change again and again
 * meanwhile are never drawn (VS Code 1.104, extHostTreeViews.ts).
 */
export class ReadyRows<Row> {
  readonly #view: string;
  readonly #read: () => Promise<readonly Row[] | undefined>;
  readonly #ready: () => void;
  #rows: readonly Row[] | undefined;
  #reading: Promise<void> | undefined;
  #drawing: Promise<void> | undefined;
  readonly #below = new Set<Promise<unknown>>();
  #timer: NodeJS.Timeout | undefined;
  /** How many changes there were, and how many the last reading began with. */
  #changes = 0;
  #known = 0;
  /** Whether the editor has the rows that were read last. It asks for none while nobody looks. */
  #isDrawn = false;

  /**
   * @param view id of the view, which shows that its rows are being read
   * @param read reads the rows; undefined where a change has cut that short
   * @param ready lets the editor draw
   */
  constructor(view: string, read: () => Promise<readonly Row[] | undefined>, ready: () => void) {
    this.#view = view;
    this.#read = read;
    this.#ready = ready;
  }

  /** What was read last; waits only for the first reading. */
  async get(): Promise<readonly Row[]> {
    if (this.#rows === undefined) await (this.#reading ??= this.#renew());
    this.#isDrawn = true;
    if (this.#changes !== this.#known) this.#renewSoon();
    return this.#rows ?? [];
  }

  /** Something changed: reads again and lets the editor draw. While nobody looks that is done once, for all changes. */
  change(): void {
    this.#changes += 1;
    if (this.#isDrawn) this.#renewSoon();
  }

  /** The same at once, for what the user has asked for. */
  async changeNow(): Promise<void> {
    this.#changes += 1;
    // What is being read then may be older.
    await this.#drawing;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#draw();
  }

  /**
   * Rows below others, which take their time. Until they are there nothing is drawn anew, or the editor would leave
   * the row above open with nothing below it.
   */
  async below<Below>(read: Promise<Below>): Promise<Below> {
    this.#below.add(read);
    try {
      return await read;
    } finally {
      this.#below.delete(read);
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #renewSoon(): void {
    if (this.#drawing !== undefined) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#draw();
    }, gathering);
  }

  #draw(): Promise<void> {
    this.#drawing ??= this.#readAndTell().finally(() => {
      this.#drawing = undefined;
    });
    return this.#drawing;
  }

  async #readAndTell(): Promise<void> {
    try {
      await (this.#reading ??= this.#renew());
    } catch {
      // Why rows cannot be read is told to the editor, which asks for them again.
      this.#rows = undefined;
    }
    if (this.#below.size > 0) await this.#waitForBelow();
    this.#isDrawn = false;
    this.#ready();
  }

  async #waitForBelow(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience);
    });
    await Promise.race([Promise.allSettled([...this.#below]), limit]);
    clearTimeout(timer);
  }

  async #renew(): Promise<void> {
    try {
      await window.withProgress({ location: { viewId: this.#view } }, async () => {
        let rows: readonly Row[] | undefined;
        do {
          this.#known = this.#changes;
          rows = await this.#read();
        } while (rows === undefined && this.#changes !== this.#known);
        this.#rows = rows ?? this.#rows ?? [];
      });
    } finally {
      this.#reading = undefined;
    }
  }
}
