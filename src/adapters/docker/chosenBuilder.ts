import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { readInstance } from './buildxStore.ts';
import { currentContext, engineAddress, type DockerSurroundings } from './contexts.ts';
import { buildxDirectory } from './dockerDirectory.ts';
import { readStoreFile } from './storeFile.ts';

/** The builder that a build uses, as far as buildx's store tells without asking any builder. */
export interface ChosenBuilder {
  readonly name: string;
  /** `docker` for a docker context, which stands in no store. */
  readonly driver: string;
  /** Of its first node: a URL, or the name of a docker context. */
  readonly endpoint: string;
}

const currentSchema = z.object({
  Key: z.string(),
  Name: z.optional(z.string()),
  Global: z.optional(z.boolean()),
});

/**
 * Finds the builder that `docker buildx build` would use, and starts nothing: `--builder`, else the
 * variable BUILDX_BUILDER, else the current one of buildx's store, else that of the docker context
 * (buildx 0.29, store.Txn.Current and storeutil.GetCurrentInstance).
 *
 * @param name for `--builder`
 */
export async function findChosenBuilder(
  name: string | undefined,
  surroundings: DockerSurroundings,
): Promise<ChosenBuilder> {
  const { environment } = surroundings;
  const context = await currentContext(environment);
  const { BUILDX_BUILDER: chosen } = environment;
  const wanted = name ?? (chosen === '' ? undefined : chosen);
  const found = wanted ?? (await readCurrent(context, surroundings)) ?? context;
  const instance = await readInstance(found, environment);
  if (instance === undefined) return { name: found, driver: 'docker', endpoint: found };
  return { name: found, driver: instance.driver, endpoint: instance.nodes[0]?.endpoint ?? '' };
}

/** The name that `docker buildx use` has noted for the engine, or for all. */
async function readCurrent(
  context: string,
  surroundings: DockerSurroundings,
): Promise<string | undefined> {
  const { environment } = surroundings;
  const folder = buildxDirectory(environment);
  const exists = async (name: string) => (await readInstance(name, environment)) !== undefined;
  const isDefault = context === 'default';
  const key = isDefault ? ((await engineAddress(context, surroundings))?.url ?? '') : context;
  const current = currentSchema.safeParse(await readJson(join(folder, 'current'))).data;
  if (current?.Name) {
    const { Name: name, Key, Global: isGlobal } = current;
    if (isGlobal && (await exists(name))) return name;
    if (Key === key) return (await exists(name)) ? name : undefined;
  }
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 20);
  const name = await readText(join(folder, 'defaults', hash));
  return name !== undefined && (await exists(name)) ? name : undefined;
}

async function readText(file: string): Promise<string | undefined> {
  return readStoreFile(file).catch(() => undefined);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse((await readText(file)) ?? '');
  } catch {
    return undefined;
  }
}
