import { mayCompile, nativeCompile, type NativeCompile } from '../analysis/nativeCompile.ts';
import { stageKind } from '../analysis/stageKind.ts';
import type { StageFlow } from '../analysis/stageFlow.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import { platformArguments } from '../platform/platformArgs.ts';
import { parsePlatform } from '../platform/platform.ts';
import { runScripts } from '../shell/runScript.ts';
import { listed, say, at, stageTitle, type ExplainedCell, type Sentence } from './explanation.ts';
import type { SharedSteps } from './sharedSteps.ts';

/** What is known when cross-compilation is explained. */
export interface CrossSources {
  readonly dockerfile: Dockerfile;
  readonly flow: StageFlow;
  readonly steps: readonly SharedSteps[];
  /** By stage, one for each target. */
  readonly cells: readonly (readonly ExplainedCell[])[];
}

/** How a compiler is told what to make programs for. */
const tellings: Readonly<Record<NativeCompile['tool'], string>> = {
  go: 'GOOS=$TARGETOS GOARCH=$TARGETARCH go build',
  rust: 'cargo build --target <triple>',
  c: 'clang --target=<triple>',
  dotnet: 'dotnet publish -a $TARGETARCH',
  xx: 'xx-go, xx-cargo or xx-clang',
};

/**
 * What cross-compilation is, which stages do it, and which could. A stage is said to cross-compile where it
 * is for the builder's platform and declares something that differs between the targets.
 */
export function crossWords(sources: CrossSources): readonly Sentence[] {
  const { flow } = sources;
  const words = flow.stages.flatMap((stage): readonly Sentence[] => {
    const { index } = stage;
    if (flow.reachedFor(index).length === 0) return [];
    return stageKind(flow, index) === 'build' ? does(sources, index) : could(sources, index);
  });
  return [
    say(
      'To cross-compile is to run the compiler on the machine that builds, at its full speed, and have it make programs for another platform. In a Dockerfile: FROM --platform=$BUILDPLATFORM, then ARG TARGETOS TARGETARCH, and the compiler is told these.',
    ),
    ...(words.length > 0
      ? words
      : [say('No stage of this file does it, and none calls a compiler itself.')]),
  ];
}

function does({ flow, steps }: CrossSources, index: number): readonly Sentence[] {
  const stage = flow.stages[index];
  if (stage === undefined) return [];
  const title = titleOf(flow, index);
  const names = (steps[index]?.differing ?? []).filter((name) => name.startsWith('TARGET'));
  if (names.length > 0) {
    return [
      at(
        stage.from.range,
        say(
          'Stage “{0}” does: it runs on the machine that builds, and {1} says what it is to make.',
          ...[title, listed(names)],
        ),
      ),
    ];
  }
  // What runs nothing makes no programs: it brings files along, as those of a cross-compiler.
  const runs = stage.instructions.some(({ kind }) => kind === 'run');
  if (!runs || !flow.isForSeveral(index)) return [];
  const differing = differingNames(flow.reachedFor(index));
  // One that would differ and does not has a value of its own there: it asks for no target.
  const same = targetNames.filter(
    (name) => isDeclared(flow, index, name) && !differing.includes(name),
  );
  if (same.length > 0) {
    return [
      at(
        stage.from.range,
        say(
          'Stage “{0}” runs on the machine that builds and asks for {1}, which is the same for all these targets, so it makes the same for all of them. Where programs must differ, it has to ask for {2} too.',
          ...[title, listed(same), listed(differing)],
        ),
      ),
    ];
  }
  return [
    at(
      stage.from.range,
      say(
        'Stage “{0}” runs on the machine that builds and asks for no target. That is right for what is the same everywhere, such as scripts and web pages, and wrong for programs.',
        title,
      ),
    ),
  ];
}

/** The automatic arguments of a target, but for the one that holds all others. */
const targetNames = ['TARGETOS', 'TARGETARCH', 'TARGETVARIANT'] as const;

function isDeclared(flow: StageFlow, index: number, name: string): boolean {
  return flow
    .reachedFor(index)
    .some((target) => Object.hasOwn(flow.resolved(index, target)?.environment ?? {}, name));
}

/** Those by which the targets can be told apart. */
function differingNames(targets: readonly string[]): readonly string[] {
  const platforms = targets.flatMap((text) => {
    const platform = parsePlatform(text);
    return platform.ok ? [platform.value] : [];
  });
  const values = platforms.map((each) => platformArguments(each, undefined, ''));
  const found = targetNames.filter((name) => new Set(values.map((each) => each[name])).size > 1);
  // Targets of one processor may still differ, as versions of Windows do.
  return found.length > 0 ? found : ['TARGETPLATFORM'];
}

/** A stage for the target that compiles, where some target is or may be of another architecture. */
function could({ dockerfile, flow, cells }: CrossSources, index: number): readonly Sentence[] {
  const slow = (cells[index] ?? []).filter(({ state }) => state === 'emulated');
  const isOpen = (cells[index] ?? []).some(({ state }) => state === 'unknown');
  if (slow.length === 0 && !(isOpen && flow.isForSeveral(index))) return [];
  for (const run of runScripts(dockerfile, flow, index)) {
    if (!mayCompile(run.letters)) continue;
    for (const command of run.script.commands) {
      const compile = nativeCompile(command);
      const [program] = command.words;
      if (compile === undefined || program === undefined) continue;
      const place = dockerfile.lines.range(program.span);
      const title = titleOf(flow, index);
      const way = tellings[compile.tool];
      return [
        slow.length > 0
          ? {
              ...at(
                place,
                say(
                  'Stage “{0}” could: it compiles under emulation. Begin it with FROM --platform=$BUILDPLATFORM, declare ARG TARGETOS TARGETARCH, and compile with {1}.',
                  ...[title, way],
                ),
              ),
              platforms: slow.map(({ platform }) => platform),
            }
          : at(
              place,
              say(
                'Stage “{0}” compiles for the platform that it runs on: on one machine that is emulation for every other target. Instead it could begin with FROM --platform=$BUILDPLATFORM, declare ARG TARGETOS TARGETARCH, and compile with {1}.',
                ...[title, way],
              ),
            ),
      ];
    }
  }
  return [];
}

function titleOf(flow: StageFlow, index: number): string {
  const name = flow.stages[index]?.from.name;
  return stageTitle({ index, ...(name !== undefined && { name }) });
}
