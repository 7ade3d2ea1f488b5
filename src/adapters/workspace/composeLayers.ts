import { isAlias, Scalar, visit, type Document } from 'yaml';
import { interpolate } from '../../core/project/composeVariables.ts';

/** How many services extend one another. */
const hops = 16;

/** How many arguments, contexts and platforms services have together: those that extend another have its ones, too. */
const mostSaid = 100_000;

/** What is laid over what may go out, into pages and files that are passed on: secrets of `.env` may not. */
const withoutEnvironment: ReadonlySet<string> = new Set(['args', 'additional_contexts']);

/** What begins a text that depends on the environment; the text as it is written follows. */
const unknown = '\0';

/** What a file says of a service, as it is parsed. */
type Said = Readonly<Record<string, unknown>>;

/** What the tag `!reset` leaves: nothing, also of what the file below says. */
const reset = Symbol('!reset');

/** What the tag `!override` says: it stands alone. */
class Instead {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** Puts marks for the tags of Compose that say how files are laid over each other (compose-spec, "Merge"). */
export function markTags(document: Document.Parsed): void {
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) return undefined;
      const { tag } = node;
      if (tag !== '!reset' && tag !== '!override') return undefined;
      const marked = new Scalar(tag === '!reset' ? reset : new Instead(node.toJS(document)));
      if (node.anchor !== undefined) marked.anchor = node.anchor;
      return marked;
    },
  });
}

/** Whether the value of a text is known. */
export function isKnown(text: string): boolean {
  return !text.startsWith(unknown);
}

/**
 * What the files of a project, the later over the earlier ones, say of the builds of services: by Compose's rules for
 * `extends` within a file, for overrides and for variables (compose-go 2.13, loader/loader.go, override/merge.go and
 * override/uncity.go). Whatever else a service says is left out. Undefined where it is too much: services that extend
 * one another may say a thousand times what stands in the file.
 *
 * @param files the values of `services`
 * @param variables what is set; a text with another variable is not known, and neither is an argument or a context with
 *   one of these
 */
export function layServices(
  files: readonly Said[],
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, Said>> | undefined {
  const services = new Map<string, Said>();
  let saidSoFar = 0;
  for (const file of files) {
    const read = (name: string): Said | undefined => {
      const said = Object.hasOwn(file, name) ? file[name] : undefined;
      const value = said instanceof Instead ? said.value : said;
      return isMap(value) ? interpolated(pick(value), variables) : undefined;
    };
    const known = new Map<string, Said>();
    for (const [name, value] of Object.entries(file)) {
      if (value === reset || value instanceof Instead) services.delete(name);
      const service = extended(name, read, known, hops);
      saidSoFar += countOf(service);
      if (saidSoFar > mostSaid) return undefined;
      services.set(name, layService(services.get(name) ?? {}, service));
    }
  }
  return Object.fromEntries(services);
}

/**
 * A service over the one that it extends; another file's counts for nothing here.
 *
 * @param known those that were read already
 */
function extended(
  name: string,
  read: (name: string) => Said | undefined,
  known: Map<string, Said>,
  left: number,
): Said {
  const before = known.get(name);
  if (before !== undefined) return before;
  const { extends: from, ...said } = read(name) ?? {};
  const base = isMap(from) && from['file'] === undefined ? from['service'] : from;
  const service =
    typeof base !== 'string' || left === 0
      ? said
      : layService(extended(base, read, known, left - 1), said);
  known.set(name, service);
  return service;
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

function layService(base: Said, over: Said): Said {
  return layKeys(base, over, { build: layBuild });
}

type Lay = (base: unknown, over: unknown) => unknown;

const layBuild: Lay = (base, over) => {
  const [below, above] = [longBuild(base), longBuild(over)];
  if (!isMap(below) || !isMap(above)) return over;
  return layKeys(below, above, {
    args: layPairs,
    additional_contexts: layPairs,
    platforms: (lower, upper) =>
      Array.isArray(lower) && Array.isArray(upper)
        ? [...new Set(lower.concat(upper) as unknown[])]
        : (upper ?? lower),
  });
};

/** `build: .` is short for `build: { context: . }`. */
function longBuild(build: unknown = {}): unknown {
  return typeof build === 'string' ? { context: build } : build;
}

/** Names with values, in a map or as a list of `NAME=value`: those with a name give way to a later one. */
const layPairs: Lay = (base, over) => {
  const [below, above] = [pairsOf(base), pairsOf(over)];
  // What Compose does not take is left to be refused.
  if (below === undefined || above === undefined) return over;
  return Object.fromEntries(
    Object.entries({ ...below, ...above }).flatMap(([name, value]) => {
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
function layKeys(base: Said, over: Said, lays: Readonly<Record<string, Lay>>): Said {
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].flatMap((key) => {
      const [below, above] = [base[key] ?? undefined, over[key] ?? undefined];
      if (above === reset) return [];
      if (above instanceof Instead) {
        return [
          [key, Object.hasOwn(lays, key) ? lays[key]?.(undefined, above.value) : above.value],
        ];
      }
      const lower = below === reset || below instanceof Instead ? undefined : below;
      const laid = above ?? lower;
      if (laid === undefined) return [];
      return [[key, Object.hasOwn(lays, key) ? lays[key]?.(lower, above) : laid]];
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
