import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod/mini';
import { say } from '../../core/language.ts';
import type { BuildDeclaration } from '../../core/project/declaration.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import { readComposeBeside } from './composeBeside.ts';
import { isKnown, layServices, markTags } from './composeLayers.ts';
import type { ComposeBeside } from './composeServices.ts';
import { readEnvironmentFile } from './environmentFile.ts';
import { countValues } from './yamlTrees.ts';

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
const schema = z.object({
  services: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
});
const service = z.object({
  build: z.optional(z.nullable(z.union([z.string(), build]))),
  platform: z.optional(z.nullable(z.string())),
  image: z.optional(z.nullable(z.string())),
});

/**
 * Longest compose file that is read, in characters, and how many aliases and brackets it may have. The
 * parser's time grows faster than their number: 1 MB of them took it half a minute. The values count with what aliases
 * and merges add to them.
 */
const limits = { length: 256 * 1024, aliases: 1_000, brackets: 10_000, values: 100_000 };

/** What a compose file says of builds. */
export interface ComposeBuilds {
  readonly declarations: readonly BuildDeclaration[];
  /** Why nothing of it was read: a sentence that goes on behind a colon. */
  readonly problem?: string;
}

/** What Compose reads besides a compose file. */
export interface ComposeAround {
  /** What the file `.env` sets. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The override, or the file below it. */
  readonly beside?: ComposeBeside & { readonly file: string };
}

/**
 * What a compose file builds, with the override beside it and the variables of `.env`, as Compose reads them.
 *
 * @param file its absolute path
 */
export async function readComposeBuilds(text: string, file: string): Promise<ComposeBuilds> {
  const variables = await readEnvironmentFile(path.dirname(file));
  // Then Compose reads the files that it names, which nobody follows here, and looks for no other.
  const isNamed = Object.hasOwn(variables, 'COMPOSE_FILE');
  const beside = isNamed ? undefined : await readComposeBeside(file);
  return readComposeFile(text, file, { variables, ...(beside && { beside }) });
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
  { variables = {}, beside }: ComposeAround = {},
): ComposeBuilds {
  const own = readServices(text);
  const other = beside && readServices(beside.text);
  if (!own.ok) return refuse(own.problem.message);
  if (beside?.problem !== undefined) return refuse(`${beside.file}: ${beside.problem}`);
  if (beside && other?.ok === false) return refuse(`${beside.file}: ${other.problem.message}`);
  const more = other?.ok === true ? [other.value] : [];
  const layers = beside?.isOverride === true ? [own.value, ...more] : [...more, own.value];
  let problem: string | undefined;
  const services = layServices(layers, variables);
  if (services === undefined) return refuse(say('it is too large.'));
  const declarations = Object.entries(services).flatMap(([name, said]) => {
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

/** The services of one file, as it says them. */
function readServices(text: string): Result<Readonly<Record<string, unknown>>> {
  if (isTooMuch(text)) return fail(say('it is too large.'));
  let value: unknown;
  try {
    // At the level `warn` the parser quotes the file to standard error, with whatever is in it.
    const options = { merge: true, uniqueKeys: false, logLevel: 'error' } as const;
    const documents = parseAllDocuments(text, options);
    const [first, ...others] = 'empty' in documents ? [] : documents;
    const wrong = [first, ...others].flatMap((document) => document?.errors ?? [])[0];
    if (wrong !== undefined) throw wrong;
    if (others.length > 0) return fail(say('it has several documents.'));
    if (first && countValues(first) > limits.values) return fail(say('it is too large.'));
    if (first) markTags(first);
    value = first?.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return fail(say('it is no YAML: {0}.', line.replace(/:$/, '')));
  }
  const read = schema.safeParse(value ?? {});
  if (!read.success) return fail(notCompose(read.error.issues, []));
  return succeed(read.data.services ?? {});
}

function refuse(problem: string): ComposeBuilds {
  return { declarations: [], problem };
}

function notCompose([issue]: readonly z.core.$ZodIssue[], above: readonly string[]): string {
  const at = [...above, ...(issue?.path ?? [])].map(String).join('.');
  return say('{0} is not as Compose has it.', at === '' ? 'it' : at);
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
      platforms: (built.platforms ?? own).filter(isKnown),
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

function isTooMuch(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return (
    text.length > limits.length ||
    count(/[[{]/g) > limits.brackets ||
    count(/\*\w/g) > limits.aliases
  );
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
    const text = String(said);
    return [name, isKnown(text) ? text : undefined];
  });
}
