import path from 'node:path';
import { isAlias, visit, type Document, type Scalar } from 'yaml';
import { say } from '../../core/language.ts';
import { interpolate } from '../../core/project/composeVariables.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import { ringProblem } from './composeRing.ts';

/** How many arguments, contexts and platforms services have together: those that extend another have its ones, too. */
const mostSaid = 100_000;

/** What is laid over what may go out, into pages and files that are passed on: secrets of `.env` may not. */
const withoutEnvironment: ReadonlySet<string> = new Set(['args', 'additional_contexts']);

/** What begins a text that depends on the environment; the text as it is written follows. */
const unknown = '\0';

/** What a file says of a service, as it is parsed. */
type Said = Readonly<Record<string, unknown>>;

/** A compose file. */
export interface ComposeLayer {
  /** Absolute. */
  readonly path: string;
  /** The value of `services`. */
  readonly services: Said;
}

/** What the tag `!reset` leaves: nothing, also of what the file below says. */
const reset = Symbol('!reset');

/** What the tag `!override` says: it stands alone. */
class Instead {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** What the parser hands on where it makes values of nodes. */
type Making = Parameters<Scalar['toJSON']>[1];

/**
 * Has the tags of Compose that say how files are laid over each other (compose-spec, "Merge") give marks. The nodes stay
 * where they are: aliases may name what stands in them.
 */
export function markTags(document: Document.Parsed): void {
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node) || (node.tag !== '!reset' && node.tag !== '!override')) return undefined;
      const isReset = node.tag === '!reset';
      const plain: (said?: unknown, making?: Making) => unknown = node.toJSON.bind(node);
      const marked = (said: unknown, making: Making, merged?: unknown): unknown => {
        // A merge takes the keys, and asks for a map.
        if (merged !== undefined)
          return isReset ? new Map() : Reflect.apply(plain, node, [said, making, merged]);
        if (isReset) return reset;
        const created = making?.onCreate;
        // What an alias of the node itself stands for is the mark, not the map in it.
        if (making) delete making.onCreate;
        const value = new Instead(plain(said, making));
        if (making && created) making.onCreate = created;
        return value;
      };
      Object.assign(node, { toJSON: marked });
      return visit.SKIP;
    },
  });
}

/** Whether the value of a text is known. */
export function isKnown(text: string): boolean {
  return !text.startsWith(unknown);
}

/**
 * What the files of a project, the later over the earlier ones, say of the builds of services: by Compose's rules for
 * `extends`, for overrides and for variables (compose-go 2.13, loader/loader.go, loader/extends.go, override/merge.go
 * and override/uncity.go). Whatever else a service says is left out. Fails, with a sentence that goes on behind a colon,
 * where services extend one another in a ring, and where it is too much: services that extend one another may say a
 * thousand times what stands in the file.
 *
 * @param variables what is set; a text with another variable is not known, and neither is an argument or a context with
 *   one of these
 * @param others the files whose services are extended; what one says that is not here counts for nothing
 */
export function layServices(
  files: readonly ComposeLayer[],
  variables: Readonly<Record<string, string>>,
  others: readonly ComposeLayer[] = [],
): Result<Readonly<Record<string, Said>>> {
  const byPath = new Map([...others, ...files].map((file) => [file.path, file]));
  const known = new Map<string, ExtendedLayer>();
  const services = new Map<string, Said>();
  let saidSoFar = 0;

  /** A service over those that it extends, with marks for what it says of the files below. */
  function extended(file: ComposeLayer, name: string): Result<Said> {
    const chain = new Map<string, ExtendedLayer & NamedService>();
    let base: ExtendedLayer | undefined;
    let at: NamedService | undefined = { file, name };
    while (at !== undefined) {
      const key = `${at.file.path}\0${at.name}`;
      base = known.get(key);
      if (base !== undefined) break;
      if (chain.has(key)) return fail(ringProblem(ringOf([...chain.values()], at)));
      const value = valueOf(at.file.services, at.name);
      const { extends: from, ...service } = isMap(value)
        ? interpolated(pick(value), variables)
        : {};
      chain.set(key, { ...at, service });
      at = below(at, extension(from));
    }
    for (const [key, { file: own, service }] of [...chain].toReversed()) {
      const moved = base && movedTo(layService({}, base.service), base.file, own);
      base = { file: own, service: moved ? layService(moved, service, 'marked') : service };
      known.set(key, base);
      saidSoFar += countOf(base.service);
      if (saidSoFar > mostSaid) return fail(say('it is too large.'));
    }
    return succeed(base?.service ?? {});
  }

  /** The service that one extends; undefined where its file is not here. */
  function below(own: NamedService, named: ReturnType<typeof extension>): NamedService | undefined {
    if (named === undefined) return undefined;
    const { service: name, file: other } = named;
    const file =
      other === undefined ? own.file : byPath.get(path.resolve(own.file.path, '..', other));
    return file && { file, name };
  }

  for (const file of files) {
    for (const [name, value] of Object.entries(file.services)) {
      if (value === reset || value instanceof Instead) services.delete(name);
      const service = extended(file, name);
      if (!service.ok) return service;
      services.set(name, layService(services.get(name) ?? {}, service.value));
    }
  }
  return succeed(Object.fromEntries(services));
}

/** The services of a ring, from one to the same again. */
function ringOf(chain: readonly NamedService[], again: NamedService): readonly string[] {
  const first = chain.findIndex(({ file, name }) => file === again.file && name === again.name);
  return [...chain.slice(first), again].map(({ name }) => name);
}

interface NamedService {
  readonly file: ComposeLayer;
  readonly name: string;
}

/** What a file says of a service. */
interface ExtendedLayer {
  readonly file: ComposeLayer;
  readonly service: Said;
}

/** A service of another file, by the file's absolute path. */
export interface ExtendedService {
  readonly file: string;
  readonly service: string;
}

/**
 * The services of other files that some services of a file extend, also by way of others in it. Names of files that only
 * the environment knows, absolute ones and those on other machines are left out: nobody has asked for them to be looked
 * at.
 */
export function extendedServices(
  { path: at, services }: ComposeLayer,
  names: readonly string[],
  variables: Readonly<Record<string, string>>,
): readonly ExtendedService[] {
  const seen = new Set<string>();
  const found: ExtendedService[] = [];
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const value = seen.has(name) ? undefined : valueOf(services, name);
    seen.add(name);
    const from = isMap(value) ? interpolatedValue(value['extends'], variables) : undefined;
    const { service, file } = extension(from) ?? {};
    if (service === undefined) continue;
    if (file === undefined) waiting.push(service);
    else found.push({ file: path.resolve(at, '..', file), service });
  }
  return found;
}

function valueOf(services: Said, name: string): unknown {
  const said = Object.hasOwn(services, name) ? services[name] : undefined;
  return said instanceof Instead ? said.value : said;
}

/** What `extends` names; undefined where it names nothing that can be looked for. */
function extension(
  said: unknown,
): { readonly service: string; readonly file?: string } | undefined {
  if (typeof said === 'string') return isKnown(said) ? { service: said } : undefined;
  if (!isMap(said)) return undefined;
  const { service, file } = said;
  if (typeof service !== 'string' || !isKnown(service)) return undefined;
  if (file === undefined || file === null) return { service };
  if (typeof file !== 'string' || !isKnown(file)) return undefined;
  return path.isAbsolute(file) || /:\/\/|^git@|^github\.com\//.test(file)
    ? undefined
    : { service, file };
}

/** A service of one file for another: its paths are relative to the folder of the file (compose-go 2.13, paths/). */
function movedTo(service: Said, from: ComposeLayer, to: ComposeLayer): Said {
  const build = longBuild(service['build'] ?? undefined);
  const folder = path.relative(path.dirname(to.path), path.dirname(from.path));
  if (folder === '' || service['build'] === undefined || !isMap(build)) return service;
  const moved = (said: unknown): unknown =>
    typeof said === 'string' && isKnown(said) && isPath(said) ? path.join(folder, said) : said;
  const { context, additional_contexts: contexts, ...rest } = build;
  const named = contexts === undefined ? undefined : pairsOf(contexts);
  return {
    ...service,
    build: {
      ...rest,
      ...(context !== undefined && { context: moved(context) }),
      ...(contexts !== undefined && {
        additional_contexts:
          named === undefined
            ? contexts
            : Object.fromEntries(Object.entries(named).map(([key, said]) => [key, moved(said)])),
      }),
    },
  };
}

/** Whether a context is a folder of this machine, and relative. */
function isPath(said: string): boolean {
  return !path.isAbsolute(said) && !/:\/\/|^(?:~|service:|github\.com\/|git@)/.test(said);
}

/** How many things a service says of its build. */
function countOf({ build }: Said): number {
  if (!isMap(build)) return 1;
  const sizes = Object.values(build).map((each) => {
    if (Array.isArray(each)) return each.length;
    return isMap(each) ? Object.keys(each).length : 1;
  });
  return sizes.reduce((sum, size) => sum + size, 1);
}

function pick(service: Said): Said {
  const keys = ['build', 'platform', 'image', 'extends'];
  return Object.fromEntries(keys.flatMap((key) => (key in service ? [[key, service[key]]] : [])));
}

function layService(base: Said, over: Said, marked?: 'marked'): Said {
  return layKeys(base, over, { build: layBuild }, marked);
}

/** @param marked whether the marks of what is above stay, for what it will be laid over next */
type Lay = (base: unknown, over: unknown, marked?: 'marked') => unknown;

const layBuild: Lay = (base, over, marked) => {
  const [below, above] = [longBuild(base), longBuild(over)];
  if (!isMap(below) || !isMap(above)) return over;
  const lays = {
    args: layPairs,
    additional_contexts: layPairs,
    platforms: (lower, upper) =>
      Array.isArray(lower) && Array.isArray(upper)
        ? [...new Set(lower.concat(upper) as unknown[])]
        : (upper ?? lower),
  } satisfies Record<string, Lay>;
  return layKeys(below, above, lays, marked);
};

/** `build: .` is short for `build: { context: . }`. */
function longBuild(build: unknown = {}): unknown {
  return typeof build === 'string' ? { context: build } : build;
}

/** Names with values, in a map or as a list of `NAME=value`: those with a name give way to a later one. */
const layPairs: Lay = (base, over, marked) => {
  const [below, above] = [pairsOf(base), pairsOf(over)];
  // What Compose does not take is left to be refused.
  if (below === undefined || above === undefined) return over;
  return Object.fromEntries(
    Object.entries({ ...below, ...above }).flatMap(([name, value]) => {
      if (marked) return [[name, value]];
      if (value === reset) return [];
      return [[name, value instanceof Instead ? value.value : value]];
    }),
  );
};

/** A list of `NAME=value`, or a map, as a map with null for a name without a value; undefined for anything else. */
function pairsOf(value: unknown = {}): Said | undefined {
  if (!Array.isArray(value)) return isMap(value) ? value : undefined;
  const pairs: [string, unknown][] = [];
  for (const pair of value) {
    if (typeof pair !== 'string') return undefined;
    const text = isKnown(pair) ? pair : pair.slice(unknown.length);
    const at = text.indexOf('=');
    const said = text.slice(at + 1);
    if (at === -1) pairs.push([text, null]);
    else pairs.push([text.slice(0, at), isKnown(pair) ? said : unknown + said]);
  }
  return Object.fromEntries(pairs);
}

/** Lays maps over each other, key by key; what is empty above changes nothing. */
function layKeys(
  base: Said,
  over: Said,
  lays: Readonly<Record<string, Lay>>,
  marked?: 'marked',
): Said {
  const lay = (key: string, lower: unknown, upper: unknown): unknown =>
    Object.hasOwn(lays, key) ? lays[key]?.(lower, upper, marked) : upper;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].flatMap((key): readonly (readonly [string, unknown])[] => {
      const [below, above] = [base[key] ?? undefined, over[key] ?? undefined];
      if (above === reset) return marked ? [[key, reset]] : [];
      if (above instanceof Instead) {
        const value = lay(key, undefined, above.value);
        return [[key, marked ? new Instead(value) : value]];
      }
      const lower = below === reset || below instanceof Instead ? undefined : below;
      const laid = above ?? lower;
      return laid === undefined ? [] : [[key, lay(key, lower, laid)]];
    }),
  );
}

function interpolated(value: Said, variables: Readonly<Record<string, string>>): Said {
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (!withoutEnvironment.has(key)) return [key, interpolatedValue(each, variables)];
      const own = (text: string): string | undefined => {
        const known = interpolate(text);
        return known === interpolate(text, variables) ? known : undefined;
      };
      return [key, mapTexts(each, own)];
    }),
  );
}

function interpolatedValue(value: unknown, variables: Readonly<Record<string, string>>): unknown {
  if (isMap(value)) return interpolated(value, variables);
  if (value instanceof Instead) return new Instead(interpolatedValue(value.value, variables));
  return mapTexts(value, (text) => interpolate(text, variables));
}

/** @param put undefined for what is not known */
function mapTexts(value: unknown, put: (text: string) => string | undefined): unknown {
  if (typeof value === 'string') return put(value) ?? unknown + value;
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, put));
  if (value instanceof Instead) return new Instead(mapTexts(value.value, put));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, put)]));
}

function isMap(value: unknown): value is Said {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Instead)
  );
}
