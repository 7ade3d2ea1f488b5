import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import type { StoredBuilder } from '../../core/build/storedNode.ts';
import { formatPlatform } from '../../core/platform/platform.ts';
import { buildxDirectory } from './dockerDirectory.ts';
import { readStoreFile } from './storeFile.ts';

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

/** More than anybody has; a file or a folder may say anything. */
const most = { builders: 1000, nodes: 500 };

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
    return parseInstance(await readStoreFile(join(folder, builder.toLowerCase())));
  } catch {
    return undefined;
  }
}

/** Names of the builders in buildx's store, in its order. Empty without a store. */
export async function readInstanceNames(
  environment: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  const folder = join(buildxDirectory(environment), 'instances');
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => instanceName.test(name))
    .toSorted()
    .slice(0, most.builders);
}

const time = /^\d{4}-\d{2}-\d{2}T[\d:.]{8,20}(?:Z|[+-]\d{2}:\d{2})$/;

/** When a builder last built, or was changed (RFC 3339); undefined when it never did. */
export async function readActivity(
  builder: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  if (builder !== basename(builder)) return undefined;
  const file = join(buildxDirectory(environment), 'activity', builder.toLowerCase());
  const text = await readStoreFile(file).catch(() => '');
  return time.test(text) ? text : undefined;
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
    nodes: (nodes ?? [])
      .slice(0, most.nodes)
      .map(({ Name, Endpoint, Platforms, DriverOpts, Flags, Files }) => ({
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
