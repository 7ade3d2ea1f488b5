import { maxTagLimit } from '../adapters/registry/tags.ts';
import type { Reference } from '../core/image/reference.ts';
import type { TagSearch } from '../core/image/tagSearch.ts';
import { parsePlatform } from '../core/platform/platform.ts';
import { readPlatforms, type OutputFormat } from './options.ts';
import type { Registries } from './registries.ts';
import { CommandError, UsageError, printable } from './terminal.ts';

/** The options of `multiarch image --tags`, as written. */
export interface TagOptions {
  readonly tags?: boolean | undefined;
  readonly platform?: readonly string[] | undefined;
  readonly limit?: string | undefined;
}

/** What is looked for. */
export interface TagWish {
  /** As BuildKit writes them; none: any. */
  readonly platforms: readonly string[];
  readonly limit: number;
}

const defaultLimit = 10;

/**
 * Reads `--tags`, `--platform` and `--limit`; undefined without `--tags`.
 *
 * @throws {UsageError} for what is no platform or no number, or has no meaning without `--tags`
 */
export function readTagWish({ tags = false, platform, limit }: TagOptions): TagWish | undefined {
  if (!tags) {
    if (platform === undefined && limit === undefined) return undefined;
    throw new UsageError('--platform and --limit go with --tags.');
  }
  const number = limit === undefined ? defaultLimit : Number(limit);
  if (!Number.isInteger(number) || number < 1 || number > maxTagLimit) {
    throw new UsageError(`--limit is a number from 1 to ${maxTagLimit}, not "${limit ?? ''}".`);
  }
  return { platforms: platform === undefined ? [] : readPlatforms(platform), limit: number };
}

/**
 * Looks for the tags, and prints them.
 *
 * @throws {CommandError} when the registry does not tell them
 */
export async function imageTags(
  reference: Reference,
  wish: TagWish,
  format: OutputFormat,
  registries: Registries,
): Promise<string> {
  const platforms = wish.platforms.map((platform) => parsePlatform(platform));
  const fact = await registries.findTags(reference.canonical, {
    platforms: platforms.flatMap((platform) => (platform.ok ? [platform.value] : [])),
    limit: wish.limit,
  });
  if (!fact.known) throw new CommandError(fact.reason.message);
  return format === 'json'
    ? `${JSON.stringify({ reference: reference.canonical, platforms: wish.platforms, ...fact.value }, null, 2)}\n`
    : toText(fact.value, wish);
}

function toText({ tags, complete }: TagSearch, { platforms }: TagWish): string {
  const wanted = platforms.length === 0 ? '' : ` for ${platforms.join(', ')}`;
  if (tags.length === 0) {
    return complete
      ? `There is no tag${wanted}.\n`
      : `No tag${wanted} was found; not all were read.\n`;
  }
  const width = Math.max(...tags.map(({ tag }) => tag.length));
  const lines = tags.map(({ tag, platforms: has }) =>
    printable(`${tag.padEnd(width)}  ${has.join(' ')}`.trimEnd()),
  );
  return `${lines.join('\n')}\n${complete ? '' : '\nThere may be others (--limit).\n'}`;
}
