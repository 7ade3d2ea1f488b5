import { LineIndex } from '../text.ts';
import type { Finding, RuleCode } from './finding.ts';
import type { Fix, TextEdit } from './fix.ts';

/** A way out that changes the file. */
export type EditFix = Extract<Fix, { kind: 'edit' }>;

/** The first of a finding's ways out that changes the file and nothing else than what is meant. */
function safeFix({ fixes }: Finding): EditFix | undefined {
  return fixes.find((fix): fix is EditFix => fix.kind === 'edit' && fix.safe);
}

/** The best way out that changes the file: the first one. */
function editFix({ fixes }: Finding): EditFix | undefined {
  return fixes.find((fix): fix is EditFix => fix.kind === 'edit');
}

/**
 * The edits of several fixes that can be made together: in the order of the file, and of two that touch
 * each other only the first. What is left out may be found again in the new text.
 */
export function compatibleEdits(fixes: readonly EditFix[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  const seen = new Set<string>();
  for (const { edits } of fixes) {
    // The same line is needed by two findings, e.g. an ARG that both lack.
    const fresh = edits.filter((edit) => !seen.has(key(edit)));
    if (fresh.some((edit) => taken.some((other) => touches(edit, other)))) continue;
    taken.push(...fresh);
    for (const edit of fresh) seen.add(key(edit));
  }
  return taken.sort((a, b) => before(a.range.start, b.range.start));
}

/** The edits that mend what the rules found, by safe fixes only; of one rule when a code is given. */
export function safeEdits(findings: readonly Finding[], code?: RuleCode): readonly TextEdit[] {
  const chosen = findings.filter(({ rule }) => code === undefined || rule === code);
  return compatibleEdits(chosen.flatMap((finding) => safeFix(finding) ?? []));
}

/** The edits that mend one rule's findings, each by its best fix, and how many findings have none. */
export function ruleEdits(
  findings: readonly Finding[],
  code: RuleCode,
): { readonly edits: readonly TextEdit[]; readonly mended: number; readonly left: number } {
  const ofRule = findings.filter(({ rule }) => rule === code);
  const fixes = ofRule.map(editFix).filter((fix) => fix !== undefined);
  return {
    edits: compatibleEdits(fixes),
    mended: fixes.length,
    left: ofRule.length - fixes.length,
  };
}

/** The text after edits in the order of the file, none overlapping another. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const lines = new LineIndex(text);
  const pieces: string[] = [];
  let at = 0;
  for (const { range, newText } of edits) {
    const start = lines.offset(range.start);
    pieces.push(text.slice(at, start), newText);
    at = lines.offset(range.end);
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}

function touches(a: TextEdit, b: TextEdit): boolean {
  return (
    before(a.range.start, b.range.end) <= 0 &&
    before(b.range.start, a.range.end) <= 0 &&
    !(before(a.range.end, b.range.start) === 0 && isStretch(a) && isStretch(b)) &&
    !(before(b.range.end, a.range.start) === 0 && isStretch(a) && isStretch(b))
  );
}

function isStretch({ range }: TextEdit): boolean {
  return before(range.start, range.end) < 0;
}

function before(a: TextEdit['range']['start'], b: TextEdit['range']['start']): number {
  return a.line - b.line || a.character - b.character;
}

function key({ range: { start, end }, newText }: TextEdit): string {
  return `${start.line}:${start.character}-${end.line}:${end.character} ${newText}`;
}
