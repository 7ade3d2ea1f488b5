import { parseReference, pulledReference, type Reference } from '../../core/image/reference.ts';
import type { ListWishes } from '../../core/manifestList/assemble.ts';
import { isRunSomewhere } from '../../core/manifestSpec/specPlatform.ts';
import { parsePlatform, type Platform } from '../../core/platform/platform.ts';
import type { WantedSource } from '../../adapters/registry/write/listPlan.ts';
import { parseCall, readFormat, type OutputFormat } from '../options.ts';
import { readRegistryRules, registryOptions } from '../registryRules.ts';
import { UsageError, type RegistryRules } from '../terminal.ts';
import { readLocalSource } from './localSource.ts';

/** Options of all commands that make or change a manifest list. */
export interface ListCall {
  readonly positionals: readonly string[];
  readonly tags: readonly string[];
  readonly wishes: ListWishes;
  readonly dryRun: boolean;
  readonly mayLose: boolean;
  readonly leavesReferrers: boolean;
  readonly platforms: readonly string[];
  readonly format: OutputFormat;
  readonly registries: RegistryRules;
}

/** Reads the options. */
export function readListCall(args: readonly string[]): ListCall {
  const { values, positionals } = parseCall(args, {
    tag: { type: 'string', short: 't', multiple: true },
    type: { type: 'string' },
    annotation: { type: 'string', multiple: true },
    platform: { type: 'string', multiple: true },
    ...modeOptions,
    'no-referrers': { type: 'boolean' },
  });
  return {
    positionals,
    tags: values.tag ?? [],
    wishes: readWishes(values.type, values.annotation ?? []),
    ...readMode(values),
    leavesReferrers: values['no-referrers'] ?? false,
    platforms: (values.platform ?? []).flatMap((value) => value.split(',')),
  };
}

/** What all commands take that write tags. */
export const modeOptions = {
  'dry-run': { type: 'boolean' },
  'allow-loss': { type: 'boolean' },
  format: { type: 'string' },
  ...registryOptions,
} as const;

/** Reads {@link modeOptions}. */
export function readMode(
  values: {
    readonly 'dry-run'?: boolean | undefined;
    readonly 'allow-loss'?: boolean | undefined;
    readonly format?: string | undefined;
  } & Parameters<typeof readRegistryRules>[0],
): Pick<ListCall, 'dryRun' | 'mayLose' | 'format' | 'registries'> {
  return {
    registries: { ...readRegistryRules(values), isNamed: true },
    dryRun: values['dry-run'] ?? false,
    mayLose: values['allow-loss'] ?? false,
    format: readFormat(values.format),
  };
}

/** Reads `--type` and `--annotation`. */
export function readWishes(type: string | undefined, notes: readonly string[]): ListWishes {
  if (type !== undefined && type !== 'docker' && type !== 'oci') {
    throw new UsageError(`--type is "docker" or "oci", not "${type}".`);
  }
  const annotations = notes.map((note) => {
    const at = note.indexOf('=');
    if (at < 1) throw new UsageError(`--annotation is NAME=value, not "${note}".`);
    // As imagetools has it, where annotations may also be of other things.
    return [note.slice(0, at).replace(/^index:/, ''), note.slice(at + 1)] as const;
  });
  return {
    ...(type !== undefined && { type }),
    ...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }),
  };
}

/** Reads a reference, with the tag `latest` where it has none. */
export function readReference(text: string): Reference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new UsageError(`"${text}": ${parsed.problem.message}.`);
  return parsed.value;
}

/** Reads platforms as they are written: they are compared, not normalised. */
export function readWrittenPlatforms(words: readonly string[]): readonly Platform[] {
  return words.map((word) => {
    const platform = parsePlatform(word);
    if (!platform.ok) throw new UsageError(`${platform.problem.message}.`);
    return platform.value;
  });
}

/**
 * Reads a source: a reference, with `=os/architecture[/variant]` behind it where the list is to say something
 * else than the image.
 */
export function readSource(text: string, only: readonly Platform[]): WantedSource {
  // A path may have the sign as well.
  const at = text.lastIndexOf('=');
  const name = at === -1 ? text : text.slice(0, at);
  const local = readLocalSource(name);
  const reference = local?.reference ?? pulledReference(readReference(name));
  const [platform] = at === -1 ? [] : readWrittenPlatforms([text.slice(at + 1)]);
  // An image's own config may say what it likes; what is typed in its place is rather a slip.
  if (platform && !isRunSomewhere(platform)) {
    throw new UsageError(
      `"${text.slice(at + 1)}" is no platform that anything runs on, so nobody could pull the image. Write os/architecture[/variant], such as linux/arm64.`,
    );
  }
  return {
    reference,
    ...(local && { local: local.local }),
    ...(only.length > 0 && { only }),
    ...(platform && { change: { platform } }),
  };
}

/** The repository and tags that a list is to have: all of one repository. */
export function readTarget(tags: readonly string[]): {
  readonly target: Reference;
  readonly tags: readonly string[];
} {
  const references = tags.map(readReference);
  const [target] = references;
  if (target === undefined) {
    throw new UsageError('Say where the list is to go: --tag <name>:<tag>.');
  }
  for (const { domain, path, digest, canonical } of references) {
    if (digest !== undefined) {
      throw new UsageError(`--tag ${canonical}: a digest cannot be chosen; give a tag.`);
    }
    if (domain === target.domain && path === target.path) continue;
    throw new UsageError(
      `All tags are of one repository: ${target.domain}/${target.path} and ${domain}/${path} are two. Make the list there first, then copy it (multiarch index copy).`,
    );
  }
  return { target, tags: [...new Set(references.map(({ tag = 'latest' }) => tag))] };
}
