import type { CodeLens } from 'vscode-languageserver';
import type { Analysis } from '../../core/analysis/analyze.ts';
import type { CellState } from '../../core/analysis/cellState.ts';
import { renderMessage, type RuleCode } from '../../core/analysis/finding.ts';
import type { MatrixRow } from '../../core/analysis/matrix.ts';
import { splitStages } from '../../core/dockerfile/stages.ts';
import { serverCommand } from '../../protocol/commands.ts';

/** The states in a few words, the ones to worry about first. */
const words: Readonly<Record<ShownState, string>> = {
  'missing-base': 'no image',
  'wrong-files': 'files of another architecture',
  'not-runnable': 'not runnable',
  emulated: 'emulated',
  runnable: 'runnable',
  hardware: 'compatible in hardware',
  native: 'native',
  cross: 'cross',
  'copy-only': 'copy only',
  unknown: 'unknown',
  'not-reached': 'not needed',
};

/** Rules that say that a base brings files of another architecture. */
const wrongFiles: ReadonlySet<RuleCode> = new Set<RuleCode>([
  'base-image-single-platform',
  'single-platform-digest-pin',
]);

/** How many platforms of one state are named. */
const namedPlatforms = 4;

/**
 * A line above each FROM: what a build does with the stage on each target. Targets with one state stand
 * together, and what goes wrong stands first.
 *
 * @param only the target that is looked at, formatted
 */
export function codeLenses(analysis: Analysis, only?: string): CodeLens[] {
  const { stages } = splitStages(analysis.dockerfile);
  return analysis.matrix.flatMap((row) => {
    const range = stages[row.index]?.from.range;
    if (range === undefined) return [];
    const cells = row.cells
      .filter(({ platform }) => only === undefined || platform === only)
      .map((cell) => shownCell(analysis, cell, range.start.line));
    // How it runs is not known without a builder; then there is nothing to say.
    if (cells.every(({ state }) => state === 'unknown')) return [];
    const command = serverCommand('multiarch.explainStage', title(cells), {
      title: `Stage ${row.name ?? String(row.index)} on ${row.base}`,
      platforms: cells.map(({ platform, state, reason }) => ({
        platform,
        state: words[state],
        reason,
      })),
    });
    return [{ range: { start: range.start, end: range.start }, command }];
  });
}

type ShownState = CellState | 'wrong-files';

interface ShownCell {
  readonly platform: string;
  readonly state: ShownState;
  readonly reason: string;
}

/** A base with another architecture's files is told before how these run. */
function shownCell(
  { findings }: Analysis,
  { platform, state, reason }: MatrixRow['cells'][number],
  line: number,
): ShownCell {
  const wrong = findings.find(
    ({ rule, range, platforms }) =>
      wrongFiles.has(rule) && range.start.line === line && platforms.includes(platform),
  );
  return wrong === undefined
    ? { platform, state, reason: renderMessage(reason) }
    : { platform, state: 'wrong-files', reason: renderMessage(wrong.message) };
}

function title(cells: readonly ShownCell[]): string {
  const groups = (Object.keys(words) as ShownState[]).flatMap((state) => {
    const platforms = cells.filter((cell) => cell.state === state).map((cell) => cell.platform);
    return platforms.length === 0 ? [] : [{ state, platforms }];
  });
  const [group] = groups;
  // A single state needs no list of all targets.
  if (groups.length === 1 && group !== undefined && cells.length > namedPlatforms) {
    return `${String(cells.length)} platforms: ${words[group.state]}`;
  }
  return groups.map(({ state, platforms }) => `${names(platforms)}: ${words[state]}`).join(' · ');
}

function names(platforms: readonly string[]): string {
  const shown = platforms
    .slice(0, namedPlatforms)
    .map((platform) => platform.replace(/^linux\//, ''))
    .join(', ');
  const more = platforms.length - namedPlatforms;
  return more > 0 ? `${shown} +${String(more)}` : shown;
}
