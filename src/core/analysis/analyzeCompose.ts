import { analyzePipeline } from '../ci/analyzePipeline.ts';
import { parseDockerfile, type Dockerfile } from '../dockerfile/instructions.ts';
import type { BuildResolution } from '../dockerfile/resolve.ts';
import type { ComposeServices } from '../project/composeServices.ts';
import { LineIndex } from '../text.ts';
import { byPosition, levelOf, type Analysis, type KnownFacts } from './analyze.ts';
import { serviceRules, type ServiceRuleInput } from './composeRules.ts';
import { composeSites } from './composeSites.ts';
import type { Finding, RuleLevel } from './finding.ts';
import { plainNames } from './plainImage.ts';
import { rememberedService } from './services.ts';
import { readSilence } from './silence.ts';
import { unknownImages } from './unknowns.ts';
import { withFixes } from './withFixes.ts';

/** A compose file, and what it is judged for. */
export interface ComposeInput {
  readonly text: string;
  readonly services: ComposeServices;
  /** The platforms of services that say none, as a user writes them. */
  readonly targets: readonly string[];
  /** The user's levels by rule code. */
  readonly levels?: Readonly<Record<string, RuleLevel>>;
}

/**
 * Says what happens to the images of a compose file on each platform: an analysis as that of a Dockerfile
 * without stages. Pure and total.
 */
export function analyzeCompose(input: ComposeInput, { image }: KnownFacts): Analysis {
  const { text, services, levels = {} } = input;
  const { bases = [] } = services;
  const sites = composeSites(input);
  const named = sites.flatMap(({ requests }) => requests.flatMap(({ targets }) => targets));
  const targets = [...new Set(named)];
  const dockerfile: Dockerfile = {
    ...parseDockerfile(''),
    text,
    file: text,
    lines: new LineIndex(text),
  };
  const resolution: BuildResolution = {
    targets: targets.map((platform) => ({ platform, stages: [], pulls: [], problems: [] })),
  };
  const rule: ServiceRuleInput = {
    ...{ dockerfile, resolution, image, services },
    sites: sites.filter(({ requests }) => requests.length > 0),
    service: rememberedService,
  };
  return {
    dockerfile,
    resolution,
    targets,
    sites,
    get findings() {
      return findAll(rule, levels);
    },
    matrix: [],
    needs: [
      ...new Set([...[...sites, ...bases].map(({ reference }) => reference), ...plainNames(sites)]),
    ],
    needsBases: [],
    needsFiles: [],
    get unknown() {
      const all = { ...rule, sites: [...sites, ...bases] };
      return [...unreadable(input), ...unknownImages(resolution, all)];
    },
    needsBuildPlatform: false,
    ...(services.kind === 'devcontainer' && { commentMark: '//' }),
  };
}

/** What could not be read was not judged: it must not look like a file without faults. */
function unreadable({ services, targets }: ComposeInput): Analysis['unknown'] {
  if (services.problem === undefined) return [];
  const reason = { code: 'malformed', message: services.problem } as const;
  const start = { line: 0, character: 0 };
  return [{ reference: 'services', reason, range: { start, end: start }, platforms: targets }];
}

function findAll(
  input: ServiceRuleInput,
  levels: Readonly<Record<string, RuleLevel>>,
): readonly Finding[] {
  const findings = serviceRules.flatMap(({ code, severity, check }): Finding[] => {
    const level = levelOf(code, levels);
    if (level === 'off') return [];
    return check(input).map((found) =>
      withFixes({ ...found, rule: code, severity: level ?? found.severity ?? severity }),
    );
  });
  const { dockerfile, services } = input;
  if (services.pipeline !== undefined) {
    const { bases = [], pipeline } = services;
    findings.push(...analyzePipeline(dockerfile.text, pipeline, levels, { ...input, bases }));
  }
  const isJson = services.kind === 'devcontainer';
  const silence = readSilence({
    ...dockerfile,
    // Its comments begin with other characters, and are the same otherwise.
    file: isJson ? dockerfile.file.replaceAll(/^([ \t]*)\/\//gm, '$1#') : dockerfile.file,
    instructions: findings.map(({ range }) => ({ range, comments: [] })),
  });
  return findings
    .filter(({ rule, range }) => !silence.covers(rule, undefined, range))
    .sort(byPosition);
}
