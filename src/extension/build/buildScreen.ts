import type {
  BuildProgress,
  BuildStep,
  ProgressListener,
} from '../../core/build/progress/buildProgress.ts';
import { stepLine, type StepLayout } from './buildText.ts';
import { clearRows, renderLine, type StyledText } from './terminalText.ts';

/** Rows that show what runs, at most: the rest of the terminal is for what is done. */
const mostLiveRows = 8;
/** Steps that are not the file's own are worth a line when they take longer than this, in ms. */
const worthTelling = 2_000;

/** What a terminal shows of a build: a line for each step that ended, and below them what runs. */
export class BuildScreen {
  readonly #progress: BuildProgress;
  readonly #changes: ProgressListener;
  readonly #layout: StepLayout;
  /** What was told of each step that ended. */
  readonly #told = new Map<string, { readonly state: string; readonly duration: number }>();
  #liveRows = 0;

  constructor(progress: BuildProgress, layout: StepLayout) {
    this.#progress = progress;
    this.#changes = progress.listen();
    this.#layout = layout;
  }

  /**
   * What to write to bring the terminal up to date.
   *
   * @param columns of the terminal; without them only what ended is told, which needs no rewriting
   * @param now in ms since the epoch, by the clock of the builder as far as that is known
   */
  update(columns: number | undefined, now: number): string {
    const lines = this.#changes.take().flatMap((step) => this.#endOf(step, columns));
    const live =
      columns === undefined ? [] : this.#live(now).map((line) => renderLine(line, columns));
    const text = clearRows(this.#liveRows) + rows([...lines, ...live]);
    this.#liveRows = live.length;
    return text;
  }

  /** What to write at the end, before other texts: nothing runs any more. */
  finish(columns: number | undefined): string {
    const lines = this.#changes.take().flatMap((step) => this.#endOf(step, columns));
    const text = clearRows(this.#liveRows) + rows(lines);
    this.#liveRows = 0;
    return text;
  }

  /** A step ends several times: BuildKit looks for an image first, and pulls it when somebody needs it. */
  #endOf(step: BuildStep, columns: number | undefined): readonly string[] {
    const { digest, state, name, duration } = step;
    if (state === 'waiting' || state === 'running') return [];
    const isWorthIt = !name.internal || state === 'failed' || duration >= worthTelling;
    const told = this.#told.get(digest);
    const isNews = told?.state !== state || duration - told.duration >= worthTelling;
    if (!isWorthIt || !isNews) return [];
    this.#told.set(digest, { state, duration });
    return [renderLine(stepLine(step, this.#layout, duration), columns)];
  }

  #live(now: number): readonly (readonly StyledText[])[] {
    return this.#progress
      .running()
      .slice(0, mostLiveRows)
      .map((step) => {
        const elapsed = Math.max(0, now - (step.started ?? now));
        const last = this.#progress.log(step.digest).lines.at(-1) ?? '';
        const line = stepLine(step, this.#layout, elapsed);
        return last === '' ? line : [...line, { text: `  │ ${last}`, style: 'faint' as const }];
      });
  }
}

function rows(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}
