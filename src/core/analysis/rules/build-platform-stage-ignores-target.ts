import type { Instruction } from '../../dockerfile/instruction.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import { say } from '../../language.ts';
import { runScripts, type RunScript } from '../../shell/runScript.ts';
import type { ShellCommand } from '../../shell/script.ts';
import { architectureTests } from '../architectureTests.ts';
import { compileTargets } from '../compileTargets.ts';
import { copiedPaths } from '../copiedPaths.ts';
import { declareArguments } from '../declareArgument.ts';
import type { Message } from '../finding.ts';
import type { Fix, TextEdit } from '../fix.ts';
import { foreignTargets, type ForeignTargets } from '../foreignTargets.ts';
import { goTargetEdits } from '../goTargetEdits.ts';
import { nativeCompile, type NativeCompile } from '../nativeCompile.ts';
import { nativeInstalls, removesPackages } from '../nativeInstall.ts';
import { removePlatformFlag } from '../platformFlag.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { stageKind } from '../stageKind.ts';

/**
 * A stage on `$BUILDPLATFORM` compiles, and nothing in it knows the target: BuildKit gives a RUN the
 * automatic arguments that are declared above it, as variables of the environment, which xx, make or a
 * script may read. Without any, the builder's own programs are copied to every target.
 */
export const buildPlatformStageIgnoresTarget: Rule = {
  code: 'build-platform-stage-ignores-target',
  severity: 'warning',
  check(input) {
    return input.flow.stages.flatMap((stage): readonly RuleFinding[] => {
      if (stageKind(input.flow, stage.index) !== 'build') return [];
      const foreign = foreignTargets(input, stage.index);
      if (foreign.targets.length === 0) return [];
      const found = compilesIn(input, stage);
      const [first] = found;
      if (!first) return [];
      const { words, span } = first.command;
      const verb = first.compile.tool === 'c' ? words[0] : (words[1] ?? words[0]);
      const range = { start: words[0]?.span.start ?? span.start, end: verb?.span.end ?? span.end };
      return [
        {
          message: describe(first, foreign),
          range: input.dockerfile.lines.range(range),
          platforms: foreign.targets,
          fixes: () => fixesFor(input, stage, found),
        },
      ];
    });
  },
};

interface Compiling {
  readonly run: RunScript;
  readonly command: ShellCommand;
  readonly compile: Compile;
}

/** What a compiler makes by itself, or for an installer of packages. */
type Compile = NativeCompile | { readonly tool: 'packages'; readonly output?: never };

/** Names by which a file passes the architecture on in its own way. */
const OWN_WAY =
  /^(?:TARGET|GOARCH$|CARGO_BUILD_TARGET$|CROSS_COMPILE$|CC$)|ARCH$|TRIPLE|PLATFORM$|^RID$/i;

/** The commands that compile for the builder, and whose output others copy. */
function compilesIn(input: RuleInput, stage: Stage): readonly Compiling[] {
  const { dockerfile, flow } = input;
  const [target] = flow.reachedFor(stage.index);
  const parents = target === undefined ? [] : flow.lineage(stage.index, target).slice(1);
  const knowsTarget = (one: Instruction) =>
    (one.kind === 'arg' && one.declarations.some(({ key }) => isOwnWay(key.text))) ||
    (one.kind === 'env' && one.pairs.some(({ key }) => isOwnWay(key.text)));
  if (parents.some(({ index }) => flow.stages[index]?.instructions.some(knowsTarget) === true)) {
    return [];
  }
  const runs = new Map<Instruction, RunScript>(
    runScripts(dockerfile, flow, stage.index).map((run) => [run.instruction, run]),
  );
  const installs = nativeInstalls(flow, stage.index);
  for (const { index } of [...parents].reverse()) {
    flow.stages[index]?.instructions.forEach(installs.pass);
    runScripts(dockerfile, flow, index).forEach(({ script }) => {
      script.commands.forEach(installs.isFound);
    });
  }
  const isCopied = copiedPaths(flow, stage.index);
  const found: Compiling[] = [];
  for (const instruction of stage.instructions) {
    if (knowsTarget(instruction)) break;
    installs.pass(instruction);
    const run = runs.get(instruction);
    if (!run || [...run.script.assigned].some(isOwnWay)) continue;
    const tests = architectureTests(run.script);
    for (const command of run.script.commands) {
      // `go env -w GOARCH=…` holds for all that follows.
      if (command.words.some(({ value }) => value.startsWith('GOARCH='))) return found;
      const compile = installs.isFound(command) ? packages : nativeCompile(command);
      if (!compile || tests.isTested(command)) continue;
      if (compileTargets(dockerfile, instruction, command).length > 0) continue;
      if (compile.output === undefined || isCopied(compile.output)) {
        found.push({ run, command, compile });
      }
    }
  }
  const isRemoved = [...runs.values()].some(({ script }) => script.commands.some(removesPackages));
  return isRemoved ? found.filter(({ compile }) => compile !== packages) : found;
}

const packages: Compile = { tool: 'packages' };

function isOwnWay(name: string): boolean {
  return OWN_WAY.test(name) && !name.startsWith('BUILD');
}

function describe({ compile, command }: Compiling, foreign: ForeignTargets): Message {
  const targets = foreign.targets.join(', ');
  const words = command.words.slice(0, compile.tool === 'c' ? 1 : 2).map(({ text }) => text);
  const remedy = say(REMEDIES[compile.tool]);
  const text =
    foreign.buildPlatform === undefined
      ? '{0}: “{1}” compiles for the builder’s own platform, whichever it is, and all of these get that. {3}'
      : '{0}: “{1}” compiles for the builder’s own platform {2}, and the result gets that. {3}';
  return { text, args: [targets, words.join(' '), foreign.buildPlatform ?? '', remedy] };
}

const REMEDIES: Readonly<Record<Compile['tool'], string>> = {
  go: 'Declare ARG TARGETOS TARGETARCH above it, and set GOOS and GOARCH from them.',
  rust: 'Declare ARG TARGETARCH above it, and choose a --target by it, or use xx-cargo.',
  c: 'Declare ARG TARGETPLATFORM above it, and use a cross compiler such as xx-clang.',
  dotnet: 'Declare ARG TARGETARCH above it, and add -a $TARGETARCH.',
  xx: 'It reads TARGETPLATFORM: declare ARG TARGETPLATFORM above it.',
  packages: 'Install on the target’s platform: in a stage without --platform=$BUILDPLATFORM.',
};

/** Go compiles for any target by itself, unless C code is part of it; others need more than an edit. */
const RECIPES: Readonly<Partial<Record<Compile['tool'], typeof dotnetEdits>>> = {
  go: goTargetEdits,
  dotnet: dotnetEdits,
};

function fixesFor(input: RuleInput, stage: Stage, found: readonly Compiling[]): readonly Fix[] {
  const tool = found[0]?.compile.tool;
  if (found.some(({ compile }) => compile.tool !== tool)) return [];
  const instructions = [...new Set(found.map(({ run }) => run.instruction))];
  if (tool === 'xx') {
    const declared = declareArguments(input, stage, instructions, ['TARGETPLATFORM'], 'above');
    const title = { text: 'Add ARG TARGETPLATFORM', args: [] };
    return declared ? [{ kind: 'edit', title, edits: declared, safe: false }] : [];
  }
  if (tool === 'packages') {
    const removal = removePlatformFlag(input.dockerfile, stage);
    const title = { text: 'Remove --platform', args: [] };
    return removal ? [{ kind: 'edit', title, edits: [removal], safe: false }] : [];
  }
  const recipe = tool === undefined ? undefined : RECIPES[tool];
  const edits = recipe?.(input, stage, found);
  const title = { text: 'Compile for the target', args: [] };
  return edits ? [{ kind: 'edit', title, edits, safe: false }] : [];
}

/**
 * .NET compiles for an architecture that it is told (`-a`), and restores what it needs for that. Native
 * compilation ahead of time needs more than an option.
 */
function dotnetEdits(
  input: RuleInput,
  stage: Stage,
  found: readonly Compiling[],
): readonly TextEdit[] | undefined {
  const isPlain = found.every(
    ({ run, command }) =>
      run.instruction.form !== 'exec' &&
      !command.words.some(({ value }) => /--no-restore|PublishAot/i.test(value)),
  );
  const instructions = [...new Set(found.map(({ run }) => run.instruction))];
  const declared = isPlain
    ? declareArguments(input, stage, instructions, ['TARGETARCH'], 'above')
    : undefined;
  return (
    declared && [
      ...declared,
      ...found.map(({ command }) => {
        const end = command.words[1]?.span.end ?? command.span.end;
        const at = input.dockerfile.lines.position(end);
        return { range: { start: at, end: at }, newText: ' -a $TARGETARCH' };
      }),
    ]
  );
}
