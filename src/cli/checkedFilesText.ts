import type { Analysis } from '../core/analysis/analyze.ts';
import { renderMessage, type Finding } from '../core/analysis/finding.ts';
import { originNotes, type ImageOrigin } from './imageOrigins.ts';
import { printable } from './terminal.ts';

/** A file and what was found in it. */
export interface CheckedFile {
  readonly path: string;
  readonly text: string;
  readonly analysis: Analysis;
  readonly origins: readonly ImageOrigin[];
}

/** Lines longer than this are cut in the excerpt: a minified script must not fill the screen. */
const excerptWidth = 160;

/**
 * What `check` prints for people: each finding with its line and a caret, then a summary.
 *
 * @param now in ms since the epoch
 */
export function checkedFilesText(files: readonly CheckedFile[], now: number): string {
  const findings = files.flatMap((file) => {
    const lines = file.text.split('\n');
    return file.analysis.findings.map((finding) => findingText(file.path, lines, finding));
  });
  const unknown = new Map(
    files.flatMap(({ analysis }) => analysis.unknown).map((u) => [u.reference, u.reason.message]),
  );
  const notLookedUp = [...unknown].map(
    ([reference, reason]) => `  ${reference}: ${printable(reason)}`,
  );
  return [
    ...findings,
    ...(notLookedUp.length > 0 ? [`Unknown, so not judged:\n${notLookedUp.join('\n')}\n`] : []),
    `${originNotes(originsOf(files), now)}${summary(files)}`,
  ].join('\n');
}

/** One image may stand in several files. */
function originsOf(files: readonly CheckedFile[]): readonly ImageOrigin[] {
  const all = files.flatMap(({ origins }) => origins);
  return [...new Map(all.map((origin) => [origin.reference, origin])).values()];
}

function findingText(path: string, lines: readonly string[], finding: Finding): string {
  const { start, end } = finding.range;
  const line = printable((lines[start.line] ?? '').replace(/\r$/, ''));
  const shown = line.slice(0, excerptWidth);
  const last = end.line === start.line ? end.character : line.length;
  const caret =
    start.character < excerptWidth
      ? `${shown.slice(0, start.character).replace(/[^\t]/g, ' ')}${'^'.repeat(Math.max(1, Math.min(last, excerptWidth) - start.character))}`
      : '';
  const label = String(start.line + 1);
  return [
    `${printable(path)}:${start.line + 1}:${start.character + 1}: ${finding.severity}: ${printable(renderMessage(finding.message))} [${finding.rule}]`,
    ` ${label} | ${shown}`,
    ` ${' '.repeat(label.length)} | ${caret}`,
    '',
  ].join('\n');
}

function summary(files: readonly CheckedFile[]): string {
  const findings = files.flatMap(({ analysis }) => analysis.findings);
  const targets = files[0]?.analysis.targets ?? [];
  const count = (severity: Finding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length;
  const unknown = new Set(
    files.flatMap(({ analysis }) => analysis.unknown.map((u) => u.reference)),
  );
  const unjudged = unknown.size === 0 ? '' : `, ${plural(unknown.size, 'image')} unknown`;
  const byPlatform = targets.map((target) => {
    const here = findings.filter(({ platforms }) => platforms.includes(target));
    return `  ${target}: ${here.length === 0 ? 'nothing found' : plural(here.length, 'finding')}${unjudged}`;
  });
  return `${plural(files.length, 'file')}: ${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}\n${byPlatform.join('\n')}\n`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
