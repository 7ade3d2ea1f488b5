import fc from 'fast-check';
import type { TargetResolution } from '../../src/core/dockerfile/resolve.ts';
import {
  formatPlatformAll,
  normalizePlatform,
  parsePlatform,
} from '../../src/core/platform/platform.ts';
import { variableName, word } from '../support/dockerfiles/words.ts';
import { inventedPlatforms } from './anyImageRegistry.ts';
import { build } from './builds.ts';
import type { Case } from './case.ts';
import { difference, unique, type Difference } from './compare.ts';
import { resolveOurs } from './ours.ts';

/** Messages of builds that came past the Dockerfile: what is built on empty images mostly fails. */
const whileRunning =
  /did not complete successfully|failed to (?:compute cache key|read|prepare|mount|walk|load cache key|parse cgroup)|not found|no such file|permission|network\.host|entitlement|secret|ssh|exec/;

/**
 * Builds a case for all platforms that images have, and compares which image BuildKit asks for which
 * platform. Where the file is refused there is nothing to compare but the message.
 */
export async function comparePulls(
  asked: Case,
  buildPlatform: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly Difference[]> {
  const platforms = inventedPlatforms;
  const ours = platforms.map((platform) => resolveOurs({ ...asked, platform }, buildPlatform));
  const theirs = await build(asked.text, platforms, asked.buildArgs, env);
  // Bases that are no references are found at once: any of them may be the one that is named.
  const messages = ours.flatMap(({ problems }) =>
    problems
      .map(({ message }) => message)
      .filter((message, index) => index === 0 || message.startsWith('failed to parse stage name ')),
  );
  const failure = theirs.failure ?? 'none';
  if (messages.length > 0) {
    if (messages.includes(failure)) return [];
    return [{ aspect: 'error', ours: messages[0] ?? 'none', theirs: failure }];
  }
  const pulls = difference('pulls', pullsOf(ours), unique(theirs.loaded.map(normalised)));
  if (pulls.length === 0) return [];
  const hasBegun = theirs.loaded.length > 0 && whileRunning.test(failure);
  if (theirs.failure === undefined || hasBegun) return pulls;
  return [{ aspect: 'error', ours: 'none', theirs: theirs.failure }];
}

/** BuildKit shows a platform as it is written, `linux/arm` for `linux/arm/v7`. */
function normalised(loaded: string): string {
  const [platform = '', reference = ''] = loaded.split(' ');
  const parsed = parsePlatform(platform);
  return `${parsed.ok ? formatPlatformAll(normalizePlatform(parsed.value)) : platform} ${reference}`;
}

function pullsOf(targets: readonly TargetResolution[]): readonly string[] {
  return unique(
    targets.flatMap(({ pulls }) =>
      pulls.map(({ reference, platform }) => `${platform ?? 'unknown'} ${reference}`),
    ),
  );
}

const setting = fc.oneof(
  fc.tuple(variableName, word).map(([name, value]) => `ARG ${name}=${value}`),
  variableName.map((name) => `ARG ${name}`),
  fc.tuple(variableName, word).map(([name, value]) => `ENV ${name}="${value.replaceAll('"', '')}"`),
);

const settings = fc.array(setting, { maxLength: 5 }).map((lines) => lines.join('\n'));

/** Files whose last stage prints its environment, on a real image of the build platform. */
const printing = fc
  .tuple(fc.array(setting, { maxLength: 3 }), settings, settings)
  .map(([globals, parent, child]) =>
    [
      ...globals.filter((line) => line.startsWith('ARG')),
      `FROM --platform=$BUILDPLATFORM busybox:1.37 AS parent\n${parent}`,
      `FROM parent AS child\n${child}`,
      'RUN ["/bin/busybox", "env"]\n',
    ].join('\n'),
  );

/** Cases for {@link compareEnvironment}. */
export function printingCases(count: number, seed: number): readonly Case[] {
  const target = fc.constantFrom('linux/arm64', 'linux/arm/v7', 'linux/amd64');
  const values = fc.constantFrom('x', '', 'linux/s390x');
  const buildArgs = fc.dictionary(variableName, values, { maxKeys: 2 });
  const cases = fc.record({ text: printing, platform: target, buildArgs });
  return fc.sample(cases, { numRuns: count, seed });
}

/** What every process has, and what the image sets. */
const ambient = new Set(['PATH', 'HOSTNAME', 'HOME', 'PWD', 'SHLVL']);

/** Runs a case that prints its environment and compares it with ours at the end of the last stage. */
export async function compareEnvironment(
  asked: Case,
  buildPlatform: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly Difference[]> {
  const ours = resolveOurs(asked, buildPlatform);
  const theirs = await build(asked.text, [asked.platform], asked.buildArgs, env);
  const [problem] = ours.problems;
  if (problem !== undefined || theirs.failure !== undefined) {
    const message = problem?.message ?? 'none';
    const failure = theirs.failure ?? 'none';
    return message === failure ? [] : [{ aspect: 'error', ours: message, theirs: failure }];
  }
  const variables = Object.entries(ours.stages.at(-1)?.environment ?? {}).map(([name, variable]) =>
    'value' in variable ? `${name}=${variable.value}` : `${name} is ${variable.unknown}`,
  );
  return difference(
    'environment',
    unique(variables.filter(isOwn)),
    unique(theirs.output.split('\n').filter((line) => line.includes('=') && isOwn(line))),
  );
}

function isOwn(line: string): boolean {
  return !ambient.has(line.split('=', 1)[0] ?? '');
}
