import { parseArgs, type ParseArgsConfig } from 'node:util';
import { suggest } from '../core/dockerfile/suggestion.ts';
import { formatPlatformAll, normalizePlatform, parsePlatform } from '../core/platform/platform.ts';
import { UsageError } from './terminal.ts';

/** How a result is printed. */
export type OutputFormat = 'text' | 'json';

interface Call<O extends ParseArgsConfig['options']> {
  args: string[];
  options: O;
  allowPositionals: true;
}

/** Splits a call into options and operands; an unknown option is a {@link UsageError} that names one like it. */
export function parseCall<const O extends ParseArgsConfig['options']>(
  args: readonly string[],
  options: O,
): ReturnType<typeof parseArgs<Call<O>>> {
  try {
    return parseArgs<Call<O>>({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Node's own words name the option; only the first sentence is for people.
    const words = error instanceof Error ? error.message : String(error);
    const [sentence = ''] = words.split(/\.\s/);
    const [, example] = /starting with a dash use '([^']+)'/.exec(words) ?? [];
    const dash =
      example === undefined ? '' : `: a value that begins with a dash is written ${example}`;
    const [, unknown] = /^Unknown option '(--[^']+)'/.exec(sentence) ?? [];
    const known = Object.keys(options ?? {}).map((name) => `--${name}`);
    const near = unknown === undefined ? '' : suggest(unknown, [...known, '--help'], 'exact');
    throw new UsageError(`${sentence.replace(/\.$/, '')}${near}${dash}.`);
  }
}

/**
 * Reads `--format`.
 *
 * @param others what else a command prints, for the complaint
 */
export function readFormat(value: string | undefined, others = ''): OutputFormat {
  if (value === undefined || value === 'text') return 'text';
  if (value === 'json') return 'json';
  throw new UsageError(`--format is "text" or "json"${others}, not "${value}".`);
}

/**
 * Reads `--platform`, given once or more, each a comma-separated list; duplicates are dropped.
 *
 * @throws {UsageError} with BuildKit's own words for what is no platform
 */
export function readPlatforms(values: readonly string[] | undefined): readonly string[] {
  return readGivenPlatforms(values) ?? defaultPlatforms;
}

/** The targets where nobody says any. */
export const defaultPlatforms: readonly string[] = ['linux/amd64', 'linux/arm64'];

/**
 * As {@link readPlatforms}; undefined when the option is not given.
 *
 * @param option its name, for the complaint
 */
export function readGivenPlatforms(
  values: readonly string[] | undefined,
  option = '--platform',
): readonly string[] | undefined {
  const words = (values ?? []).flatMap((value) => value.split(',')).map((word) => word.trim());
  const platforms = words.map((word) => {
    if (word === '') {
      throw new UsageError(
        `${option} has an empty word: write for example linux/amd64,linux/arm64.`,
      );
    }
    const platform = parsePlatform(word);
    if (!platform.ok) throw new UsageError(`${option}: ${platform.problem.message}.`);
    return formatPlatformAll(normalizePlatform(platform.value));
  });
  return platforms.length > 0 ? [...new Set(platforms)] : undefined;
}

/** Reads `--build-arg NAME=value`, given once or more. `NAME` alone takes the environment's value. */
export function readBuildArgs(
  values: readonly string[] | undefined,
  environment: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const buildArgs: [string, string][] = [];
  for (const value of values ?? []) {
    const at = value.indexOf('=');
    const name = at === -1 ? value : value.slice(0, at);
    if (name === '') throw new UsageError(`--build-arg is NAME=value, not "${value}".`);
    const given = at === -1 ? environment[name] : value.slice(at + 1);
    if (given !== undefined) buildArgs.push([name, given]);
  }
  return Object.fromEntries(buildArgs);
}

/** Reads `--build-platform`. */
export function readBuildPlatform(word: string | undefined): string | undefined {
  if (word === undefined) return undefined;
  const platform = parsePlatform(word);
  if (!platform.ok) throw new UsageError(`--build-platform: ${platform.problem.message}.`);
  return formatPlatformAll(normalizePlatform(platform.value));
}

/** Reads `--build-context NAME=value`, given once or more. */
export function readContexts(
  values: readonly string[] | undefined,
): Readonly<Record<string, string>> {
  const contexts = (values ?? []).map((value) => {
    const at = value.indexOf('=');
    if (at < 1) throw new UsageError(`--build-context is NAME=value, not "${value}".`);
    return [value.slice(0, at), value.slice(at + 1)] as const;
  });
  return Object.fromEntries(contexts);
}
