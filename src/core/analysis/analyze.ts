import type { Builder } from '../build/workerNode.ts';
import { buildPlatformOf, targetNode } from '../build/targetNode.ts';
import { parseDockerfile, type Dockerfile } from '../dockerfile/instructions.ts';
import {
  resolveBuild,
  type BuildResolution,
  type ResolutionProblem,
} from '../dockerfile/resolve.ts';
import type { ContextFacts, Fact, ImageFacts } from '../facts.ts';
import { dockerfileErrors, withoutRepeatedRefusals } from './dockerfileErrors.ts';
import type { Finding, RuleCode, RuleLevel } from './finding.ts';
import { matrixRows, type MatrixRow } from './matrix.ts';
import { pullSites, type PullSite } from './pullSites.ts';
import type { RuleInput } from './rule.ts';
import { rules } from './rules/index.ts';
import { rememberServices } from './services.ts';
import { readSilence } from './silence.ts';
import { waysAroundVariable } from './sourceStage.ts';
import { stageFlow } from './stageFlow.ts';
import { needsBuildPlatform, unknownImages, type UnknownImage } from './unknowns.ts';

/** What {@link analyze} is asked. */
export interface AnalysisInput {
  readonly text: string;
  /** Target platforms, as a user writes them. */
  readonly targets: readonly string[];
  /** BUILDPLATFORM; that of the builder when it is left out. */
  readonly buildPlatform?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Name of the stage to build; the last one by default. */
  readonly target?: string;
  /** Named build contexts: what each name stands for. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** The user's levels by rule code. */
  readonly levels?: Readonly<Record<string, RuleLevel>>;
  /** What is known of an image, by canonical reference. */
  readonly image: (reference: string) => Fact<ImageFacts>;
  /** What would build it; unknown when it is left out. */
  readonly builder?: Fact<Builder>;
  /** What is known of the build context; nothing when it is left out. */
  readonly context?: ContextFacts;
  /** Whether another program reports BuildKit's own checks in the same place: ours are left out then. */
  readonly withoutBuildkitRules?: boolean;
}

const noBuilder: Fact<Builder> = {
  known: false,
  reason: { code: 'builder-unknown', message: 'No builder was asked.' },
};

const noContext: ContextFacts = {
  declared: false,
  programs: () => ({
    known: false,
    reason: { code: 'pending', message: 'Nobody has looked at the build context.' },
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
  /** The paths of the build context on which a finding depends: what to look for programs in. */
  readonly needsFiles: readonly string[];
  /** What stayed unknown, with the reason. No finding is made from it. */
  readonly unknown: readonly UnknownImage[];
  /** Whether something depends on the platform of the builder, which was not given. */
  readonly needsBuildPlatform: boolean;
}

/** Says what happens on each target. Synchronous, pure and total. */
export function analyze(input: AnalysisInput): Analysis {
  const dockerfile = parseDockerfile(input.text);
  const resolution = resolveTargets(dockerfile, input);
  const sites = pullSites(resolution);
  const silence = readSilence(dockerfile, input.buildArgs);
  const { builder = noBuilder } = input;
  let matrix: readonly MatrixRow[] | undefined;
  const ruleInput: RuleInput = {
    matrix: () => (matrix ??= matrixRows(dockerfile, resolution, { ...input, builder })),
    dockerfile,
    resolution,
    flow: stageFlow(dockerfile, resolution),
    sites,
    image: input.image,
    service: rememberServices(),
    builder,
    context: input.context ?? noContext,
    buildPlatform: (target) => buildPlatformFor(input, target),
  };
  const waysOut = (problem: ResolutionProblem) => waysAroundVariable(ruleInput, problem);
  const findings: Finding[] = [...dockerfileErrors(resolution, waysOut)];
  const needs = new Set(sites.map((site) => site.reference));
  const needsFiles = new Set<string>();
  for (const rule of Object.values(rules)) {
    const level = levelOf(rule.code, input.levels);
    if (level === 'off' || (rule.overlaps === true && input.withoutBuildkitRules === true))
      continue;
    for (const reference of rule.needs?.(ruleInput) ?? []) needs.add(reference);
    for (const path of rule.needsFiles?.(ruleInput) ?? []) needsFiles.add(path);
    for (const found of rule.check(ruleInput)) {
      if (silence.covers(rule.code, rule.buildkitRule, found.range)) continue;
      const severity = level ?? found.severity ?? rule.severity;
      findings.push({ fixes: [], ...found, rule: rule.code, severity });
    }
  }
  return {
    get matrix() {
      return ruleInput.matrix();
    },
    dockerfile,
    resolution,
    targets: resolution.targets.map((target) => target.platform),
    findings: [...withoutRepeatedRefusals(findings)].sort(byPosition),
    sites,
    needs: [...needs],
    needsFiles: [...needsFiles],
    unknown: unknownImages(resolution, ruleInput),
    needsBuildPlatform: needsBuildPlatform(resolution, sites),
  };
}

/** Each target on the node that builds it: BUILDPLATFORM is that node's. */
function resolveTargets(dockerfile: Dockerfile, input: AnalysisInput): BuildResolution {
  const { targets, buildArgs, target, contexts } = input;
  const platforms = targets.map((text) => buildPlatformFor(input, text));
  const resolve = (some: readonly string[], buildPlatform: string | undefined) =>
    resolveBuild(dockerfile, {
      targets: some,
      ...(buildPlatform !== undefined && { buildPlatform }),
      ...(buildArgs !== undefined && { buildArgs }),
      ...(target !== undefined && { target }),
      ...(contexts !== undefined && { contexts }),
    });
  if (new Set(platforms).size <= 1) return resolve(targets, platforms[0]);
  return { targets: targets.flatMap((text, at) => resolve([text], platforms[at]).targets) };
}

function buildPlatformFor(
  { targets, buildPlatform, builder = noBuilder }: AnalysisInput,
  target: string,
): string | undefined {
  return buildPlatform ?? buildPlatformOf(targetNode(builder, target, targets));
}

function levelOf(
  code: RuleCode,
  levels: Readonly<Record<string, RuleLevel>> = {},
): RuleLevel | undefined {
  return Object.hasOwn(levels, code) ? levels[code] : undefined;
}

function byPosition(a: Finding, b: Finding): number {
  return (
    a.range.start.line - b.range.start.line ||
    a.range.start.character - b.range.start.character ||
    a.rule.localeCompare(b.rule)
  );
}
