import type { StageResolution } from '../dockerfile/resolution.ts';
import type { BuildResolution, ResolutionProblem } from '../dockerfile/resolve.ts';
import type { Finding, Message } from './finding.ts';
import type { Fix } from './fix.ts';

/** BuildKit's words for a refusal, and what is said of them: `{0}` stands for them. The first that fits holds. */
const remedies: readonly { readonly pattern: RegExp; readonly said: string }[] = [
  {
    pattern: /cannot be empty|file with no instructions|contains no stages/,
    said: '{0}. Begin with FROM and the image to build on.',
  },
  {
    pattern: /no build stage in current context/,
    said: '{0}. Put FROM above it; only ARG may stand before FROM.',
  },
  {
    pattern: /unterminated heredoc/,
    said: '{0}. End the text with a line that holds nothing but its name.',
  },
  {
    pattern: /unknown instruction/,
    said: '{0}. To continue an instruction, end the line above with a backslash.',
  },
  {
    pattern: /should not be blank/,
    said: '{0}. Give its ARG a default above the first FROM, or pass --build-arg.',
  },
  {
    pattern: /empty platform value/,
    said: '{0}. Give its ARG a default above the first FROM, or pass --build-arg.',
  },
  {
    pattern: /invalid context name/,
    said: '{0}. Begin and end the name with a letter or digit; between them, one dot, underscore or some dashes.',
  },
  {
    pattern: /invalid reference format|invalid repository name|invalid checksum digest/,
    said: '{0}. Write an image as [registry/]name[:tag] or name@sha256:…, in lower case.',
  },
  {
    pattern:
      /(?:platform|OSAndVersion) specifier|unknown operating system or architecture|wildcards not yet supported/,
    said: '{0}. Write a platform as os/architecture, e.g. linux/arm64 or linux/arm/v7.',
  },
  { pattern: /could not be found/, said: '{0}. Name a stage of this file: FROM image AS name.' },
  { pattern: /needs to be defined before/, said: '{0}. Move that stage further up in the file.' },
  { pattern: /circular dependency/, said: '{0}. Let one of these stages do without the other.' },
];

/**
 * What BuildKit refuses, in its own words and with the next step. Of each target the first problem
 * only: a build stops there, and what follows may be its consequence. The same problem of several
 * targets is one finding.
 *
 * @param waysOut finds the ways out of a problem
 */
export function dockerfileErrors(
  resolution: BuildResolution,
  waysOut: (problem: ResolutionProblem) => readonly Fix[] = () => [],
): readonly Finding[] {
  const found = new Map<string, Finding & { platforms: string[] }>();
  for (const { platform, problems, stages } of resolution.targets) {
    const [problem] = problems;
    if (problem === undefined) continue;
    const { start } = problem.range;
    const key = `${start.line}:${start.character} ${problem.message}`;
    const finding = found.get(key) ?? {
      rule: 'dockerfile-error',
      severity: 'error',
      message: withStages(problem.message, stages) ?? explainRefusal(problem.message),
      range: problem.range,
      platforms: [],
      fixes: waysOut(problem),
    };
    if (!finding.platforms.includes(platform)) finding.platforms.push(platform);
    found.set(key, finding);
  }
  return [...found.values()];
}

/** How many stages are named to those who ask for one that there is not. */
const mostStages = 20;

/** What can be asked for instead of a target stage that there is not; undefined for other refusals. */
function withStages(message: string, stages: readonly StageResolution[]): Message | undefined {
  if (!message.startsWith('target stage ')) return undefined;
  const names = stages.flatMap(({ name }) => name ?? []);
  if (names.length === 0) return undefined;
  const shown = names.slice(0, mostStages).join(', ');
  const list = names.length > mostStages ? `${shown}, …` : shown;
  return { text: '{0}. Stages of this file: {1}.', args: [message, list] };
}

/** A refusal in the words of BuildKit, which are the first argument, and what to do about it. */
export function explainRefusal(message: string): Message {
  const remedy = remedies.find(({ pattern }) => pattern.test(message));
  return { text: remedy?.said ?? '{0}', args: [message] };
}

/** The rules that say in BuildKit's words what it refuses, and at every place. */
const saying: ReadonlySet<string> = new Set(['invalid-platform', 'missing-stage-for-platform']);

/**
 * Leaves out what a rule says in the same words, of every stage and at its place. Where that rule is
 * silenced, the refusal stays.
 */
export function withoutRepeatedRefusals(findings: readonly Finding[]): readonly Finding[] {
  const said = new Set(
    findings.flatMap(({ rule, message }) => (saying.has(rule) ? message.args[0] : [])),
  );
  return findings.filter(
    ({ rule, message }) => rule !== 'dockerfile-error' || !said.has(message.args[0]),
  );
}
