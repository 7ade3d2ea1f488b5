import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Scalar,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';
import { say } from '../../core/language.ts';
import type {
  ComposeServices,
  ServiceImage,
  YamlWord,
} from '../../core/project/composeServices.ts';
import { isBuildersOwn } from '../../core/project/buildxPlatforms.ts';
import { interpolate } from '../../core/project/composeVariables.ts';
import { ringProblem } from './composeRing.ts';
import { firstLine, isNode, parseYaml } from './yamlTrees.ts';

/**
 * Longest compose file that is read, in characters, how many services extend one another, and how many
 * maps are merged into one. The parser's time grows faster than the depth of brackets.
 */
const limits = {
  ...{ length: 256 * 1024, services: 2_000, hops: 16, maps: 64, brackets: 10_000 },
  documents: 16,
};

/** The other file of a pair that `docker compose` reads together: a compose file and its override. */
export interface ComposeBeside {
  readonly text: string;
  /** Whether it is the override: what it says goes before. */
  readonly isOverride: boolean;
  /** Why it has no text: a sentence that goes on behind a colon. */
  readonly problem?: string;
}

/** One document of a compose file. Later ones go before earlier ones, key by key. */
interface Layer {
  readonly text: string;
  /** Whether it stands in the file that is looked at. */
  readonly isOwn: boolean;
  readonly services: Services;
  readonly follow: Follow;
}

/**
 * The images that the services of a compose file run, with their places. Merges (`<<`), aliases and
 * `extends` of the same file are followed; what another file may add is unknown, and left out. Several
 * documents in a file, and a file and its override, are laid one over the other (compose-go 2.13,
 * loader/loader.go and cli/options.go). Empty for what is no compose file; what is no YAML is read as far
 * as it goes, with the problem.
 *
 * @param variables what is set, e.g. in the file `.env`
 */
export function readComposeServices(
  text: string,
  variables: Readonly<Record<string, string>> = {},
  beside?: ComposeBeside,
): ComposeServices {
  const { layers: own, problem } = readLayers(text, true);
  const other = beside === undefined ? [] : readLayers(beside.text, false).layers;
  const layers = beside?.isOverride === true ? [...own, ...other] : [...other, ...own];
  const platforms = new Map<number, YamlWord>();
  const images: ServiceImage[] = [];
  const isNamedBeside = ({ services }: Layer, name: string) =>
    services.has(name) && findIn(layers, name, 'image')?.layer.isOwn === false;
  const elsewhere = other.flatMap((layer) =>
    [...layer.services.keys()].filter((name) => isNamedBeside(layer, name)),
  );
  for (const name of new Set(own.flatMap(({ services }) => [...services.keys()]))) {
    const found = (key: string) => findIn(layers, name, key);
    const word = (at: Found | undefined) =>
      at && readWord(at.layer.follow(at.node), at.layer.text, variables);
    for (const layer of own) {
      for (const each of platformWords(layer, name, variables))
        platforms.set(each.span.start, each);
    }
    const place = found('image');
    const image = word(place);
    // With a build it is the name of what is built; with another file, that file may say so.
    if (found('build') !== undefined || place?.layer.isOwn !== true || image === undefined)
      continue;
    if (layers.some((layer) => isFromElsewhere(name, layer))) continue;
    if (word(found('pull_policy'))?.resolved === 'never') continue;
    const platform = word(found('platform'));
    const service = place.layer.services.get(name);
    const room =
      platform === undefined && service ? roomAbove(service, place.layer.text) : undefined;
    images.push({
      service: name,
      image,
      ...(platform && { platform }),
      ...(room && { room }),
    });
  }
  return {
    images,
    platforms: [...platforms.values()],
    ...(elsewhere.length > 0 && { elsewhere: [...new Set(elsewhere)] }),
    ...(problem !== undefined && { problem }),
  };
}

function readLayers(
  text: string,
  isOwn: boolean,
): { readonly layers: readonly Layer[]; readonly problem?: string } {
  const parsed = parseYaml(text, limits, { strict: false });
  if (!parsed.ok) {
    const problem =
      parsed.problem === 'too-large'
        ? say(
            'Compose files of over {0} characters or {1} brackets are not read.',
            limits.length,
            limits.brackets,
          )
        : say('It cannot be read as {0}: {1}.', 'YAML', parsed.problem.message);
    return { layers: [], problem };
  }
  const documents = parsed.documents.slice(0, limits.documents);
  const [wrong] = documents.flatMap(({ errors }) => errors);
  const layers = documents.map((document) => layerOf(document, text, isOwn));
  const ring = layers.map(ringIn).find((names) => names !== undefined);
  const problem =
    wrong === undefined
      ? ring && say('Compose refuses it: {0}', ringProblem(ring))
      : say('It cannot be read as {0}: {1}.', 'YAML', firstLine(wrong.message));
  return { layers, ...(problem !== undefined && { problem }) };
}

function layerOf(document: Document.Parsed, text: string, isOwn: boolean): Layer {
  const follow = aliasesOf(document);
  const listed = isMap(document.contents) ? follow(own(document.contents, 'services')) : undefined;
  const services = new Map<string, YAMLMap>();
  for (const { key, value } of isMap(listed) ? listed.items.slice(0, limits.services) : []) {
    const service = follow(isNode(value) ? value : undefined);
    if (isScalar(key) && isMap(service)) services.set(String(key.value), service);
  }
  return { text, isOwn, services, follow };
}

interface Found {
  readonly node: Node;
  readonly layer: Layer;
}

/** A key of a service, in the last document that has it. `!reset` takes it away. */
function findIn(layers: readonly Layer[], name: string, key: string): Found | undefined {
  for (const layer of layers.toReversed()) {
    const service = layer.services.get(name);
    const node = service && lookUp(service, key, layer.services, layer.follow);
    if (node !== undefined) return node.tag === '!reset' ? undefined : { node, layer };
  }
  return undefined;
}

/**
 * The words of one document that should be platforms of a service. `local` is one where it is built, and none where it is
 * run: Compose has the engine read that (28.5: `"local": unknown operating system or architecture`).
 */
function platformWords(
  layer: Layer,
  name: string,
  variables: Readonly<Record<string, string>>,
): readonly YamlWord[] {
  const { services, follow, text } = layer;
  const word = (node: Node | undefined) => readWord(follow(node), text, variables);
  const of = (key: string) => findIn([layer], name, key)?.node;
  const build = services.has(name) ? follow(of('build')) : undefined;
  const several = isMap(build) ? follow(own(build, 'platforms')) : undefined;
  const listed = isSeq(several)
    ? several.items
        .map((item) => (isNode(item) ? word(item) : undefined))
        .filter((each) => !isBuildersOwn(each?.resolved ?? ''))
    : [];
  return [word(of('platform')), ...listed].filter((each) => each !== undefined);
}

/** By name. */
type Services = ReadonlyMap<string, YAMLMap>;

type Follow = (node: Node | undefined) => Node | undefined;

/** What every alias stands for, found in one walk: each in the order of the file, where an anchor may be set again. */
function aliasesOf(document: Document.Parsed): Follow {
  const anchors = new Map<string, Node>();
  const targets = new Map<Node, Node>();
  const waiting: unknown[] = [document.contents];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isPair(node)) {
      for (const part of [node.value, node.key]) if (isNode(part)) waiting.push(part);
    } else if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined) targets.set(node, target);
    } else if (isNode(node)) {
      if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined)
        anchors.set(node.anchor, node);
      if (isCollection(node)) for (const item of node.items.toReversed()) waiting.push(item);
    }
  }
  return (node) => (node !== undefined && isAlias(node) ? targets.get(node) : node);
}

/** A key of a service: its own, else of what it merges, else of the service that it extends. */
function lookUp(
  service: YAMLMap,
  key: string,
  services: Services,
  follow: Follow,
): Node | undefined {
  let at: YAMLMap | undefined = service;
  for (let hop = 0; hop < limits.hops && at !== undefined; hop += 1) {
    const found = merged(at, key, follow);
    if (found !== undefined) return found;
    at = extended(at, services, follow);
  }
  return undefined;
}

/** A key of a map or of what it merges: what stands first goes first. */
function merged(map: YAMLMap, key: string, follow: Follow): Node | undefined {
  const waiting = [map];
  for (let count = 0; count < limits.maps; count += 1) {
    const next = waiting.pop();
    const found = next && own(next, key);
    if (next === undefined || found !== undefined) return found;
    const source = follow(own(next, '<<'));
    const sources = isSeq(source) ? source.items.slice(0, limits.maps) : [source];
    for (const each of sources.toReversed()) {
      const from = isNode(each) ? follow(each) : undefined;
      if (isMap(from)) waiting.push(from);
    }
  }
  return undefined;
}

/** The service of this file that one extends. */
function extended(service: YAMLMap, services: Services, follow: Follow): YAMLMap | undefined {
  return services.get(extendedName(service, follow) ?? '');
}

function extendedName(service: YAMLMap, follow: Follow): string | undefined {
  const said = follow(merged(service, 'extends', follow));
  const name = isMap(said) ? follow(own(said, 'service')) : said;
  if (!isScalar(name) || (isMap(said) && own(said, 'file') !== undefined)) return undefined;
  return String(name.value);
}

/** The first services of a document that extend one another in a ring, from one to the same again. Linear. */
function ringIn({ services, follow }: Layer): readonly string[] | undefined {
  const seen = new Set<string>();
  for (const start of services.keys()) {
    const chain = new Set<string>();
    let name: string | undefined = start;
    while (name !== undefined && !seen.has(name)) {
      seen.add(name);
      chain.add(name);
      const service = services.get(name);
      name = service && extendedName(service, follow);
    }
    if (name === undefined || !chain.has(name)) continue;
    const names = [...chain];
    return [...names.slice(names.indexOf(name)), name];
  }
  return undefined;
}

/**
 * Whether a service, or one that it extends, extends one of another file. One that is not in its document
 * comes from a file that is included, or is a mistake that Compose refuses.
 */
function isFromElsewhere(name: string, { services, follow }: Layer): boolean {
  let at = services.get(name);
  for (let hop = 0; hop < limits.hops && at !== undefined; hop += 1) {
    const said = follow(merged(at, 'extends', follow));
    if (said === undefined) return false;
    if (isMap(said) && own(said, 'file') !== undefined) return true;
    at = extended(at, services, follow);
    if (at === undefined) return true;
  }
  return at !== undefined;
}

/** What maps hold, by key: one of thousands of keys may be merged into each of a thousand services. */
const indexes = new WeakMap<YAMLMap, ReadonlyMap<unknown, Node | undefined>>();

function own(map: YAMLMap, key: string): Node | undefined {
  const index = indexes.get(map) ?? indexOf(map);
  indexes.set(map, index);
  return index.get(key);
}

/** Of keys that stand there twice the first counts. */
function indexOf({ items }: YAMLMap): ReadonlyMap<unknown, Node | undefined> {
  const index = new Map<unknown, Node | undefined>();
  for (const { key, value } of items) {
    if (!isScalar(key) || index.has(key.value)) continue;
    index.set(key.value, isNode(value) ? value : undefined);
  }
  return index;
}

function readWord(
  node: Node | undefined,
  text: string,
  variables: Readonly<Record<string, string>>,
): YamlWord | undefined {
  if (!isScalar(node) || typeof node.value !== 'string' || node.value === '') return undefined;
  const [from = 0, to = 0] = node.range ?? [];
  const isQuoted = node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE;
  const span = isQuoted ? { start: from + 1, end: to - 1 } : { start: from, end: to };
  const resolved = interpolate(node.value, variables);
  return {
    written: text.slice(span.start, span.end),
    span,
    ...(resolved !== undefined && { resolved }),
  };
}

/** Where a line fits above that of a service's own image, in a map of one key per line. */
function roomAbove(service: YAMLMap, text: string): ServiceImage['room'] {
  const pair = service.items.find(({ key }) => isScalar(key) && key.value === 'image');
  const at = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  if (service.flow === true || at === undefined) return undefined;
  const indent = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^ +$/.test(indent) ? { at, indent } : undefined;
}
