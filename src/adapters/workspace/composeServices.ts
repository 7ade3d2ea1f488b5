import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  Scalar,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';
import type {
  ComposeServices,
  ServiceImage,
  YamlWord,
} from '../../core/project/composeServices.ts';
import { interpolate } from '../../core/project/composeVariables.ts';

/**
 * Longest compose file that is read, in characters, how many services extend one another, and how many
 * maps are merged into one. The parser's time grows faster than the depth of brackets.
 */
const limits = { length: 256 * 1024, services: 2_000, hops: 16, maps: 64, brackets: 10_000 };

const nothing: ComposeServices = { images: [], platforms: [] };

/**
 * The images that the services of a compose file run, with their places. Merges (`<<`), aliases and
 * `extends` of the same file are followed; what another file may add is unknown, and left out. Empty for
 * what is no compose file; what is no YAML is read as far as it goes, with the problem.
 *
 * @param variables what is set, e.g. in the file `.env`
 */
export function readComposeServices(
  text: string,
  variables: Readonly<Record<string, string>> = {},
): ComposeServices {
  if (text.length > limits.length || (text.match(/[[{]/g)?.length ?? 0) > limits.brackets) {
    const problem = `Compose files of over ${limits.length} characters or ${limits.brackets} brackets are not read.`;
    return { ...nothing, problem };
  }
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { strict: false, uniqueKeys: false, logLevel: 'silent' });
  } catch (error) {
    return { ...nothing, problem: `It cannot be read as YAML: ${firstLine(error)}.` };
  }
  const [wrong] = document.errors;
  const problem = wrong && `It cannot be read as YAML: ${firstLine(wrong)}.`;
  const follow = aliasesOf(document);
  const listed = isMap(document.contents) ? follow(own(document.contents, 'services')) : undefined;
  if (!isMap(listed)) return { ...nothing, ...(problem !== undefined && { problem }) };
  const services = new Map<string, YAMLMap>();
  for (const { key, value } of listed.items.slice(0, limits.services)) {
    const service = follow(isNode(value) ? value : undefined);
    if (isScalar(key) && isMap(service)) services.set(String(key.value), service);
  }
  const word = (node: Node | undefined) => readWord(follow(node), text, variables);
  const platforms = new Map<number, YamlWord>();
  const images: ServiceImage[] = [];
  for (const [name, service] of services) {
    const found = (key: string) => lookUp(service, key, services, follow);
    const build = follow(found('build'));
    const platform = word(found('platform'));
    const several = isMap(build) ? follow(own(build, 'platforms')) : undefined;
    const words = isSeq(several)
      ? several.items.map((item) => (isNode(item) ? word(item) : undefined))
      : [];
    for (const each of [platform, ...words]) {
      if (each !== undefined) platforms.set(each.span.start, each);
    }
    const image = word(found('image'));
    // With a build it is the name of what is built; with another file, that file may say so.
    if (build !== undefined || image === undefined || isFromElsewhere(service, services, follow))
      continue;
    if (word(found('pull_policy'))?.resolved === 'never') continue;
    const room = platform === undefined ? roomAbove(service, text) : undefined;
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
    ...(problem !== undefined && { problem }),
  };
}

/** It has the place; those after it quote the file. */
function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/:$/, '');
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
  const said = follow(merged(service, 'extends', follow));
  const name = isMap(said) ? follow(own(said, 'service')) : said;
  if (!isScalar(name) || (isMap(said) && own(said, 'file') !== undefined)) return undefined;
  return services.get(String(name.value));
}

/** Whether a service, or one that it extends, extends one of another file. */
function isFromElsewhere(service: YAMLMap, services: Services, follow: Follow): boolean {
  let at: YAMLMap | undefined = service;
  for (let hop = 0; hop < limits.hops && at !== undefined; hop += 1) {
    const said = follow(merged(at, 'extends', follow));
    if (isMap(said) && own(said, 'file') !== undefined) return true;
    at = extended(at, services, follow);
  }
  return at !== undefined;
}

function own(map: YAMLMap, key: string): Node | undefined {
  const pair = map.items.find((each) => isScalar(each.key) && each.key.value === key);
  return isNode(pair?.value) ? pair.value : undefined;
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

function isNode(value: unknown): value is Node {
  return isScalar(value) || isCollection(value) || isAlias(value);
}
