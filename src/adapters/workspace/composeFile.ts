import path from 'node:path';
import * as z from 'zod/mini';
import { say } from '../../core/language.ts';
import { buildxPlatforms } from '../../core/project/buildxPlatforms.ts';
import type { BuildDeclaration } from '../../core/project/declaration.ts';
import { readComposeBeside } from './composeBeside.ts';
import { readExtended, type ExtendedFiles } from './composeExtended.ts';
import { isKnown, layServices, type ComposeLayer } from './composeLayers.ts';
import type { ComposeBeside } from './composeServices.ts';
import { notCompose, readServices } from './composeText.ts';
import { readEnvironmentFile } from './environmentFile.ts';
import { goText } from './goNumbers.ts';
import type { ListFolder } from './folderLists.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** Names with values, once lists of `NAME=value` have become maps (compose-spec 05-services.md, build `args`). */
const pairs = z.record(z.string(), scalar);
const build = z.object({
  context: z.optional(z.string()),
  dockerfile: z.optional(z.string()),
  dockerfile_inline: z.optional(z.string()),
  args: z.optional(z.nullable(pairs)),
  target: z.optional(z.string()),
  platforms: z.optional(z.nullable(z.array(z.string()))),
  additional_contexts: z.optional(z.nullable(pairs)),
});
const service = z.object({
  build: z.optional(z.nullable(z.union([z.string(), build]))),
  platform: z.optional(z.nullable(z.string())),
  image: z.optional(z.nullable(z.string())),
});

/** What a compose file says of builds. */
export interface ComposeBuilds {
  readonly declarations: readonly BuildDeclaration[];
  /** Why nothing of it was read: a sentence that goes on behind a colon. */
  readonly problem?: string;
  /** Other files whose services it extends: absolute paths. */
  readonly extended?: readonly string[];
}

/** What Compose reads besides a compose file. */
export interface ComposeAround {
  /** What the file `.env` sets. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The override, or the file below it. */
  readonly beside?: ComposeBeside & { readonly file: string };
  /** The files whose services are extended. */
  readonly extended?: ExtendedFiles;
}

/**
 * What a compose file builds, with the override beside it, the variables of `.env` and the files whose services it
 * extends, as Compose reads them.
 *
 * @param file its absolute path
 * @param list where it is given, nothing beside it is read that it does not list
 */
export async function readComposeBuilds(
  text: string,
  file: string,
  list?: ListFolder,
): Promise<ComposeBuilds> {
  const variables = await readEnvironmentFile(path.dirname(file), list);
  // Then Compose reads the files that it names, which nobody follows here, and looks for no other.
  const isNamed = Object.hasOwn(variables, 'COMPOSE_FILE');
  const beside = isNamed ? undefined : await readComposeBeside(file, list);
  const texts = new Map([[file, text]]);
  if (beside !== undefined) texts.set(siblingOf(file, beside.file), beside.text);
  const extended = await readExtended(texts, variables, list);
  const read = readComposeFile(text, file, { variables, ...(beside && { beside }), extended });
  return { ...read, ...(extended.size > 0 && { extended: [...extended.keys()] }) };
}

/**
 * The services of a compose file, and of that beside it, that build a Dockerfile. A service whose words depend on the
 * environment (`${…}` of what nobody sets) is left out as far as they do: nothing is guessed. Fails for what Compose
 * does not take, or is too large to be read.
 *
 * @param file its absolute path
 */
export function readComposeFile(
  text: string,
  file: string,
  { variables = {}, beside, extended = new Map() }: ComposeAround = {},
): ComposeBuilds {
  const own = readServices(text);
  const other = beside && readServices(beside.text);
  if (!own.ok) return refuse(own.problem.message);
  if (beside?.problem !== undefined) return refuse(`${beside.file}: ${beside.problem}`);
  if (beside && other?.ok === false) return refuse(`${beside.file}: ${other.problem.message}`);
  const layers = [{ path: file, services: own.value }];
  if (beside && other?.ok === true) {
    const layer = { path: siblingOf(file, beside.file), services: other.value };
    if (beside.isOverride) layers.push(layer);
    else layers.unshift(layer);
  }
  const others: ComposeLayer[] = [];
  for (const [each, read] of extended) {
    const name = path.relative(path.dirname(file), each) || '.';
    if (!read.ok) return refuse(`${name}: ${read.problem.message}`);
    others.push({ path: each, services: read.value });
  }
  let problem: string | undefined;
  const services = layServices(layers, variables, others);
  if (!services.ok) return refuse(services.problem.message);
  const declarations = Object.entries(services.value).flatMap(([name, said]) => {
    const each = service.safeParse(said);
    if (!each.success) problem ??= notCompose(each.error.issues, ['services', name]);
    const at = beside && !Object.hasOwn(own.value, name) ? siblingOf(file, beside.file) : file;
    return each.success ? declarationOf(name, each.data, at) : [];
  });
  return { declarations, ...(problem !== undefined && { problem }) };
}

function siblingOf(file: string, name: string): string {
  return path.join(path.dirname(file), name);
}

function refuse(problem: string): ComposeBuilds {
  return { declarations: [], problem };
}

function declarationOf(
  name: string,
  said: z.infer<typeof service>,
  file: string,
): readonly BuildDeclaration[] {
  if (said.build === undefined || said.build === null) return [];
  const built = typeof said.build === 'string' ? { context: said.build } : said.build;
  const dockerfile = dockerfileOf(built, path.dirname(file));
  if (dockerfile === undefined) return [];
  const own = typeof said.platform === 'string' ? [said.platform] : [];
  const args = readPairs(built.args);
  const environment = say('{0} takes it from the environment', path.basename(file));
  return [
    {
      kind: 'compose',
      file: path.basename(file),
      name,
      dockerfile,
      context: path.resolve(path.dirname(file), built.context ?? '.'),
      // An empty one is none: `${PLATFORM:-}`.
      platforms: buildxPlatforms((built.platforms ?? own).filter((each) => each && isKnown(each))),
      buildArgs: Object.fromEntries(
        args.flatMap(([key, text]) => (text === undefined ? [] : [[key, text]])),
      ),
      unknownArgs: Object.fromEntries(
        args.flatMap(([key, text]) => (text === undefined ? [[key, environment]] : [])),
      ),
      contexts: Object.fromEntries(
        readPairs(built.additional_contexts).map(([key, text = '']) => [key, text]),
      ),
      ...(built.target !== undefined && isKnown(built.target) && { target: built.target }),
      ...(typeof said.image === 'string' && isKnown(said.image) && { tags: [said.image] }),
    },
  ];
}

function dockerfileOf(said: z.infer<typeof build>, folder: string): string | undefined {
  const { context = '.', dockerfile = 'Dockerfile', dockerfile_inline: inline } = said;
  if (inline !== undefined || ![context, dockerfile].every(isKnown)) return undefined;
  // A context that is no folder here: a Git repository, an archive.
  if (/^[a-z+]+:\/\/|^git@|\.git(#|$)/i.test(context)) return undefined;
  return path.resolve(folder, context, dockerfile);
}

/** Each name with its value; undefined where that depends on the environment. */
function readPairs(
  value: z.infer<typeof pairs> | null | undefined,
): readonly (readonly [string, string | undefined])[] {
  return Object.entries(value ?? {}).map(([name, said]) => {
    // A name without a value takes the environment's.
    if (said === null) return [name, undefined];
    const text = goText(said);
    return [name, isKnown(text) ? text : undefined];
  });
}
