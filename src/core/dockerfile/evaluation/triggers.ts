import type { Span } from '../../text.ts';
import type { ResolvedBase } from './bases.ts';
import { configOf, type Build } from './build.ts';
import { parseDockerfile } from '../instructions.ts';
import type { Trigger } from '../stages.ts';

/**
 * What the base of a stage makes it do first: the ONBUILDs of an image's config, or of a parent stage
 * (not of the parent's parent). BuildKit 0.32, dockerfile2llb, initOnBuildTriggers.
 */
export function triggersOf(build: Build, index: number, base: ResolvedBase): readonly Trigger[] {
  if (base.kind === 'stage') return build.staged.stages[base.stage]?.triggers ?? [];
  const reference = base.kind === 'image' || base.kind === 'context' ? base.reference : undefined;
  if (reference === undefined) return [];
  const config = configOf(build, reference, base.platform);
  if (!config?.onbuild) return [];
  const place = build.staged.stages[index]?.base.span ?? { start: 0, end: 0 };
  return config.onbuild.flatMap((text) => readTrigger(text, place));
}

/**
 * Reads an ONBUILD by itself, as BuildKit does when it is carried out: a backslash escapes in it,
 * whatever does in the file (dockerfile2llb, initOnBuildTriggers).
 *
 * @param place where to point
 */
export function readTrigger(text: string, place: Span): readonly Trigger[] {
  const { instructions, problems } = parseDockerfile(text);
  const [instruction, ...more] = instructions;
  // A trigger stands alone: that no stage has begun is not its fault.
  const refused = problems.find(({ cause }) => cause !== 'no build stage in current context');
  if (!instruction) return [];
  const message =
    refused?.cause ??
    (more.length > 0 ? 'onbuild trigger should be a single expression' : undefined) ??
    (instruction.kind === 'from' ? '*instructions.Stage is not a command type' : undefined);
  return [
    { instruction, place, ...(message !== undefined && { problem: { message, span: place } }) },
  ];
}
