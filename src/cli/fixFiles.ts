import { chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Analysis } from '../core/analysis/analyze.ts';
import { applyEdits, safeEdits } from '../core/analysis/edits.ts';
import { CommandError } from './terminal.ts';

/** A fix can bring up another; real files are done after two rounds. */
const longestChain = 10;

/** A text after its safe fixes, what is still found in it, and how many findings are gone. */
export interface MendedText {
  readonly text: string;
  readonly analysis: Analysis;
  readonly fixed: number;
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
  const fixed = analysis.findings.length - mended.analysis.findings.length;
  return { ...mended, fixed: Math.max(fixed, 0) };
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
