import type { Stage } from '../dockerfile/stages.ts';
import type { PlatformArgument } from '../platform/platformArgs.ts';
import type { RunScript } from '../shell/runScript.ts';
import type { ShellCommand } from '../shell/script.ts';
import { declareArguments } from './declareArgument.ts';
import type { TextEdit } from './fix.ts';
import type { RuleInput } from './rule.ts';

/** A command of a RUN. */
export interface PlacedCommand {
  readonly run: RunScript;
  readonly command: ShellCommand;
}

/**
 * What makes commands of Go compile for the target: `ARG TARGETOS TARGETARCH` above the first of them, and
 * GOOS and GOARCH in front of each. Undefined where that is not certain to be right: C code is part of it,
 * or another program starts the command.
 */
export function goTargetEdits(
  input: RuleInput,
  stage: Stage,
  found: readonly PlacedCommand[],
): readonly TextEdit[] | undefined {
  const { text, lines } = input.dockerfile;
  const instructions = [...new Set(found.map(({ run }) => run.instruction))];
  const isPlain = found.every(
    ({ run, command }) =>
      run.instruction.form !== 'exec' &&
      command.wrappers.every((word) => word.literal === 'env' || word.literal === 'sudo') &&
      !command.words.some(({ value }) => /^-(?:race|msan|asan|buildmode)/.test(value)),
  );
  const from = stage.from.span.start;
  const end = instructions.at(-1)?.span.end ?? from;
  if (!isPlain || /CGO_ENABLED[= ]["']?1/.test(text.slice(from, end))) return undefined;
  const needsSystem = found.some(({ command }) => !setsGoos(command));
  const names: readonly PlatformArgument[] = needsSystem
    ? ['TARGETOS', 'TARGETARCH']
    : ['TARGETARCH'];
  const declared = declareArguments(input, stage, instructions, names, 'above');
  if (!declared) return undefined;
  const edits = found.map(({ command }) => {
    const at = lines.position(command.words[0]?.span.start ?? command.span.start);
    const goos = setsGoos(command) ? '' : 'GOOS=$TARGETOS ';
    return { range: { start: at, end: at }, newText: `${goos}GOARCH=$TARGETARCH ` };
  });
  return [...declared, ...edits];
}

function setsGoos({ assignments }: ShellCommand): boolean {
  return assignments.some(({ name }) => name === 'GOOS');
}
