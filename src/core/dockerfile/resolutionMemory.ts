import { isActive } from './evaluation/active.ts';
import type { Instruction } from './instruction.ts';
import type { Dockerfile } from './instructions.ts';
import { resolveInSteps, type BuildOptions, type BuildResolution } from './resolve.ts';
import type { Steps } from '../steps.ts';
import { createVersionReader, type ReadVersion } from './versions.ts';

/** Resolves the versions of one file, and does it again only after a change that counts. */
export interface ResolutionMemory {
  /** Reads a version. */
  readonly read: ReadVersion;
  /** As {@link resolveInSteps} does. */
  readonly resolve: (dockerfile: Dockerfile, options: BuildOptions) => Steps<BuildResolution>;
}

/** The options of one file: with and without configs, by the nodes of a builder. */
const MAX_KNOWN = 8;

/**
 * A memory that knows nothing yet. Most of what people type stands in the script of a RUN, in a comment, or
 * in another instruction that is not carried out to know what a file means: the resolution before holds.
 */
export function createResolutionMemory(): ResolutionMemory {
  const known = new Map<string, { dockerfile: Dockerfile; resolution: BuildResolution }>();
  return {
    read: createVersionReader(),
    *resolve(dockerfile, options) {
      const key = JSON.stringify(options);
      const before = known.get(key);
      const resolution =
        before !== undefined && meansTheSame(before.dockerfile, dockerfile)
          ? before.resolution
          : yield* resolveInSteps(dockerfile, options);
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(key, { dockerfile, resolution });
      return resolution;
    },
  };
}

/**
 * Whether two texts mean the same, at the same places: all that is carried out is equal and stands where it
 * stood. False may also mean that it is not worth finding out.
 */
export function meansTheSame(before: Dockerfile, after: Dockerfile): boolean {
  if (before.problems.length + after.problems.length > 0) return false;
  // What an ONBUILD makes other stages do is told with its offsets.
  if ([...before.instructions, ...after.instructions].some(({ kind }) => kind === 'onbuild')) {
    return false;
  }
  if (headOf(before) !== headOf(after)) return false;
  const counting = after.instructions.filter(counts);
  // That there is no stage is told at the end of the text, wherever that is.
  if (!counting.some(({ kind }) => kind === 'from')) return false;
  let at = 0;
  for (const instruction of before.instructions) {
    if (!counts(instruction)) continue;
    const other = counting[at];
    at += 1;
    if (other === instruction) continue;
    if (other === undefined || !isSame(before, instruction, after, other)) return false;
  }
  return at === counting.length;
}

/** Parser directives: what stands in front of the first instruction. */
function headOf({ text, directives }: Dockerfile): string {
  return text.slice(0, directives.at(-1)?.span.end ?? 0);
}

function counts(instruction: Instruction): boolean {
  return instruction.kind === 'from' || isActive(instruction);
}

function isSame(
  before: Dockerfile,
  one: Instruction,
  after: Dockerfile,
  other: Instruction,
): boolean {
  const [from, to] = [one.range, other.range];
  return (
    one.kind === other.kind &&
    from.start.line === to.start.line &&
    from.start.character === to.start.character &&
    from.end.line === to.end.line &&
    from.end.character === to.end.character &&
    written(before, one) === written(after, other)
  );
}

/** All of an instruction, but of a RUN its options only: its script is for the shell. */
function written({ text }: Dockerfile, { kind, span, flags }: Instruction): string {
  const end = kind === 'run' ? (flags.at(-1)?.span.end ?? span.start) : span.end;
  return text.slice(span.start, end);
}
