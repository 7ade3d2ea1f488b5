import type { Builder } from '../build/workerNode.ts';
import { buildPlatformOf, targetNode } from '../build/targetNode.ts';
import {
  baseImageOptions,
  neededBaseImages,
  type BaseImageNeed,
} from '../dockerfile/baseImages.ts';
import { parseDockerfile, parseInSteps, type Dockerfile } from '../dockerfile/instructions.ts';
import type { BaseImage, UnknownBuildArgs } from '../dockerfile/resolution.ts';
import type { ResolutionMemory } from '../dockerfile/resolutionMemory.ts';
import {
  resolveInSteps,
  type BuildResolution,
  type ResolutionProblem,
  type TargetResolution,
} from '../dockerfile/resolve.ts';
import type { ContextFacts, Fact, ImageFacts } from '../facts.ts';
import { say } from '../language.ts';
import type { AskedPlatforms } from '../project/askedPlatforms.ts';
import { begin, finish, type Steps, type Unfinished } from '../steps.ts';
import { dockerfileErrors, withoutRepeatedRefusals } from './dockerfileErrors.ts';
import type { Finding, RuleCode, RuleLevel } from './finding.ts';
import { matrixRows, type MatrixRow } from './matrix.ts';
import { pullSites, type PullSite } from './pullSites.ts';
import { hasConfig, unknownConfigs, withConfigs, type ReadBuild } from './configs.ts';
import type { RuleInput } from './rule.ts';
import { rules } from './rules/index.ts';
import { rememberedService } from './services.ts';
import { readSilence } from './silence.ts';
import { waysAroundVariable } from './sourceStage.ts';
import type { SpecAnalysis } from '../manifestSpec/analyzeSpec.ts';
import { stageFlow } from './stageFlow.ts';
import { needsBuildPlatform, unknownImages, type UnknownImage } from './unknowns.ts';
import { withFixes } from './withFixes.ts';

/** What is built, and how: all but what must be looked up. */
export interface BuildInput {
  readonly text: string;
  /** What {@link parseInSteps} makes of the text, if it was read already. */
  readonly dockerfile?: Dockerfile;
  /** What is remembered of other versions of the file. */
  readonly memory?: ResolutionMemory;
  /** Target platforms, as a user writes them. */
  readonly targets: readonly string[];
  /** BUILDPLATFORM; that of the builder when it is left out. */
  readonly buildPlatform?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Build arguments that may be given besides, with values that are not known. */
  readonly unknownBuildArgs?: UnknownBuildArgs;
  /** Name of the stage to build; the last one by default. */
  readonly target?: string;
  /** What the files around it ask for. */
  readonly asked?: readonly AskedPlatforms[];
  /** Named build contexts: what each name stands for. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** Whether the result is plain files, and no image. */
  readonly exportsFiles?: boolean;
  /** The user's levels by rule code. */
  readonly levels?: Readonly<Record<string, RuleLevel>>;
  /** What would build it; unknown when it is left out. */
  readonly builder?: Fact<Builder>;
  /** Whether another program reports BuildKit's own checks in the same place: ours are left out then. */
  readonly withoutBuildkitRules?: boolean;
  /** Whether the configs of all base images count, and not only those that may change a finding. */
  readonly everyConfig?: boolean;
}

/** What was looked up. */
export interface KnownFacts {
  /** What is known of an image, by canonical reference. */
  readonly image: (reference: string) => Fact<ImageFacts>;
  /** What is known of the build context; nothing when it is left out. */
  readonly context?: ContextFacts;
  /** What is known of the config of a base image; nothing when it is left out. */
  readonly base?: (need: BaseImageNeed) => Fact<BaseImage>;
}

/** What {@link analyze} is asked. */
export interface AnalysisInput extends BuildInput, KnownFacts {}

const noBuilder: Fact<Builder> = {
  known: false,
  reason: {
    code: 'builder-unknown',
    get message() {
      return say('No builder was asked.');
    },
  },
};

const noMemory: ResolutionMemory = { read: parseInSteps, resolve: resolveInSteps };

const noBase = (): Fact<BaseImage> => ({
  known: false,
  reason: { code: 'pending', message: say('Nobody has looked at its config.') },
});

const noContext: ContextFacts = {
  declared: false,
  programs: () => ({
    known: false,
    reason: { code: 'pending', message: say('Nobody has looked at the build context.') },
  }),
};

/** What will happen to a Dockerfile on its target platforms. */
export interface Analysis {
  readonly dockerfile: Dockerfile;
  readonly resolution: BuildResolution;
  /** The targets as BuildKit prints them, in the order given. */
  readonly targets: readonly string[];
  /** In the order of the file. */
  readonly findings: readonly Finding[];
  /** What becomes of every stage on every target; worked out when it is asked for. */
  readonly matrix: readonly MatrixRow[];
  /** Every place that names an image which the build pulls. */
  readonly sites: readonly PullSite[];
  /** The images on which a finding or its fixes depend: what to look up. */
  readonly needs: readonly string[];
  /** The base images on whose configs a finding depends. More may follow when these are known. */
  readonly needsBases: readonly BaseImageNeed[];
  /** The paths of the build context on which a finding depends: what to look for programs in. */
  readonly needsFiles: readonly string[];
  /** What stayed unknown, with the reason. No finding is made from it. */
  readonly unknown: readonly UnknownImage[];
  /** Whether something depends on the platform of the builder, which was not given. */
  readonly needsBuildPlatform: boolean;
  /** How a comment begins in the file, where it is not `#`. */
  readonly commentMark?: '//';
  /** What the spec of a manifest list says; absent for every other file. */
  readonly spec?: SpecAnalysis;
  /** Whether a bake file says that the result is plain files, and no image. */
  readonly exportsFiles?: true;
}

/** A file that was read and resolved, to be judged as often as more is known. */
export interface PreparedAnalysis {
  /** Parts of the answer are worked out when they are first asked for. */
  judge(facts: KnownFacts): Analysis;
  /** The same in steps, after which the findings are worked out. */
  judgeInSteps(facts: KnownFacts): Steps<Analysis>;
}

/** Says what happens on each target. Synchronous, pure and total. */
export function analyze(input: AnalysisInput): Analysis {
  return prepareAnalysis(input).judge(input);
}

/**
 * {@link analyze} in steps, after which the findings are worked out: a long file takes longer than anybody who types may
 * wait for something else.
 */
export function* analyzeInSteps(input: AnalysisInput): Steps<Analysis> {
  const prepared = yield* prepareInSteps(input);
  return yield* prepared.judgeInSteps(input);
}

/** Does the part of {@link analyze} that needs nothing to be looked up. */
export function prepareAnalysis(input: BuildInput): PreparedAnalysis {
  return finish(prepareInSteps(input));
}

function* prepareInSteps(input: BuildInput): Steps<PreparedAnalysis> {
  const { memory = noMemory } = input;
  const dockerfile = input.dockerfile ?? (yield* memory.read(input.text));
  const plain = yield* readBuild(dockerfile, input);
  const silence = once(() => readSilence(dockerfile, input.buildArgs));
  const { builder = noBuilder } = input;
  const chosen = Object.values(rules).filter(
    ({ code, overlaps }) =>
      levelOf(code, input.levels) !== 'off' &&
      !(overlaps === true && input.withoutBuildkitRules === true),
  );

  function* open({ image, context = noContext, base = noBase }: KnownFacts): Steps<Judged> {
    yield;
    const configs = yield* withConfigs(
      plain,
      base,
      (known) => readBuild(dockerfile, input, known),
      input.everyConfig === true ? (file) => neededBaseImages(file.resolution) : undefined,
    );
    const { resolution, sites, flow } = configs.file;
    const matrix = once(() => matrixRows(dockerfile, resolution, { ...input, image, builder }));
    const rule: RuleInput = {
      matrix,
      dockerfile,
      resolution,
      flow,
      sites,
      image,
      service: rememberedService,
      builder,
      context,
      buildArgs: input.buildArgs ?? {},
      asked: input.asked ?? [],
      exportsFiles: input.exportsFiles ?? false,
      buildPlatform: (target) => buildPlatformFor(input, target),
    };
    const findings = begin(findAll(rule));
    const unknown = once(() => [
      ...unknownImages(resolution, rule),
      ...unknownConfigs(configs.unknown, rule),
    ]);
    const analysis: Analysis = {
      dockerfile,
      resolution,
      targets: resolution.targets.map((target) => target.platform),
      sites,
      get findings() {
        return findings.value();
      },
      get matrix() {
        return matrix();
      },
      get needs() {
        const others = chosen.flatMap(({ needs }) => needs?.(rule) ?? []);
        return [...new Set([...sites.map(({ reference }) => reference), ...others])];
      },
      get needsBases() {
        return configs.needs.filter((need) => hasConfig(need, rule));
      },
      get needsFiles() {
        return [...new Set(chosen.flatMap(({ needsFiles }) => needsFiles?.(rule) ?? []))];
      },
      get unknown() {
        return unknown();
      },
      needsBuildPlatform: needsBuildPlatform(resolution, sites),
      ...(input.exportsFiles === true && { exportsFiles: true }),
    };
    return { analysis, findings };
  }

  function* findAll(ruleInput: RuleInput): Steps<readonly Finding[]> {
    const waysOut = (problem: ResolutionProblem) => waysAroundVariable(ruleInput, problem);
    const findings: Finding[] = [...dockerfileErrors(ruleInput.resolution, waysOut)];
    for (const { code, buildkitRule, severity, check } of chosen) {
      yield;
      const level = levelOf(code, input.levels);
      for (const found of check(ruleInput)) {
        if (silence().covers(code, buildkitRule, found.range)) continue;
        const shown = (level === 'off' ? undefined : level) ?? found.severity ?? severity;
        findings.push(withFixes({ ...found, rule: code, severity: shown }));
      }
    }
    const sorted = [...withoutRepeatedRefusals(findings)].sort(byPosition);
    return dockerfile.text === dockerfile.file ? sorted : sorted.map(withFreshFixes(ruleInput));
  }

  /** Fixes look at all of the file, so they take one that was read at once. */
  function withFreshFixes(facts: KnownFacts): (finding: Finding, index: number) => Finding {
    const fresh = once(() => {
      const alone = { ...input, memory: noMemory, dockerfile: parseDockerfile(dockerfile.file) };
      return prepareAnalysis(alone).judge(facts).findings;
    });
    return (finding, index) => withFixes({ ...finding, fixes: () => fresh()[index]?.fixes ?? [] });
  }

  return {
    judge: (facts) => finish(open(facts)).analysis,
    *judgeInSteps(facts) {
      const { analysis, findings } = yield* open(facts);
      yield* findings.steps();
      return analysis;
    },
  };
}

/** An analysis whose findings may still have to be worked out. */
interface Judged {
  readonly analysis: Analysis;
  readonly findings: Unfinished<readonly Finding[]>;
}

/** Works something out when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function* readBuild(
  dockerfile: Dockerfile,
  input: BuildInput,
  configs?: ReadonlyMap<string, Fact<BaseImage>>,
): Steps<ReadBuild> {
  const resolution = yield* resolveTargets(dockerfile, input, configs);
  yield;
  return {
    ...{ dockerfile, resolution, sites: pullSites(resolution) },
    ...{ flow: stageFlow(dockerfile, resolution), builder: input.builder ?? noBuilder },
  };
}

/** Each target on the node that builds it: BUILDPLATFORM is that node's. */
function* resolveTargets(
  dockerfile: Dockerfile,
  input: BuildInput,
  configs?: ReadonlyMap<string, Fact<BaseImage>>,
): Steps<BuildResolution> {
  const { targets, buildArgs, unknownBuildArgs, target, contexts, memory = noMemory } = input;
  const platforms = targets.map((text) => buildPlatformFor(input, text));
  const resolve = (some: readonly string[], buildPlatform: string | undefined) =>
    memory.resolve(dockerfile, {
      targets: some,
      ...(buildPlatform !== undefined && { buildPlatform }),
      ...(buildArgs !== undefined && { buildArgs }),
      ...(unknownBuildArgs && { unknownBuildArgs }),
      ...(target !== undefined && { target }),
      ...(contexts !== undefined && { contexts }),
      ...(configs !== undefined && baseImageOptions(configs)),
    });
  if (new Set(platforms).size <= 1) return yield* resolve(targets, platforms[0]);
  const resolved: TargetResolution[] = [];
  for (const [at, text] of targets.entries()) {
    resolved.push(...(yield* resolve([text], platforms[at])).targets);
  }
  return { targets: resolved };
}

function buildPlatformFor(
  { targets, buildPlatform, builder = noBuilder }: BuildInput,
  target: string,
): string | undefined {
  return buildPlatform ?? buildPlatformOf(targetNode(builder, target, targets));
}

/** The level that a user has set for a rule. */
export function levelOf(
  code: RuleCode,
  levels: Readonly<Record<string, RuleLevel>> = {},
): RuleLevel | undefined {
  return Object.hasOwn(levels, code) ? levels[code] : undefined;
}

/** In the order of the file. */
export function byPosition(a: Finding, b: Finding): number {
  return (
    a.range.start.line - b.range.start.line ||
    a.range.start.character - b.range.start.character ||
    a.rule.localeCompare(b.rule)
  );
}
