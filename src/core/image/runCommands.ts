import { parsePlatform } from '../platform/platform.ts';
import { fail, succeed, type Result } from '../result.ts';
import { familiarName, parseReference } from './reference.ts';

/** An image for one platform, as docker is to take it. */
export interface PlatformImage {
  /** As people write it, or an image's id. */
  readonly reference: string;
  /** e.g. `linux/arm64` */
  readonly platform: string;
  /** Of the platform's manifest, where it is known. */
  readonly digest?: string;
  /** Whether the engine has it under the reference. */
  readonly isPresent: boolean;
}

/** The shell that nearly every image has, and that of Windows. */
const shells = { windows: 'cmd', other: '/bin/sh' } as const;

const imageId = /^sha256:[0-9a-f]{64}$/;
const containerId = /^[0-9a-f]{12,64}$/;

/**
 * Arguments of `docker` that run an image for a platform in a terminal and remove the container afterwards.
 * What the engine has is taken by its name. Else it is pulled by the digest of the platform's own manifest:
 * so the classic store keeps what the name stands for (moby issue 43188).
 */
export function runArguments(image: PlatformImage): Result<readonly string[]> {
  return withImage(image, (platform, name) => ['run', '--rm', '-it', platform, name]);
}

/** The same, with a shell in the place of what the image runs. */
export function shellArguments(image: PlatformImage): Result<readonly string[]> {
  const shell = image.platform.startsWith('windows') ? shells.windows : shells.other;
  const entry = `--entrypoint=${shell}`;
  return withImage(image, (platform, name) => ['run', '--rm', '-it', platform, entry, name]);
}

/** What a smoke run starts in a container. */
export interface SmokeCommand {
  /** Of the container, so that it can be removed. */
  readonly container: string;
  /** Words after the name of the image: they are the container's, whatever they begin with. */
  readonly words: readonly string[];
  /** In the place of the image's own. */
  readonly entrypoint?: string;
}

/**
 * Arguments of `docker` that run an image for a platform once, without a terminal. What the engine has is never
 * pulled anew; what it does not have is pulled by digest.
 */
export function smokeArguments(
  image: PlatformImage,
  { container, words, entrypoint }: SmokeCommand,
): Result<readonly string[]> {
  const pull = image.isPresent ? 'never' : 'missing';
  return withImage(image, (platform, name) => [
    ...['run', '--rm', `--name=${container}`, `--pull=${pull}`, platform],
    ...(entrypoint === undefined ? [] : [`--entrypoint=${entrypoint}`]),
    ...[name, ...words],
  ]);
}

/**
 * Arguments of `docker` that pull an image for a platform.
 *
 * @param by `name`: what the name stands for now; `digest`: this very manifest, and the name stays as it is
 */
export function pullArguments(
  image: PlatformImage,
  by: 'name' | 'digest',
): Result<readonly string[]> {
  // An image that is there is named as it is, so another one has to be asked for by its digest.
  const asked = { ...image, isPresent: by === 'name' };
  return withImage(asked, (platform, name) => ['pull', platform, name]);
}

/** Arguments of `docker` that open a shell in a container that runs. @param id hexadecimal */
export function execArguments(id: string, os: string): Result<readonly string[]> {
  if (!containerId.test(id)) return fail(`${id} is no container's id`);
  return succeed(['exec', '-it', id, os === 'windows' ? shells.windows : shells.other]);
}

/** Nothing that begins with a dash gets through: neither a reference nor a platform can. */
function withImage(
  image: PlatformImage,
  argumentsOf: (platform: string, name: string) => readonly string[],
): Result<readonly string[]> {
  const platform = parsePlatform(image.platform);
  if (!platform.ok) return platform;
  const name = nameOf(image);
  if (!name.ok) return name;
  return succeed(argumentsOf(`--platform=${image.platform}`, name.value));
}

function nameOf({ reference, digest, isPresent }: PlatformImage): Result<string> {
  if (imageId.test(reference)) return succeed(reference);
  const parsed = parseReference(reference);
  if (!parsed.ok) return parsed;
  if (isPresent || digest === undefined || !imageId.test(digest)) return succeed(reference);
  return succeed(`${familiarName(parsed.value)}@${digest}`);
}
