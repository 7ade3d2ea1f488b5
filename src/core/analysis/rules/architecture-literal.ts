import type { Instruction } from '../../dockerfile/instruction.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import { architectureWords } from '../../platform/architectureWords.ts';
import { runScripts, type RunScript } from '../../shell/runScript.ts';
import { architectureFix } from '../architectureFix.ts';
import { architectureMentions, type ArchitectureMention } from '../architectureMentions.ts';
import { restrictions } from '../aptSources.ts';
import { downloadUrls } from '../downloadUrls.ts';
import { isFetching } from '../fetchingStage.ts';
import { nameKeys, ownKey } from '../fileNames.ts';
import type { Message } from '../finding.ts';
import type { Fix } from '../fix.ts';
import { nameLinks, type NameLinks } from '../linkedNames.ts';
import { namingOf } from '../namingOf.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { readTargets, stageKind, targetsOfOthers, type Target } from '../stageKind.ts';
import { isForWindows } from '../windowsStage.ts';

/**
 * A URL, a path or a package is named for one architecture in a stage that is built for another, too, or only for that. What
 * only runs where the architecture was asked for, lists of all architectures, and names that the file
 * gives itself are left alone.
 */
export const architectureLiteral: Rule = {
  code: 'architecture-literal',
  severity: 'warning',
  check(input) {
    const mentionsOf = rememberMentions(input);
    const names = namesOfFile(input, mentionsOf);
    return input.flow.stages.flatMap((stage) => {
      if (mentionsOf(stage.index).length === 0) return [];
      const targets = concerned(input, stage);
      return targets.length === 0 ? [] : findingsIn(input, stage, targets, mentionsOf, names);
    });
  },
};

/** The mentions of a stage. */
type MentionsOf = (stage: number) => readonly ArchitectureMention[];

/** Reads each stage once. */
function rememberMentions({ dockerfile, flow }: RuleInput): MentionsOf {
  const known = new Map<number, readonly ArchitectureMention[]>();
  return (stage) => {
    const before = known.get(stage);
    if (before) return before;
    const instructions = flow.stages[stage]?.instructions ?? [];
    const scripts = runScripts(dockerfile, flow, stage);
    const found = architectureMentions(dockerfile, instructions, scripts);
    known.set(stage, found);
    return found;
  };
}

/** The targets for which a stage is built, or, if it only fetches files, for which these are copied. */
function concerned(input: RuleInput, { index, from }: Stage): readonly Target[] {
  const { flow } = input;
  if (architectureWords(from.name ?? '').length > 0 || isForWindows(flow, index)) return [];
  switch (stageKind(flow, index)) {
    case 'target':
      return readTargets(flow, flow.reachedFor(index));
    case 'build':
      return isFetching(input, index) ? readTargets(flow, flow.copiedFor(index)) : [];
    case 'pinned':
      return [];
  }
}

function findingsIn(
  input: RuleInput,
  stage: Stage,
  targets: readonly Target[],
  mentionsOf: MentionsOf,
  names: () => StageNames,
): readonly RuleFinding[] {
  const { dockerfile, flow } = input;
  const mentions = mentionsOf(stage.index);
  const scripts = runScripts(dockerfile, flow, stage.index);
  const isForAll = tablesAmong(mentions, targets);
  const links = nameLinks(dockerfile, mentions);
  const [target] = targets;
  const isUnder = (stages: readonly number[] = []) =>
    stages.some((one) => target !== undefined && flow.isBuiltOn(stage.index, one, target.name));
  const given = new Set<string>();
  return mentions.flatMap((mention): readonly RuleFinding[] => {
    const key = mention.role === 'path' ? ownKey(mention.value) : undefined;
    const isGiven =
      key !== undefined &&
      (given.has(key) ||
        isUnder(
          names()
            .given.get(key)
            ?.filter((one) => one !== stage.index),
        ));
    for (const name of givenKeys(mention)) given.add(name);
    const [word] = mention.words;
    if (!word || !isCandidate(mention) || isGiven || isForAll(mention)) return [];
    const wanted = mention.value.split(':')[1] ?? '';
    if (mention.role === 'package' && isUnder(names().added.get(wanted))) return [];
    if (isFromStage(input, stage, mention, names)) return [];
    const wrong = wrongFor(mention, targets);
    if (wrong.length === 0) return [];
    return [
      {
        message: describe(mention, wrong),
        range: dockerfile.lines.range(word.span),
        platforms: wrong,
        fixes: () => fixesFor(input, { stage, scripts, links, mention, targets }),
      },
    ];
  });
}

/** By name, the stages in which it has a meaning: each once, in order. */
type StagesByName = ReadonlyMap<string, readonly number[]>;

/** Names that stages pass on to those that are built on them, or that copy from them. */
interface StageNames {
  /** What a mention gives a name to. */
  readonly given: StagesByName;
  /** What any mention is called. */
  readonly named: StagesByName;
  /** The architectures whose packages are wanted beside the platform's own. */
  readonly added: StagesByName;
}

/** Reads the names of all stages, if anybody asks. */
function namesOfFile({ dockerfile, flow }: RuleInput, mentionsOf: MentionsOf): () => StageNames {
  const byName = (namesIn: (stage: number) => readonly string[]): StagesByName => {
    const stages = new Map<string, number[]>();
    for (const { index } of flow.stages) {
      for (const name of new Set(namesIn(index))) {
        const known = stages.get(name);
        if (known) known.push(index);
        else stages.set(name, [index]);
      }
    }
    return stages;
  };
  let names: StageNames | undefined;
  return () =>
    (names ??= {
      given: byName((stage) => mentionsOf(stage).flatMap(givenKeys)),
      named: byName((stage) => mentionsOf(stage).flatMap(({ value }) => nameKeys(value))),
      added: byName((stage) => runScripts(dockerfile, flow, stage).flatMap(addedArchitectures)),
    });
}

/** The operands of `dpkg --add-architecture`. */
function addedArchitectures(run: RunScript): readonly string[] {
  if (!run.letters.includes('--add-architecture')) return [];
  return run.script.commands.flatMap(({ words }) => {
    const at = words.findIndex(({ value }) => value === '--add-architecture');
    return at === -1 ? [] : words.slice(at + 1, at + 2).map(({ value }) => value);
  });
}

function isCandidate({ role, isTested }: ArchitectureMention): boolean {
  return !isTested && role !== 'output' && role !== 'other';
}

function wrongFor(mention: ArchitectureMention, targets: readonly Target[]): readonly string[] {
  const { role, value, words } = mention;
  const architecture = words[0]?.architecture ?? '';
  if (role === 'sources') {
    const listed = restrictions(value).flatMap((word) =>
      architectureWords(word).map((found) => found.architecture),
    );
    if (listed.length === 0) return [];
    return targets
      .filter(({ platform }) => !listed.includes(platform.architecture))
      .map(({ name }) => name);
  }
  return targetsOfOthers(targets, architecture).filter(
    // amd64 runs the programs of 386.
    (name) =>
      architecture !== '386' ||
      targets.some((target) => target.name === name && target.platform.architecture !== 'amd64'),
  );
}

/** What a mention gives a name to: a download, a copied file, or the output of a command. */
function givenKeys({ role, value, instruction }: ArchitectureMention): readonly string[] {
  const isCopied = instruction.kind === 'copy' || instruction.kind === 'add';
  return role === 'url' || role === 'output' || isCopied ? nameKeys(value) : [];
}

/** Whether a file is copied from a stage that has given it that name. */
function isFromStage(
  { flow }: RuleInput,
  stage: Stage,
  { instruction, value }: ArchitectureMention,
  names: () => StageNames,
): boolean {
  const source = flow.sources[stage.index]?.find((one) => one.instruction === instruction);
  if (source?.origin.kind !== 'stage') return false;
  const from = source.origin.stage;
  const key = ownKey(value);
  const [target] = flow.reachedFor(stage.index);
  if (key === undefined || target === undefined) return false;
  const named = names().named.get(key) ?? [];
  return named.some((one) => flow.isBuiltOn(from, one, target));
}

/**
 * Tells which mentions are one of several for all architectures: those of an instruction that names
 * more than one, and those that differ from others of the stage in the architecture only.
 */
function tablesAmong(
  mentions: readonly ArchitectureMention[],
  targets: readonly Target[],
): (mention: ArchitectureMention) => boolean {
  const asked = new Set(targets.map(({ platform }) => platform.architecture));
  const byInstruction = new Map<Instruction, Set<string>>();
  const bySources = new Map<Instruction, Set<string>>();
  const byShape = new Map<string, Set<string>>();
  for (const mention of mentions) {
    const { instruction, role, words } = mention;
    if (role === 'other') continue;
    if (role === 'sources') {
      for (const { architecture } of words) add(bySources, instruction, architecture);
      continue;
    }
    const shape = shapeOf(mention);
    for (const architecture of new Set(words.map((word) => word.architecture))) {
      // Where one architecture is asked for, files of two are no mistake about it either.
      if (!mention.isTested && (asked.size === 1 || asked.has(architecture))) {
        add(byInstruction, instruction, architecture);
      }
      add(byShape, shape, architecture);
    }
  }
  return (mention) =>
    mention.role === 'sources'
      ? (bySources.get(mention.instruction)?.size ?? 0) >
        new Set(mention.words.map(({ architecture }) => architecture)).size
      : (byInstruction.get(mention.instruction)?.size ?? 0) > 1 ||
        (byShape.get(shapeOf(mention))?.size ?? 0) > 1;
}

function add<Key>(sets: Map<Key, Set<string>>, key: Key, value: string): void {
  const set = sets.get(key) ?? new Set();
  sets.set(key, set.add(value));
}

function shapeOf({ role, value }: ArchitectureMention): string {
  let shape = '';
  let after = 0;
  for (const { start, text } of architectureWords(value)) {
    shape += `${value.slice(after, start)}\0`;
    after = start + text.length;
  }
  return `${role === 'output' ? 'path' : role} ${shape}${value.slice(after)}`;
}

interface FixContext {
  readonly stage: Stage;
  readonly scripts: readonly RunScript[];
  readonly links: NameLinks;
  readonly mention: ArchitectureMention;
  readonly targets: readonly Target[];
}

function fixesFor(input: RuleInput, context: FixContext): readonly Fix[] {
  const { stage, scripts, links, mention, targets } = context;
  const naming = namingOf(input.dockerfile, mention);
  if (!naming) return [];
  const names = links(mention, naming);
  if (!names) return [];
  const downloads = downloadUrls(input, stage.index, { mention, ...naming }, targets);
  const check: readonly Fix[] =
    downloads.length === 0
      ? []
      : [
          {
            kind: 'check-downloads',
            title: {
              text: 'Check that the file exists for {0}',
              args: [downloads.map(({ platform }) => platform).join(', ')],
            },
            downloads,
          },
        ];
  const isForTarget = stageKind(input.flow, stage.index) === 'target';
  const fix = architectureFix(input, {
    stage,
    scripts,
    names,
    naming: naming.naming,
    targets,
    isForTarget,
  });
  return [...(fix ? [fix] : []), ...check];
}

function describe({ role, words }: ArchitectureMention, wrong: readonly string[]): Message {
  const args = [wrong.join(', '), words[0]?.text ?? ''];
  switch (role) {
    case 'url':
      return {
        text: '{0}: this URL is for {1} whatever the target is, so the image gets files of another architecture. Choose it by $TARGETARCH.',
        args,
      };
    case 'package':
      return {
        text: '{0}: this package is for {1} only, and is not installed there or does not run. Choose it by $TARGETARCH.',
        args,
      };
    case 'sources':
      return {
        text: '{0}: apt takes packages for {1} only from this repository, so there are none for this platform. Write $(dpkg --print-architecture), or leave arch= out.',
        args,
      };
    case 'variable':
      return {
        text: '{0}: the names that are made of it are for {1} whatever the target is. Choose it by $TARGETARCH.',
        args,
      };
    default:
      return {
        text: '{0}: this path is for {1} whatever the target is, so it is missing there or holds files of another architecture. Choose it by $TARGETARCH.',
        args,
      };
  }
}
