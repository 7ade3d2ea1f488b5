import { lastAnswers } from '../lastAnswers.ts';
import { fail, succeed, type Result } from '../result.ts';
import { isKnownArchitecture, normalizeArchitecture, type Architecture } from './architecture.ts';
import { isKnownOs, normalizeOs } from './operatingSystem.ts';
import { decodeOsOption, encodeOsOption } from './osOptions.ts';
import { quote } from './quote.ts';

/**
 * What an image is made for. Words are lower case once normalised.
 *
 * @example { os: 'linux', architecture: 'arm', variant: 'v7' }
 */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  /** Windows build, e.g. `10.0.20348.2227`. */
  readonly osVersion?: string;
  readonly osFeatures?: readonly string[];
}

/** Where BuildKit runs when nothing else is known: fills in what a specifier leaves out. */
const DEFAULT_HOST: Platform = { os: 'linux', architecture: 'amd64' };

/** Written as in the messages of containerd/platforms; the scanner below accepts the same texts. */
const OS_GRAMMAR = '^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.%-]*)((?:\\+[A-Za-z0-9_.%-]+)*)\\))?$';
const COMPONENT_GRAMMAR = '^[A-Za-z0-9_.-]+$';

/** The first part of a specifier, its options not yet separated: linear on any input. */
const OS_PART = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%+-]*)\))?$/;
const COMPONENT = /^[A-Za-z0-9_.-]+$/;

/**
 * Reads a platform specifier: `os[(version+feature…)]`, `architecture`, `os/architecture` or
 * `os/architecture/variant`. Aliases are resolved (`x86_64`, `aarch64`, `armhf`, `macos`); a word
 * alone is completed from `host`. As platforms.Parse of containerd/platforms v1.0.0-rc.4, with its
 * messages: `linux/arm` has no variant, `linux/arm64/v8` keeps its own.
 *
 * @param host the platform of the program that parses; BuildKit's is linux/amd64 unless told otherwise
 */
export function parsePlatform(text: string, host: Platform = DEFAULT_HOST): Result<Platform> {
  return host === DEFAULT_HOST ? parseForDefault(text) : parseFor(host, text);
}

const parseForDefault = lastAnswers((text) => parseFor(DEFAULT_HOST, text), 500);

function parseFor(host: Platform, text: string): Result<Platform> {
  if (text.includes('*')) {
    return fail(`${quote(text)}: wildcards not yet supported: invalid argument`);
  }
  const parts = splitParts(text);
  const [first = '', second, third] = parts;
  const system = parseOs(first, text);
  if (!system.ok) return system;
  const badPart = parts.slice(1).find((part) => !COMPONENT.test(part));
  if (badPart !== undefined) {
    return fail(
      `${quote(badPart)} is an invalid component of ${quote(text)}: platform specifier component must match ${quote(COMPONENT_GRAMMAR)}: invalid argument`,
    );
  }
  if (parts.length > 3) {
    return fail(`${quote(text)}: cannot parse platform specifier: invalid argument`);
  }
  if (second === undefined) return completeWord(first, system.value, text, host);

  const { architecture, variant } = normalizeArchitecture(second, third ?? '');
  if (third === undefined) {
    return succeed(
      platformOf({ ...system.value, architecture, variant: shortVariant(architecture, variant) }),
    );
  }
  // Normalisation drops v8, but a specifier that says it keeps it.
  const written = architecture === 'arm64' && variant === '' ? 'v8' : variant;
  return succeed(platformOf({ ...system.value, architecture, variant: written }));
}

/** Prints `os/architecture[/variant]`; `unknown` without an OS (platforms.Format). */
export function formatPlatform(platform: Platform): string {
  if (platform.os === '') return 'unknown';
  return joinPath([platform.os, platform.architecture, platform.variant ?? '']);
}

/**
 * Prints a platform with its OS version and features, e.g. `windows(10.0.20348+win32k)/amd64`
 * (platforms.FormatAll). Features are sorted, each once.
 */
export function formatPlatformAll(platform: Platform): string {
  if (platform.os === '') return 'unknown';
  const features = sortedOnce(platform.osFeatures ?? []).filter((feature) => feature !== '');
  const options = [platform.osVersion ?? '', ...features].map(encodeOsOption).join('+');
  const system = options === '' ? platform.os : `${platform.os}(${options})`;
  return joinPath([system, platform.architecture, platform.variant ?? '']);
}

/**
 * The one spelling of a platform: lower case, aliases resolved, default variants dropped (amd64/v1,
 * arm64/v8) or filled in (arm → v7), features sorted (platforms.Normalize).
 *
 * @param host names the OS where the platform has none
 */
export function normalizePlatform(platform: Platform, host: Platform = DEFAULT_HOST): Platform {
  return platformOf({
    os: normalizeOs(platform.os) || normalizeOs(host.os),
    osVersion: platform.osVersion ?? '',
    osFeatures: sortedOnce(platform.osFeatures ?? []),
    ...normalizeArchitecture(platform.architecture, platform.variant ?? ''),
  });
}

/** The first part of a specifier; absent parts are empty. */
interface System {
  readonly os: string;
  readonly osVersion: string;
  readonly osFeatures: readonly string[];
}

function platformOf(filled: System & Architecture): Platform {
  return {
    os: filled.os,
    architecture: filled.architecture,
    ...(filled.variant === '' ? {} : { variant: filled.variant }),
    ...(filled.osVersion === '' ? {} : { osVersion: filled.osVersion }),
    ...(filled.osFeatures.length === 0 ? {} : { osFeatures: filled.osFeatures }),
  };
}

/** At most four parts: what follows the third slash is one part, as in the original. */
function splitParts(text: string): string[] {
  const parts = text.split('/', 4);
  if (parts.length === 4) parts[3] = text.slice(parts.slice(0, 3).join('/').length + 1);
  return parts;
}

function parseOs(part: string, text: string): Result<System> {
  const [, name = '', options] = OS_PART.exec(part) ?? [];
  const [version = '', ...features] = (options ?? '').split('+');
  if (name === '' || features.includes('')) {
    return fail(
      `${quote(part)} is an invalid OS component of ${quote(text)}: OSAndVersion specifier component must match ${quote(OS_GRAMMAR)}: invalid argument`,
    );
  }
  const osVersion = decodeOsOption(version);
  if (!osVersion.ok) {
    return fail(
      `${quote(text)} has an invalid OS version ${quote(version)}: ${osVersion.problem.message}`,
    );
  }
  const osFeatures: string[] = [];
  for (const feature of features) {
    const decoded = decodeOsOption(feature);
    if (!decoded.ok) {
      return fail(
        `${quote(text)} has invalid OS features: invalid os feature ${quote(feature)}: ${decoded.problem.message}`,
      );
    }
    osFeatures.push(decoded.value);
  }
  return succeed({ os: normalizeOs(name), osVersion: osVersion.value, osFeatures });
}

/** A specifier of one word is an OS or an architecture; the host gives the other half. */
function completeWord(
  word: string,
  system: System,
  text: string,
  host: Platform,
): Result<Platform> {
  if (isKnownOs(system.os)) {
    const { architecture, variant } = normalizeArchitecture(host.architecture, host.variant ?? '');
    const hostVariant = architecture === 'arm' ? shortVariant(architecture, variant) : '';
    return succeed(platformOf({ ...system, architecture, variant: hostVariant }));
  }
  const { architecture, variant } = normalizeArchitecture(word, '');
  if (!isKnownArchitecture(architecture)) {
    return fail(`${quote(text)}: unknown operating system or architecture: invalid argument`);
  }
  return succeed(
    platformOf({
      os: normalizeOs(host.os),
      osVersion: '',
      osFeatures: [],
      architecture,
      variant: shortVariant(architecture, variant),
    }),
  );
}

/** `linux/arm` means v7, and is printed without it. */
function shortVariant(architecture: string, variant: string): string {
  return architecture === 'arm' && variant === 'v7' ? '' : variant;
}

function sortedOnce(words: readonly string[]): string[] {
  return [...new Set(words)].sort();
}

/** Go's path.Join for relative paths, which the formatters are built on. */
function joinPath(parts: readonly string[]): string {
  const path = parts.filter((part) => part !== '').join('/');
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    const parent = kept.at(-1);
    if (segment === '..' && parent !== undefined && parent !== '..') kept.pop();
    else kept.push(segment);
  }
  const root = path.startsWith('/') ? '/' : '';
  return root + kept.join('/') || '.';
}
