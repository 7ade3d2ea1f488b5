import type { BuildResolution, ResolutionProblem } from '../dockerfile/resolve.ts';
import type { Finding, Message } from './finding.ts';
import type { Fix } from './fix.ts';

/** BuildKit's words for a refusal, and what to do then. The first that fits holds. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /cannot be empty|file with no instructions|contains no stages/,
    'Begin with FROM and the image to build on.',
  ],
  [/no build stage in current context/, 'Put FROM above it; only ARG may stand before FROM.'],
  [/unterminated heredoc/, 'End the text with a line that holds nothing but its name.'],
  [/unknown instruction/, 'To continue an instruction, end the line above with a backslash.'],
  [/should not be blank/, 'Give its ARG a default above the first FROM, or pass --build-arg.'],
  [/empty platform value/, 'Give its ARG a default above the first FROM, or pass --build-arg.'],
  [
    /invalid context name/,
    'Begin and end the name with a letter or digit; between them, one dot, underscore or some dashes.',
  ],
  [
    /invalid reference format|invalid repository name|invalid checksum digest/,
    'Write an image as [registry/]name[:tag] or name@sha256:…, in lower case.',
  ],
  [
    /(?:platform|OSAndVersion) specifier|unknown operating system or architecture|wildcards not yet supported/,
    'Write a platform as os/architecture, e.g. linux/arm64 or linux/arm/v7.',
  ],
  [/could not be found/, 'Name a stage of this file: FROM image AS name.'],
  [/needs to be defined before/, 'Move that stage further up in the file.'],
  [/circular dependency/, 'Let one of these stages do without the other.'],
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
  for (const { platform, problems } of resolution.targets) {
    const [problem] = problems;
    if (problem === undefined) continue;
    const { start } = problem.range;
    const key = `${start.line}:${start.character} ${problem.message}`;
    const finding = found.get(key) ?? {
      rule: 'dockerfile-error',
      severity: 'error',
      message: explainRefusal(problem.message),
      range: problem.range,
      platforms: [],
      fixes: waysOut(problem),
    };
    if (!finding.platforms.includes(platform)) finding.platforms.push(platform);
    found.set(key, finding);
  }
  return [...found.values()];
}

/** A refusal in the words of BuildKit, which are the first argument, and what to do about it. */
export function explainRefusal(message: string): Message {
  const remedy = remedies.find(([pattern]) => pattern.test(message))?.[1];
  return remedy === undefined
    ? { text: '{0}', args: [message] }
    : { text: `{0}. ${remedy}`, args: [message] };
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
