import { parseDockerfile } from '../dockerfile/instructions.ts';
import { resolveBuild } from '../dockerfile/resolve.ts';
import type { Fact, ImageFacts } from '../facts.ts';
import { dockerfileErrors } from './dockerfileErrors.ts';
import type { Finding, RuleCode, RuleLevel, Severity } from './finding.ts';
import { pullSites, type PullSite } from './pullSites.ts';
import { rules } from './rules/index.ts';
import { rememberServices } from './services.ts';
import { readSilence } from './silence.ts';
import { needsBuildPlatform, unknownImages, type UnknownImage } from './unknowns.ts';

/** What {@link analyze} is asked. */
export interface AnalysisInput {
  readonly text: string;
  /** Target platforms, as a user writes them. */
  readonly targets: readonly string[];
  readonly buildPlatform?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** The user's levels by rule code. */
  readonly levels?: Readonly<Record<string, RuleLevel>>;
  /** What is known of an image, by canonical reference. */
  readonly image: (reference: string) => Fact<ImageFacts>;
}

/** What will happen to a Dockerfile on its target platforms. */
export interface Analysis {
  /** The targets as BuildKit prints them, in the order given. */
  readonly targets: readonly string[];
  /** In the order of the file. */
  readonly findings: readonly Finding[];
  /** Every place that names an image which the build pulls. */
  readonly sites: readonly PullSite[];
  /** The images on which a finding depends, in the order of the file: what to look up. */
  readonly needs: readonly string[];
  /** What stayed unknown, with the reason. No finding is made from it. */
  readonly unknown: readonly UnknownImage[];
  /** Whether something depends on the platform of the builder, which was not given. */
  readonly needsBuildPlatform: boolean;
}

/** Says what happens on each target. Synchronous, pure and total. */
export function analyze(input: AnalysisInput): Analysis {
  const dockerfile = parseDockerfile(input.text);
  const resolution = resolveBuild(dockerfile, {
    targets: input.targets,
    ...(input.buildPlatform !== undefined && { buildPlatform: input.buildPlatform }),
    ...(input.buildArgs !== undefined && { buildArgs: input.buildArgs }),
  });
  const sites = pullSites(resolution);
  const needs = [...new Set(sites.map((site) => site.reference))];
  const silence = readSilence(dockerfile);
  const ruleInput = { sites, image: input.image, service: rememberServices() };
  const findings: Finding[] = [...dockerfileErrors(resolution)];
  for (const rule of Object.values(rules)) {
    const severity = severityOf(rule.code, rule.severity, input.levels);
    if (severity === undefined) continue;
    for (const finding of rule.check(ruleInput)) {
      if (silence.covers(rule.code, rule.buildkitRule, finding.range)) continue;
      findings.push({ rule: rule.code, severity, ...finding });
    }
  }
  return {
    targets: resolution.targets.map((target) => target.platform),
    findings: findings.sort(byPosition),
    sites,
    needs,
    unknown: unknownImages(resolution, ruleInput),
    needsBuildPlatform: needsBuildPlatform(resolution, sites),
  };
}

function severityOf(
  code: RuleCode,
  severity: Severity,
  levels: Readonly<Record<string, RuleLevel>> = {},
): Severity | undefined {
  const level = Object.hasOwn(levels, code) ? levels[code] : undefined;
  return level === 'off' ? undefined : (level ?? severity);
}

function byPosition(a: Finding, b: Finding): number {
  return (
    a.range.start.line - b.range.start.line ||
    a.range.start.character - b.range.start.character ||
    a.rule.localeCompare(b.rule)
  );
}
