import type { Analysis } from '../core/analysis/analyze.ts';
import { renderMessage } from '../core/analysis/finding.ts';
import { findingsOf, type CheckedAnalysis, type CheckedFinding } from './checkedFindings.ts';
import type { UnreadFile } from '../adapters/workspace/projectReader.ts';
import { describeSource, type TargetSource } from '../core/project/targets.ts';
import { countFixed, type FixedRules } from './fixFiles.ts';
import { originNotes, type ImageOrigin } from './imageOrigins.ts';
import { printable } from './terminal.ts';
import { unknownTexts } from './unknownTexts.ts';

/** A file and what was found in it. */
export interface CheckedFile {
  readonly path: string;
  readonly text: string;
  readonly analysis: CheckedAnalysis;
  readonly origins: readonly ImageOrigin[];
  /** Who says for which platforms it is built. */
  readonly source: TargetSource;
  /** A bake or compose file that may declare it and was not read. */
  readonly unread?: UnreadFile;
  /** The file that Compose reads together with it, and the services whose images that one names. */
  readonly beside?: { readonly file: string; readonly services: readonly string[] };
  /** How many findings `--fix` has mended, by rule; undefined without `--fix`. */
  readonly fixed?: FixedRules;
}

/** What stayed unknown of a file: what no finding was made from. */
export function unknownsOf({ analysis, unread }: CheckedFile): Analysis['unknown'] {
  if (unread === undefined) return analysis.unknown;
  const start = { line: 0, character: 0 };
  const { file, reason } = unread;
  const platforms = analysis.targets;
  return [
    ...analysis.unknown,
    {
      reference: file,
      reason: { code: 'failed', message: reason },
      range: { start, end: start },
      platforms,
    },
  ];
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
    return findingsOf(file.analysis).map((finding) => findingText(file.path, lines, finding));
  });
  const notJudged = unknownTexts(files);
  return [
    ...findings,
    ...(notJudged.length > 0 ? [`Unknown, so not judged:\n${notJudged.join('\n')}\n`] : []),
    `${originNotes(originsOf(files), now)}${summary(files)}`,
  ].join('\n');
}

/** One image may stand in several files. */
function originsOf(files: readonly CheckedFile[]): readonly ImageOrigin[] {
  const all = files.flatMap(({ origins }) => origins);
  return [...new Map(all.map((origin) => [origin.reference, origin])).values()];
}

function findingText(path: string, lines: readonly string[], finding: CheckedFinding): string {
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

/** How many findings and unknown images there are, over all and on each platform. */
function summary(files: readonly CheckedFile[]): string {
  const findings = files.flatMap(({ analysis }) => findingsOf(analysis));
  const unknown = files.flatMap(({ analysis }) => analysis.unknown);
  const count = (severity: CheckedFinding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length;
  // `--fail-on` calls both so.
  const notes = count('information') + count('hint');
  const noted = notes === 0 ? '' : `, ${plural(notes, 'note')}`;
  const targets = [...new Set(files.flatMap(({ analysis }) => analysis.targets))];
  const byPlatform = targets.map((target) => {
    const here = findings.filter(({ platforms }) => platforms.includes(target)).length;
    const unjudged = new Set(
      unknown.filter(({ platforms }) => platforms.includes(target)).map((each) => each.reference),
    ).size;
    return `  ${target}: ${here === 0 ? 'nothing found' : plural(here, 'finding')}${unjudged === 0 ? '' : `, ${plural(unjudged, 'image')} unknown`}`;
  });
  const fixed = files.reduce((sum, file) => sum + countFixed(file.fixed ?? {}), 0);
  const mended = files.some((file) => file.fixed !== undefined) ? `, ${fixed} fixed` : '';
  return `${fixedText(files)}${plural(files.length, 'file')}: ${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}${noted}${mended}\n${byPlatform.join('\n')}\n${leftText(files, findings, fixed)}${besideText(files)}${sourcesText(files)}`;
}

/** Says why `--fix` has changed nothing, and who shows the fixes that a person must choose from. */
function leftText(
  files: readonly CheckedFile[],
  findings: readonly CheckedFinding[],
  fixed: number,
): string {
  if (fixed > 0 || findings.length === 0 || files.every((file) => file.fixed === undefined)) {
    return '';
  }
  const reason = 'Nothing was fixed: no finding has a fix that is right whatever you meant.';
  const chosen = findings.filter(({ fixes }) => fixes.length > 0);
  const edited = chosen.filter(({ fixes }) => fixes.some(({ kind }) => kind === 'edit')).length;
  if (chosen.length === 0) return `${reason}\n`;
  const inSarif = edited === 0 ? '' : `; --format sarif lists those that are edits, for ${edited}`;
  return `${reason} ${chosen.length} of ${findings.length} have fixes to choose from: the editor shows them${inSarif}.\n`;
}

/** Says of compose files what they were read together with, and what is left to be checked there. */
function besideText(files: readonly CheckedFile[]): string {
  const checked = new Set(files.map(({ path }) => path));
  const lines = files.flatMap(({ path, beside }) => {
    if (beside === undefined) return [];
    const { file, services } = beside;
    // Its own images are told there.
    const other = path.replace(/[^/\\]*$/, '') + file;
    if (checked.has(other)) return [];
    const others =
      services.length === 0
        ? ''
        : `; the images of ${services.join(', ')} stand there: check it too`;
    return [printable(`${path} was read with ${file} beside it, as Compose does${others}.`)];
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** Which rules' findings were mended, in each file where there were any. */
function fixedText(files: readonly CheckedFile[]): string {
  const lines = files.flatMap(({ path, fixed = {} }) => {
    const rules = Object.entries(fixed).map(([rule, count]) => `${count} × ${rule}`);
    return rules.length === 0 ? [] : [`  ${printable(path)}: ${rules.join(', ')}`];
  });
  return lines.length === 0 ? '' : `Fixed:\n${lines.join('\n')}\n\n`;
}

/** Says who decided for which platforms it was checked, where it was not the default, and what was not read. */
export function sourcesText(files: readonly Pick<CheckedFile, 'source' | 'unread'>[]): string {
  const named = files.flatMap(({ source }) =>
    source.kind === 'setting' || source.kind === 'option' ? [] : [describeSource(source)],
  );
  const names = [...new Set(named)];
  const reasons = files.flatMap(({ unread }) =>
    unread === undefined ? [] : [`${printable(unread.reason)} What it would say is unknown.\n`],
  );
  const from = names.length === 0 ? '' : `Target platforms from ${names.join('; ')}.\n`;
  return [from, ...new Set(reasons)].join('');
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
