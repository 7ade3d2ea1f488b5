import type { Stage } from '../dockerfile/stages.ts';
import { runScripts } from '../shell/runScript.ts';
import { compileTargets } from './compileTargets.ts';
import { isFetchingProgram } from './fetchingStage.ts';
import type { Fix, TextEdit } from './fix.ts';
import { goTargetEdits, type PlacedCommand } from './goTargetEdits.ts';
import { nativeCompile } from './nativeCompile.ts';
import type { RuleInput } from './rule.ts';
import { stageKind } from './stageKind.ts';

/** Tools whose output is the same for every platform, and the output that is. */
const portableTools: readonly { readonly programs: RegExp; readonly output: RegExp }[] = [
  // Bytecode.
  { programs: /^(?:mvn|mvnw|gradle|gradlew|ant|java|javac|jar)$/, output: /\.(?:jar|war|ear)$/ },
  // What a browser gets.
  {
    programs: /^(?:node|npm|npx|yarn|pnpm|corepack|ng|vite|webpack|tsc)$/,
    output: /(?:^|\/)(?:dist|build|public|out|www|static|browser|storybook-static)\/?$/,
  },
];

/** Data that no compiler makes, and that images are given from a stage: it is the same everywhere. */
const sharedData =
  /^\/(?:etc\/(?:ssl|ca-certificates|passwd|group|nsswitch\.conf)|usr\/share\/(?:zoneinfo|ca-certificates))(?:\/|$)/;

/**
 * Moves a stage that compiles to `$BUILDPLATFORM`, and has it compile for the target. Only where that is
 * certain to give the same: only the output is copied from the stage, nothing is built on it, its base has
 * the build platform, and all of its commands are known. That is Go without C code, and what compiles for no
 * platform (a jar, files for a browser). Of other tools the documentation tells the recipe.
 */
export function crossCompileFix(input: RuleInput, stage: Stage): readonly Fix[] {
  const { flow, dockerfile } = input;
  const { index } = stage;
  if (stage.platform !== undefined || stageKind(flow, index) !== 'target') return [];
  if (flow.exportedFor(index).length > 0 || stage.triggers.length > 0) return [];
  if (!hasBuildPlatform(input, index)) return [];
  const copied = copiedFrom(input, index);
  const commands = commandsOf(input, index);
  if (copied === undefined || copied.length === 0 || commands === undefined) return [];
  const output = copied.filter((path) => !sharedData.test(path));
  const edits = isPortable(commands, output) ? [] : goEdits(input, stage, commands, output);
  if (edits === undefined) return [];
  const start = dockerfile.lines.position(stage.base.span.start);
  const flag: TextEdit = {
    range: { start, end: start },
    newText: '--platform=$BUILDPLATFORM ',
  };
  const title =
    edits.length === 0
      ? { text: 'Build it once, on $BUILDPLATFORM', args: [] }
      : { text: 'Compile on $BUILDPLATFORM for the target', args: [] };
  return [{ kind: 'edit', title, edits: [flag, ...edits], safe: false }];
}

/** Whether the base is an image that is there for the build platform of every target. */
function hasBuildPlatform({ flow, buildPlatform, image, service }: RuleInput, index: number) {
  return flow.reachedFor(index).every((target) => {
    const base = flow.resolved(index, target)?.base;
    const platform = buildPlatform(target);
    if (base?.kind !== 'image' || base.resolved === undefined || platform === undefined) {
      return false;
    }
    const fact = image(base.resolved);
    return (
      fact.known &&
      fact.value.manifest.kind === 'index' &&
      service(fact.value, platform).how === 'exact'
    );
  });
}

/** What COPY takes from a stage; undefined where anything else uses it. */
function copiedFrom({ flow }: RuleInput, index: number): readonly string[] | undefined {
  const paths: string[] = [];
  for (const stage of flow.stages) {
    const target = flow.reachedFor(stage.index)[0];
    if (target !== undefined && flow.resolved(stage.index, target)?.base.stage === index) {
      return undefined;
    }
    for (const { origin, instruction } of flow.sources[stage.index] ?? []) {
      if (origin.kind !== 'stage' || origin.stage !== index) continue;
      if (instruction.kind !== 'copy') return undefined;
      paths.push(...instruction.args.slice(0, -1).map(({ text }) => text));
    }
  }
  return paths;
}

/** The commands of a stage; undefined where one of them cannot be read. */
function commandsOf(
  { dockerfile, flow }: RuleInput,
  index: number,
): readonly PlacedCommand[] | undefined {
  const commands: PlacedCommand[] = [];
  for (const run of runScripts(dockerfile, flow, index)) {
    if (run.shell !== 'posix' || run.script.sources) return undefined;
    for (const command of run.script.commands) {
      if (command.name === undefined && command.words.length > 0) return undefined;
      // An argument of the target, or a look at the machine, would mean something else there.
      if (command.name === 'uname') return undefined;
      commands.push({ run, command });
    }
  }
  return commands;
}

function isPortable(commands: readonly PlacedCommand[], output: readonly string[]): boolean {
  return portableTools.some(
    ({ programs, output: portable }) =>
      commands.some(({ command }) => programs.test(command.name ?? '')) &&
      commands.every(({ command: { name } }) => isKnown(name, programs)) &&
      output.length > 0 &&
      output.every((path) => portable.test(path)),
  );
}

function goEdits(
  input: RuleInput,
  stage: Stage,
  commands: readonly PlacedCommand[],
  output: readonly string[],
): readonly TextEdit[] | undefined {
  const { dockerfile } = input;
  const builds = commands.filter(({ command }) => nativeCompile(command)?.tool === 'go');
  const made = builds.map(({ command }) => nativeCompile(command)?.output);
  const isKnownGo =
    builds.length > 0 &&
    commands.every(({ command: { name } }) => isKnown(name, /^go$/)) &&
    output.every((path) => made.includes(path)) &&
    builds.every(({ run, command }) => {
      const isSet = compileTargets(dockerfile, run.instruction, command).length > 0;
      return !isSet && isWithoutC(stage, command);
    });
  return isKnownGo ? goTargetEdits(input, stage, builds) : undefined;
}

/** Whether Go is told to compile no C: by default it does where it compiles for its own platform. */
function isWithoutC(stage: Stage, { assignments }: PlacedCommand['command']): boolean {
  return (
    assignments.some(({ name, value }) => name === 'CGO_ENABLED' && value.value === '0') ||
    stage.instructions.some(
      (one) =>
        one.kind === 'env' &&
        one.pairs.some(({ key, value }) => key.text === 'CGO_ENABLED' && value?.text === '0'),
    )
  );
}

function isKnown(name: string | undefined, tools: RegExp): boolean {
  return name === undefined || tools.test(name) || isFetchingProgram(name);
}
