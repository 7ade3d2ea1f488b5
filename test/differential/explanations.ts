import { findSources } from '../../src/core/dockerfile/evaluation/sources.ts';
import { parseDockerfile } from '../../src/core/dockerfile/instructions.ts';
import { splitStages } from '../../src/core/dockerfile/stages.ts';
import type { Case } from './case.ts';
import type { Difference } from './compare.ts';

/**
 * Why two sides may differ without one being wrong. There are two reasons: the oracle's tools are
 * older than what we follow (`test/fixtures/versions.md` names the change), or the oracle cannot show
 * what would be compared.
 */
export interface Explanation {
  readonly kind: string;
  readonly reason: 'version' | 'not-shown';
  readonly explains: (asked: Case, difference: Difference) => boolean;
  /** Whether it is not there every time. */
  readonly isRace?: true;
  /** A file that shows it: the differential test asks about each of them. */
  readonly example: Case;
}

/** A line may stand in front, where two lines have the same message. */
const NO_REFERENCE = /^(?:line [0-9, ]+: )?failed to parse stage name /;

const target = { platform: 'linux/arm64', buildArgs: {} };

/** At most ten. Each has an example that shows the difference with the tools of the lab. */
export const explanations: readonly Explanation[] = [
  {
    kind: 'the registry cannot have such an image (a digest, another registry, a missing platform)',
    reason: 'not-shown',
    explains: (_, { aspect, theirs }) =>
      aspect === 'error' && theirs.includes('failed to resolve source metadata for '),
    example: { ...target, text: 'FROM --platform=windows/amd64 alpine\n' },
  },
  {
    kind: 'rules of BuildKit that the file itself makes errors',
    reason: 'not-shown',
    explains: (_, { aspect, ours, theirs }) =>
      aspect === 'error' && ours === 'none' && theirs.startsWith('lint violation found for rules:'),
    example: { ...target, text: '# check=error=true\nFROM alpine AS Base\n' },
  },
  {
    kind: 'of several bases that are no references, the first one that BuildKit comes across',
    reason: 'not-shown',
    isRace: true,
    // It reads them all at once (dockerfile2llb, resolveStages): which one is named is a race.
    explains: (_, { aspect, ours, theirs }) =>
      aspect === 'error-order' && [ours, theirs].every((message) => NO_REFERENCE.test(message)),
    example: {
      ...target,
      text: 'FROM alpine: AS a\nFROM alpine:: AS b\nFROM a\nCOPY --from=b / /\n',
    },
  },
  {
    kind: 'of several ways from a stage into a cycle, the one that BuildKit takes first',
    reason: 'not-shown',
    isRace: true,
    // It goes through a map (dockerfile2llb, validateCircularDependency), which has no order.
    explains: ({ text }, { aspect, ours }) =>
      aspect === 'error-line' && ours.includes(': circular dependency ') && mostSources(text) > 1,
    example: {
      ...target,
      text: 'FROM alpine AS a\nCOPY --from=a / /\nCOPY --from=b / /\nFROM a AS b\nCOPY --from=a / /\n',
    },
  },
  {
    kind: 'an ARG that keeps what the base has set: outline lists it without a value',
    reason: 'not-shown',
    // What is listed is the declaration (dockerfile2llb, dispatchArg); builds show the variable itself.
    explains: ({ text }, { aspect, theirs }) =>
      aspect === 'arguments' && theirs.endsWith(': ') && declaresOnly(text, theirs.slice(0, -2)),
    example: { ...target, text: 'FROM alpine AS a\nARG NAME=x\nFROM a AS b\nARG NAME\n' },
  },
  {
    kind: 'flags that only the labs frontend knew before BuildKit 0.26: RUN --security, COPY --parents',
    reason: 'version',
    explains: (_, { aspect, theirs }) => aspect === 'error' && LABS_FLAG.test(theirs),
    example: { ...target, text: 'FROM alpine\nCOPY --parents a/b /\n' },
  },
];

const LABS_FLAG =
  /^dockerfile parse error on line [0-9]+: unknown flag: --(?:security|parents)(?: |$)/;

function declaresOnly(text: string, name: string): boolean {
  return parseDockerfile(text).instructions.some(
    (instruction) =>
      instruction.kind === 'arg' &&
      instruction.declarations.some(({ key, value }) => key.text === name && !value),
  );
}

/** How many stages the COPYs and mounts of one stage name, at most. */
function mostSources(text: string): number {
  const dockerfile = parseDockerfile(text);
  const { sources } = findSources(splitStages(dockerfile), dockerfile);
  const stages = sources.map((found) =>
    found.flatMap(({ origin }) => (origin.kind === 'stage' ? origin.stage : [])),
  );
  return Math.max(0, ...stages.map((named) => new Set(named).size));
}

/** The explanation of a difference, or undefined when one side is wrong. */
export function explain(asked: Case, difference: Difference): Explanation | undefined {
  return explanations.find(({ explains }) => explains(asked, difference));
}
