import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { formatPlatform } from '../../core/platform/platform.ts';
import { buildxDirectory } from './dockerDirectory.ts';

const instanceSchema = z.object({
  Driver: z.optional(z.string()),
  Nodes: z.nullable(
    z.array(
      z.object({
        Name: z.string(),
        Endpoint: z.optional(z.string()),
        Platforms: z.nullish(
          z.array(
            z.object({
              os: z.string(),
              architecture: z.string(),
              variant: z.optional(z.string()),
            }),
          ),
        ),
        Files: z.nullish(z.record(z.string(), z.string())),
      }),
    ),
  ),
});

/** A builder as buildx keeps it (buildx v0.36, store/nodegroup.go). */
export interface Instance {
  readonly driver: string;
  readonly nodes: readonly InstanceNode[];
}

/** One node of it. */
export interface InstanceNode {
  readonly name: string;
  /** A URL, or the name of a docker context. */
  readonly endpoint: string;
  /** What the user fixed with `buildx create --platform`. */
  readonly platforms: readonly string[];
  /** Files that the node's BuildKit is started with, below `/etc/buildkit`: name → base64. */
  readonly files: Readonly<Record<string, string>>;
}

/** Names that buildx accepts; anything else must not become a path. */
const instanceName = /^[A-Za-z][A-Za-z0-9._-]*$/;

/** Reads a builder from buildx's store. Undefined when it is not there, or not understood. */
export async function readInstance(
  builder: string,
  environment: NodeJS.ProcessEnv,
): Promise<Instance | undefined> {
  if (!instanceName.test(builder)) return undefined;
  try {
    const folder = join(buildxDirectory(environment), 'instances');
    return parseInstance(await readFile(join(folder, builder.toLowerCase()), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Platforms that the user fixed for each node of a builder, by its name. The JSON of `buildx ls` does
 * not tell them from the worker's own, so buildx's store is read, and only read.
 */
export async function readPinnedPlatforms(
  builder: string,
  environment: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  const instance = await readInstance(builder, environment);
  return instance && new Map(instance.nodes.map(({ name, platforms }) => [name, platforms]));
}

/** Reads the text of an instance file. @throws when it is none */
export function parseInstance(text: string): Instance {
  const { Driver: driver = '', Nodes: nodes } = instanceSchema.parse(JSON.parse(text));
  return {
    driver,
    nodes: (nodes ?? []).map(({ Name, Endpoint, Platforms, Files }) => ({
      name: Name,
      endpoint: Endpoint ?? '',
      platforms: (Platforms ?? []).map(({ os, architecture, variant }) =>
        formatPlatform({ os, architecture, ...(variant ? { variant } : {}) }),
      ),
      files: Files ?? {},
    })),
  };
}
