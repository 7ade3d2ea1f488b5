import { Copy, DockerfileParser, From, type Instruction as Opinion } from 'dockerfile-ast';
import type { Instruction } from '../../../src/core/dockerfile/instruction.ts';
import { parseDockerfile } from '../../../src/core/dockerfile/instructions.ts';
import type { Range } from '../../../src/core/text.ts';

/** What two parsers can agree on about an instruction. Places are `line:character-line:character`. */
export interface Facts {
  readonly keyword: string;
  readonly range: string;
  readonly base?: string;
  readonly name?: string;
  readonly platform?: string;
  readonly from?: string;
}

/** What we say of a Dockerfile. */
export function ourOpinion(text: string): readonly Facts[] {
  const { instructions, lines } = parseDockerfile(text);
  return instructions.map((instruction) => describeOurs(instruction, (span) => lines.range(span)));
}

/** What dockerfile-ast says of it. */
export function theirOpinion(text: string): readonly Facts[] {
  return DockerfileParser.parse(text).getInstructions().map(describeTheirs);
}

function describeOurs(
  instruction: Instruction,
  range: (span: { start: number; end: number }) => Range,
): Facts {
  const { keyword } = instruction;
  const base = { keyword, range: show(instruction.range) };
  if (instruction.kind === 'from') {
    return {
      ...base,
      ...(instruction.base && { base: show(range(instruction.base.span)) }),
      ...(instruction.nameWord && { name: show(range(instruction.nameWord.span)) }),
      ...(instruction.platform && { platform: show(range(instruction.platform.span)) }),
    };
  }
  if (instruction.kind !== 'copy' || !instruction.from) return base;
  return { ...base, from: show(range(instruction.from.span)) };
}

function describeTheirs(instruction: Opinion): Facts {
  const base = { keyword: instruction.getKeyword(), range: show(instruction.getRange()) };
  if (instruction instanceof From) {
    const image = instruction.getImageRange();
    const stage = instruction.getBuildStageRange();
    const platform = instruction.getPlatformFlag()?.getValueRange();
    return {
      ...base,
      ...(image && { base: show(image) }),
      ...(stage && { name: show(stage) }),
      ...(platform && { platform: show(platform) }),
    };
  }
  const from = instruction instanceof Copy ? instruction.getFromFlag()?.getValueRange() : undefined;
  return { ...base, ...(from && { from: show(from) }) };
}

function show({ start, end }: Range): string {
  return `${start.line}:${start.character}-${end.line}:${end.character}`;
}
