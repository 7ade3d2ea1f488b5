import type { BuildStep, ProgressListener } from '../../../core/build/progress/buildProgress.ts';
import { stepsByPlatform, type PlatformSteps } from '../../../core/build/progress/platformSteps.ts';
import type { BuildItem, BuildRow, PlatformRow, RangeRow, StepRow } from './buildItem.ts';
import type { ShownBuild } from './shownBuild.ts';

/** From so many steps on, those of a platform are shown in parts: a row is drawn with all that is below it. */
const manySteps = 100;
const part = 50;
/** Lines that are shown below a failed step. */
const shownLines = 20;

/** The rows of one build, kept up to date. A row is the same object for as long as it is shown. */
export class BuildRows {
  readonly root: BuildRow;
  readonly #changes: ProgressListener;
  readonly #platforms = new Map<string, PlatformRow>();
  readonly #steps = new Map<string, StepRow>();
  /** Rows of parts, by platform and position of their first step. */
  readonly #ranges = new Map<string, RangeRow>();
  /** Platform rows whose numbers are not what was drawn. */
  readonly #stale = new Set<PlatformRow>();

  constructor(build: ShownBuild) {
    this.root = { kind: 'build', build };
    this.#changes = build.progress.listen();
  }

  /**
   * Takes in what changed.
   *
   * @param isDue whether numbers and times of rows are drawn too, and not only what happened
   * @returns the rows to draw anew; those below them are drawn with them
   */
  update(isDue: boolean): readonly BuildItem[] {
    const changed = this.#changes.take();
    const drawn = new Set<BuildItem>();
    for (const step of changed) {
      const before = this.#steps.get(step.digest);
      const row = before ?? this.#newStep(step);
      const isNews = before?.step.state !== step.state;
      row.step = step;
      if (before !== undefined && (isNews || isDue)) drawn.add(row);
    }
    if (changed.length > 0) this.#group(drawn);
    if (isDue) {
      for (const row of this.#stale) drawn.add(row);
      for (const row of this.#steps.values()) if (row.step.state === 'running') drawn.add(row);
      this.#stale.clear();
    }
    return drawn.has(this.root) ? [this.root] : [...drawn];
  }

  /** The platforms, in the order in which they were asked for. */
  platforms(): readonly PlatformRow[] {
    return [...this.#platforms.values()];
  }

  /** The rows below a platform: its steps, or parts of them. */
  stepsOf(row: PlatformRow): readonly (StepRow | RangeRow)[] {
    const { steps } = row.value;
    if (steps.length <= manySteps) return this.#rowsOf(steps);
    return Array.from({ length: Math.ceil(steps.length / part) }, (_, at) =>
      this.#rangeOf(row, at * part),
    );
  }

  /** The steps of a part. */
  stepsIn({ of, first }: RangeRow): readonly StepRow[] {
    return this.#rowsOf(of.value.steps.slice(first, first + part));
  }

  /** What a failed step printed last. */
  linesOf(row: StepRow): readonly BuildItem[] {
    const { lines } = row.build.progress.log(row.step.digest);
    return lines.slice(-shownLines).map((text): BuildItem => ({ kind: 'line', of: row, text }));
  }

  /** The row above a step. */
  parentOf(row: StepRow): PlatformRow | RangeRow | undefined {
    const { digest } = row.step;
    for (const platform of this.#platforms.values()) {
      const at = platform.value.steps.findIndex((step) => step.digest === digest);
      if (at < 0) continue;
      const isWhole = platform.value.steps.length <= manySteps;
      return isWhole ? platform : this.#rangeOf(platform, at - (at % part));
    }
    return undefined;
  }

  /** The step that made the build fail. */
  failed(): StepRow | undefined {
    return [...this.#steps.values()].find(({ step }) => step.state === 'failed');
  }

  /** Sorts the steps into platforms, and notes which rows that changes. */
  #group(drawn: Set<BuildItem>): void {
    const { progress, platforms } = this.root.build;
    for (const value of stepsByPlatform(progress.steps(), platforms)) {
      const key = JSON.stringify([value.group, value.platform]);
      const row = this.#platforms.get(key);
      if (row === undefined) {
        this.#platforms.set(key, { kind: 'buildPlatform', build: this.root.build, key, value });
        drawn.add(this.root);
        continue;
      }
      const before = row.value;
      row.value = value;
      if (!hasSameSteps(before, value) || before.state !== value.state) drawn.add(row);
      else if (before.done !== value.done) this.#stale.add(row);
    }
    if (!drawn.has(this.root)) return;
    // Platforms come in the order in which BuildKit tells of them, and are shown as they were asked for.
    const order = stepsByPlatform(progress.steps(), platforms).map(({ group, platform }) =>
      JSON.stringify([group, platform]),
    );
    const rows = order.flatMap((key) => this.#platforms.get(key) ?? []);
    this.#platforms.clear();
    for (const row of rows) this.#platforms.set(row.key, row);
  }

  #newStep(step: BuildStep): StepRow {
    const row: StepRow = { kind: 'step', build: this.root.build, step };
    this.#steps.set(step.digest, row);
    return row;
  }

  #rowsOf(steps: readonly BuildStep[]): readonly StepRow[] {
    return steps.flatMap(({ digest }) => this.#steps.get(digest) ?? []);
  }

  #rangeOf(of: PlatformRow, first: number): RangeRow {
    const key = `${first} ${of.key}`;
    const row = this.#ranges.get(key) ?? { kind: 'range', of, first };
    this.#ranges.set(key, row);
    return row;
  }
}

function hasSameSteps(before: PlatformSteps, after: PlatformSteps): boolean {
  return (
    before.steps.length === after.steps.length &&
    before.steps.every(({ digest }, at) => digest === after.steps[at]?.digest)
  );
}
