import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { formatPlatform } from '../../core/platform/platform.ts';
import { buildxDirectory } from './dockerDirectory.ts';

const instanceSchema = z.object({
  Nodes: z.nullable(
    z.array(
      z.object({
        Name: z.string(),
        Platforms: z.optional(
          z.nullable(
            z.array(
              z.object({
                os: z.string(),
                architecture: z.string(),
                variant: z.optional(z.string()),
              }),
            ),
          ),
        ),
      }),
    ),
  ),
});

/** Names that buildx accepts; anything else must not become a path. */
const instanceName = /^[A-Za-z][A-Za-z0-9._-]*$/;

/**
 * Platforms that the user fixed for each node of a builder (`buildx create --platform`). The JSON of
 * `buildx ls` does not tell them from the worker's own, so buildx's store is read, and only read.
 * Undefined when there is no such file or it is not understood.
 */
export async function readPinnedPlatforms(
  builder: string,
  environment: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  if (!instanceName.test(builder)) return undefined;
  try {
    const file = join(buildxDirectory(environment), 'instances', builder);
    return parseInstance(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Node name → fixed platforms, from the text of an instance file (buildx v0.36, store/nodegroup.go). */
export function parseInstance(text: string): ReadonlyMap<string, readonly string[]> {
  const { Nodes: nodes } = instanceSchema.parse(JSON.parse(text));
  return new Map(
    (nodes ?? []).map((node) => [
      node.Name,
      (node.Platforms ?? []).map(({ os, architecture, variant }) =>
        formatPlatform({ os, architecture, ...(variant ? { variant } : {}) }),
      ),
    ]),
  );
}
