import type { CodeLens } from 'vscode-languageserver';
import type { Analysis } from '../../core/analysis/analyze.ts';
import type { CellState } from '../../core/analysis/cellState.ts';
import { renderMessage } from '../../core/analysis/finding.ts';
import { splitStages } from '../../core/dockerfile/stages.ts';
import { stateWords } from '../../core/explain/stateWords.ts';
import { say } from '../../core/language.ts';
import { serverCommand } from '../../protocol/commands.ts';

/** How many platforms of one state are named. */
const namedPlatforms = 4;

/**
 * A line above each FROM: what a build does with the stage on each target. Targets with one state stand
 * together, else they stand in their order: that of all lines of a file.
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
      .map(({ platform, state, reason }) => ({ platform, state, reason: renderMessage(reason) }));
    // How it runs is not known without a builder; then there is nothing to say.
    if (cells.every(({ state }) => state === 'unknown')) return [];
    const command = serverCommand('multiarch.explainStage', title(cells), {
      title: say('Stage {0} on {1}', row.name ?? String(row.index), row.base),
      platforms: cells.map(({ platform, state, reason }) => ({
        platform,
        state: say(stateWords[state]),
        reason,
      })),
    });
    return [{ range: { start: range.start, end: range.start }, command }];
  });
}

interface ShownCell {
  readonly platform: string;
  readonly state: CellState;
  readonly reason: string;
}

function title(cells: readonly ShownCell[]): string {
  const groups = [...new Set(cells.map(({ state }) => state))].map((state) => ({
    state,
    platforms: cells.filter((cell) => cell.state === state).map(({ platform }) => platform),
  }));
  const [group] = groups;
  // A single state needs no list of all targets.
  if (groups.length === 1 && group !== undefined && cells.length > namedPlatforms) {
    return say('{0} platforms: {1}', String(cells.length), say(stateWords[group.state]));
  }
  return groups
    .map(({ state, platforms }) => `${names(platforms)}: ${say(stateWords[state])}`)
    .join(' · ');
}

function names(platforms: readonly string[]): string {
  const shown = platforms
    .slice(0, namedPlatforms)
    .map((platform) => platform.replace(/^linux\//, ''))
    .join(', ');
  const more = platforms.length - namedPlatforms;
  return more > 0 ? `${shown} +${String(more)}` : shown;
}
