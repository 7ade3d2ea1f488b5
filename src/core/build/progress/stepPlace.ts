import type { Instruction } from '../../dockerfile/instruction.ts';
import { displayName, type StagedFile } from '../../dockerfile/stages.ts';

/** The instructions that BuildKit counts. */
const counted = ['ADD', 'COPY', 'RUN', 'WORKDIR'];

/**
 * The instruction of a file that a step carries out (BuildKit v0.32, dockerfile2llb: a stage counts these
 * instructions, and its FROM when it pulls an image). Undefined when the file is not the one that was built,
 * and in stages whose base brings steps of its own (ONBUILD).
 *
 * @param stage as BuildKit names it
 * @param keyword of the step in upper case, which must be the instruction's
 */
export function instructionOf(
  { stages }: StagedFile,
  stage: string | undefined,
  { index, total }: { readonly index: number; readonly total: number },
  keyword: string,
): Instruction | undefined {
  // The only stage of a file is not named when it has no name.
  const found =
    stage === undefined ? stages.at(-1) : stages.findLast((each) => displayName(each) === stage);
  const all = found?.instructions.filter((each) => counted.includes(each.keyword)) ?? [];
  const before = total - all.length;
  if (before !== 0 && before !== 1) return undefined;
  const instruction = all[index - 1 - before];
  return instruction?.keyword === keyword ? instruction : undefined;
}
