import { kept } from '../../kept.ts';
import type {
  Instruction,
  PairsInstruction,
  RunInstruction,
} from '../../dockerfile/instruction.ts';
import type { Dockerfile } from '../../dockerfile/instructions.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import { architectureWords } from '../../platform/architectureWords.ts';
import { runScripts, type RunScript } from '../../shell/runScript.ts';
import type { ShellCommand } from '../../shell/script.ts';
import { wordPieces } from '../../shell/wordPieces.ts';
import { insertCase } from '../architectureCase.ts';
import { architectureFix, type FixedName } from '../architectureFix.ts';
import { architectureTests } from '../architectureTests.ts';
import {
  compileSetting,
  compileTargets,
  mayBeCompileSetting,
  type CompileTarget,
} from '../compileTargets.ts';
import { declareArguments } from '../declareArgument.ts';
import type { Fix } from '../fix.ts';
import { linkedTexts } from '../linkedTexts.ts';
import { turnsOnX86 } from '../machineFlags.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { readTargets, stageKind, targetsOfOthers, type Target } from '../stageKind.ts';

/**
 * A compiler is told to compile for one architecture, in a stage whose files reach the result of another.
 * What is made for another system, or for none (WebAssembly, eBPF), is left alone, and so is a stage that
 * compiles for more than one.
 */
export const hardCodedCompileTarget: Rule = {
  code: 'hard-coded-compile-target',
  severity: 'warning',
  check(input) {
    return input.flow.stages.flatMap((stage) => findingsIn(input, stage));
  },
};

function findingsIn(input: RuleInput, stage: Stage): readonly RuleFinding[] {
  const { dockerfile, flow } = input;
  const scripts = runScripts(dockerfile, flow, stage.index);
  const found = constantsIn(input, stage, scripts);
  if (found.length === 0 || architectureWords(stage.from.name ?? '').length > 0) return [];
  const targetsOf = (served: readonly string[]) => {
    const exported = flow.exportedFor(stage.index);
    const reached = flow
      .reachedFor(stage.index)
      .filter((name) => exported.includes(name) || served.includes(name));
    return readTargets(flow, reached);
  };
  const copied = targetsOf(flow.copiedFor(stage.index));
  // Packages are also installed from a mount; of programs in a mount nothing says that they stay.
  const used = targetsOf(flow.usedFor(stage.index));
  if (used.length === 0) return [];
  if (new Set(found.map(({ architecture }) => architecture)).size > 1) return [];
  return found.flatMap((target, index): readonly RuleFinding[] => {
    const targets = /^pip\d?$/.test(target.command?.name ?? '') ? used : copied;
    const wrong = wrongFor(target, targets);
    if (wrong.length === 0) return [];
    const context = { stage, scripts, targets };
    return [
      {
        message: {
          text:
            target.remedy.kind === 'march'
              ? '{0}: compiled for {1} whatever the target is, because {2} is a constant. Use it for {1} only, by a case on $TARGETARCH.'
              : '{0}: compiled for {1} whatever the target is, because {2} is a constant. Choose it by $TARGETARCH.',
          args: [wrong.join(', '), target.architecture, target.text],
        },
        range: dockerfile.lines.range(target.span),
        platforms: wrong,
        // More of them in one stage are no work of a person's.
        fixes: () => (index < MOST ? fixesFor(input, context, target) : []),
      },
    ];
  });
}

const MOST = 50;

function wrongFor(target: CompileTarget, targets: readonly Target[]): readonly string[] {
  const others = targetsOfOthers(targets, target.architecture);
  if (!isForX86(target)) return others;
  const like = targets.filter(({ platform }) => platform.architecture === '386');
  return others.filter((name) => !like.some((one) => one.name === name));
}

/** Whether it turns instructions on that the processors of amd64 and of 386 have. */
function isForX86({ remedy }: CompileTarget): boolean {
  return remedy.kind === 'march' && turnsOnX86(remedy.text);
}

/** What a script has in it when a command has a constant for {@link compileTargets}. */
const CONSTANT =
  /GOARCH|npm_config_|CARGO_BUILD_TARGET|CROSS_COMPILE|-m(?:arch=|s?sse|avx|fma|bmi|v?aes|pclmul|popcnt|f16c|lzcnt|adx|rdrnd)|dotnet|os\.detected|--(?:target|host|platform|arch|cpu)/;

/** Where a script asks which instructions there are, they are only turned on where there are. */
const PROCESSOR = /cpuinfo|lscpu/;

/** The constants of a stage that hold whatever the architecture is. */
function constantsIn(
  { dockerfile, flow }: RuleInput,
  stage: Stage,
  scripts: readonly RunScript[],
): readonly CompileTarget[] {
  const runs = new Map<Instruction, readonly CompileTarget[]>();
  for (const run of scripts) {
    const found = constantsOfRun(run, dockerfile);
    if (found.length > 0) runs.set(run.instruction, found);
  }
  const found = stage.instructions.flatMap((instruction) =>
    instruction.kind === 'env' ? constantsOfEnv(instruction) : (runs.get(instruction) ?? []),
  );
  const lastPublished = found.findLastIndex((target) => isDotnet(target) && !isRestore(target));
  const isBuildStage = stageKind(flow, stage.index) === 'build';
  return found.filter((target, at) => {
    // There it names the tools that run while a jar is made.
    if (isBuildStage && target.text.includes('os.detected.')) return false;
    // What is restored for one architecture may be published for any.
    return !isRestore(target) || at < lastPublished;
  });
}

function isDotnet({ command }: CompileTarget): boolean {
  return command?.name === 'dotnet';
}

function isRestore(target: CompileTarget): boolean {
  return isDotnet(target) && target.command?.words[1]?.value === 'restore';
}

const constantsOfRun = kept((run: RunScript, dockerfile: Dockerfile): readonly CompileTarget[] => {
  if (!CONSTANT.test(run.letters)) return [];
  const { instruction, script } = run;
  const found = script.commands.flatMap((command) =>
    compileTargets(dockerfile, instruction, command),
  );
  if (found.length === 0) return [];
  const tests = architectureTests(script);
  const asksProcessor = PROCESSOR.test(run.letters);
  return found.filter((target) => {
    if (asksProcessor && isForX86(target)) return false;
    return !target.command || !tests.isTested(target.command);
  });
});

const constantsOfEnv = kept((instruction: PairsInstruction): readonly CompileTarget[] => {
  const { pairs } = instruction;
  const found = pairs.flatMap(({ key, value }): readonly CompileTarget[] => {
    if (!value || !mayBeCompileSetting(key.text)) return [];
    const setting = compileSetting(key.text, value.text.replace(/^(["'])(.*)\1$/, '$2'));
    const span = { start: key.span.start, end: value.span.end };
    return setting ? [{ ...setting, instruction, span }] : [];
  });
  if (found.length === 0) return found;
  const isForOthers = pairs.some(
    ({ key, value }) =>
      /^(?:GOOS|npm_config_(?:target_)?(?:platform|os))$/.test(key.text) &&
      !/linux|\$/.test(value?.text ?? ''),
  );
  return isForOthers ? [] : found;
});

interface FixContext {
  readonly stage: Stage;
  readonly scripts: readonly RunScript[];
  readonly targets: readonly Target[];
}

function fixesFor(input: RuleInput, context: FixContext, target: CompileTarget): readonly Fix[] {
  const { remedy } = target;
  if (remedy.kind === 'none') return [];
  const isForTarget = stageKind(input.flow, context.stage.index) === 'target';
  if (remedy.kind === 'march') return marchFixes(input, context, target, isForTarget);
  const isAlone = ['go', 'node', 'gnu'].includes(remedy.naming);
  const names = isAlone
    ? ownName(input, context, target, remedy.text)
    : linkedTexts(input.dockerfile, context.scripts, remedy.text);
  if (!names || names.length === 0 || hasOtherTools(target)) return [];
  const fix = architectureFix(input, { ...context, names, naming: remedy.naming, isForTarget });
  return fix ? [fix] : [];
}

/** A C compiler for one architecture would no longer fit. */
function hasOtherTools({ command }: CompileTarget): boolean {
  return (
    command?.assignments.some(
      ({ name, value }) =>
        /^(?:CC|CXX|AR|LD)$/.test(name) && architectureWords(value.value).length > 0,
    ) === true
  );
}

/** The name within the setting itself. */
function ownName(
  { dockerfile }: RuleInput,
  { scripts }: FixContext,
  { instruction, command, span }: CompileTarget,
  name: string,
): readonly FixedName[] | undefined {
  const written = dockerfile.text.slice(span.start, span.end);
  const at = written.lastIndexOf(name);
  if (at === -1) return undefined;
  const start = span.start + at;
  const isRun = scripts.some((run) => run.instruction === instruction);
  if (isRun && !command) return undefined;
  const quoting = command
    ? quotingIn(dockerfile, command, start)
    : QUOTINGS[written.charAt(at - 1)];
  return [
    {
      span: { start, end: start + name.length },
      instruction,
      quoting: quoting ?? 'none',
      ...(command && { command }),
    },
  ];
}

const QUOTINGS: Readonly<Record<string, FixedName['quoting']>> = { "'": 'single', '"': 'double' };

/** How the shell reads a place in a command; undefined where it is in none of its words. */
function quotingIn(
  { text, escape }: Dockerfile,
  { words, assignments }: ShellCommand,
  place: number,
): FixedName['quoting'] | undefined {
  const word = [...words, ...assignments.map(({ value }) => value)].find(
    ({ span }) => span.start <= place && place < span.end,
  );
  const pieces = word && wordPieces(text, word, escape);
  return pieces?.find((piece) => piece.start <= place && place < piece.start + piece.text.length)
    ?.quoting;
}

/** Keeps the flag for its own architecture and leaves it out for the others. */
function marchFixes(
  input: RuleInput,
  { stage, scripts }: FixContext,
  { instruction, architecture, span, remedy }: CompileTarget,
  isForTarget: boolean,
): readonly Fix[] {
  if (instruction.kind !== 'run' || instruction.form === 'exec' || remedy.kind !== 'march')
    return [];
  const names = linkedTexts(input.dockerfile, scripts, remedy.text);
  const own = names?.find((name) => name.span.start === span.start);
  if (!own || own.quoting === 'single' || isTaken(scripts, instruction)) return [];
  const place = isForTarget ? 'top' : 'above';
  const declared = declareArguments(input, stage, [instruction], ['TARGETARCH'], place);
  if (!declared) return [];
  const cases = {
    names: ['TARGETARCH'],
    arms: [[architecture, / |\t/.test(remedy.text) ? `"${remedy.text}"` : remedy.text]],
    otherwise: '',
  } as const;
  const edits = [
    ...declared,
    insertCase(input.dockerfile, instruction, cases, 'march'),
    { range: input.dockerfile.lines.range(own.span), newText: '$march' },
  ];
  const title = { text: 'Use {0} for {1} only', args: [remedy.text, architecture] };
  return [{ kind: 'edit', title, edits, safe: false }];
}

function isTaken(scripts: readonly RunScript[], instruction: RunInstruction): boolean {
  const script = scripts.find((run) => run.instruction === instruction)?.script;
  return (
    script === undefined ||
    script.assigned.has('march') ||
    script.variables.some(({ name }) => name === 'march')
  );
}
