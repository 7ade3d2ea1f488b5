import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { StoredBuilder } from '../../core/build/storedNode.ts';
import { formatPlatform } from '../../core/platform/platform.ts';
import { buildxDirectory } from './dockerDirectory.ts';

const instanceSchema = z.object({
  Name: z.optional(z.string()),
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
        DriverOpts: z.nullish(z.record(z.string(), z.string())),
        Flags: z.nullish(z.array(z.string())),
        Files: z.nullish(z.record(z.string(), z.string())),
      }),
    ),
  ),
});

/** Names that buildx accepts; anything else must not become a path. */
const instanceName = /^[A-Za-z][A-Za-z0-9._-]*$/;

/** Reads a builder from buildx's store (buildx v0.36, store/nodegroup.go). Undefined when it is not there, or not understood. */
export async function readInstance(
  builder: string,
  environment: NodeJS.ProcessEnv,
): Promise<StoredBuilder | undefined> {
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
export function parseInstance(text: string): StoredBuilder {
  const {
    Name: name = '',
    Driver: driver = '',
    Nodes: nodes,
  } = instanceSchema.parse(JSON.parse(text));
  return {
    name,
    driver,
    nodes: (nodes ?? []).map(({ Name, Endpoint, Platforms, DriverOpts, Flags, Files }) => ({
      name: Name,
      endpoint: Endpoint ?? '',
      platforms: (Platforms ?? []).map(({ os, architecture, variant }) =>
        formatPlatform({ os, architecture, ...(variant ? { variant } : {}) }),
      ),
      options: DriverOpts ?? {},
      flags: Flags ?? [],
      files: Files ?? {},
    })),
  };
}
