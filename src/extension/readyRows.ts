import { window } from 'vscode';

/** Time in which several changes cause one reading, in ms: builders answer one after another. */
const gathering = 100;

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

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #renewSoon(): void {
    if (this.#reading !== undefined) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#reading ??= this.#renew();
      // Why rows cannot be read is told to the editor, which asks for them again.
      void this.#reading
        .catch(() => {
          this.#rows = undefined;
        })
        .then(() => {
          this.#isDrawn = false;
          this.#ready();
        });
    }, gathering);
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
