import { renderMessage } from '../core/analysis/finding.ts';
import type { Matrix, MatrixRow } from '../core/analysis/matrix.ts';
import { refusalText } from './explainText.ts';
import { printable } from './terminal.ts';

/** What `matrix` prints for people: why BuildKit refuses the file, a table of states, then the reasons stage by stage. */
export function matrixText({ targets, stages, problems }: Matrix): string {
  const refusals = problems.map((problem) => printable(refusalText(problem)));
  if (stages.length === 0) return [...refusals, ''].join('\n');
  const rows = [
    ['stage', ...targets],
    ...stages.map((row) => [title(row), ...row.cells.map(({ state }) => state)]),
  ];
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const table = rows.map((row) =>
    row
      .map((word, column) => word.padEnd(widths?.[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...refusals, ...table, '', ...stages.flatMap(reasons), ''].join('\n');
}

function title({ index, name, base }: MatrixRow): string {
  return printable(`${index} ${name === undefined ? '' : `${name} `}(${base})`);
}

/** Targets with one reason share a line. */
function reasons({ index, name, cells }: MatrixRow): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { platform, state, reason } of cells) {
    const text = `${state}: ${renderMessage(reason)}`;
    groups.set(text, [...(groups.get(text) ?? []), platform]);
  }
  return [...groups].map(([text, platforms]) =>
    printable(`${name ?? `stage ${index}`} on ${platforms.join(', ')}: ${text}`),
  );
}
