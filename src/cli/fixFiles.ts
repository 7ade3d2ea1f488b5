import { chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Analysis } from '../core/analysis/analyze.ts';
import { applyEdits, safeEdits } from '../core/analysis/edits.ts';
import type { Finding, RuleCode } from '../core/analysis/finding.ts';
import { CommandError } from './terminal.ts';

/** A fix can bring up another; real files are done after two rounds. */
const longestChain = 10;

/** How many findings of a rule were mended, by its code; only those with any. */
export type FixedRules = Readonly<Partial<Record<RuleCode, number>>>;

/** A text after its safe fixes, what is still found in it, and which findings are gone. */
export interface MendedText {
  readonly text: string;
  readonly analysis: Analysis;
  readonly fixed: FixedRules;
}

/** Applies safe fixes until there are none left. */
export function mendText(
  text: string,
  analysis: Analysis,
  look: (text: string) => Analysis,
): MendedText {
  let mended = { text, analysis };
  for (let round = 0; round < longestChain; round++) {
    const edits = safeEdits(mended.analysis.findings);
    if (edits.length === 0) break;
    const next = applyEdits(mended.text, edits);
    mended = { text: next, analysis: look(next) };
  }
  return { ...mended, fixed: goneByRule(analysis.findings, mended.analysis.findings) };
}

/** How many findings `--fix` has mended in all. */
export function countFixed(fixed: FixedRules): number {
  return Object.values(fixed).reduce((sum, count) => sum + count, 0);
}

function goneByRule(before: readonly Finding[], after: readonly Finding[]): FixedRules {
  const counts = new Map<RuleCode, number>();
  for (const { rule } of before) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  for (const { rule } of after) counts.set(rule, (counts.get(rule) ?? 0) - 1);
  return Object.fromEntries([...counts].filter(([, count]) => count > 0));
}

/**
 * Writes a file in one step, so that nobody sees half of it and a failure leaves the old one. Its
 * permissions stay, and a link stays a link.
 *
 * @throws {CommandError} when it cannot be written
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  try {
    const real = await realpath(file);
    const { mode } = await stat(real);
    const next = path.join(path.dirname(real), `.${path.basename(real)}.${process.pid}.tmp`);
    try {
      await writeFile(next, text, { flag: 'wx' });
      await chmod(next, mode);
      await rename(next, real);
    } catch (error) {
      await rm(next, { force: true });
      throw error;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`"${file}" cannot be written: ${reason}.`);
  }
}
