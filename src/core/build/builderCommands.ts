import { commandLine } from './commandLine.ts';
import { csvField } from './csvField.ts';
import { isAddress } from './endpoint.ts';

/** A node as `docker buildx create` is asked for it. Values were accepted by what checks them. */
export interface NodeRequest {
  readonly builder: string;
  /** Name of the node; buildx counts them when it is left out. */
  readonly node?: string;
  /** An address, or the name of a docker context; the current engine when it is left out. */
  readonly endpoint?: string;
  /** Platforms that are pinned to it. */
  readonly platforms?: readonly string[];
  /** Driver options by name. */
  readonly options?: Readonly<Record<string, string>>;
  /** Flags that BuildKit is started with. */
  readonly flags?: readonly string[];
  /** Path of a `buildkitd.toml`. */
  readonly config?: string;
}

/** What buildx adds to the flags of a node in a container or pod (see {@link toldFlags}). */
const addedFlag = '--allow-insecure-entitlement=network.host';

/** Makes a builder with one node. Nothing is started but a container's or a cluster's API is asked. */
export function createBuilderArguments(driver: string, request: NodeRequest): readonly string[] {
  return ['buildx', 'create', '--name', request.builder, '--driver', driver, ...nodeWords(request)];
}

/**
 * Adds a node to a builder, or changes the node of that name. What is left out stays as it was, except
 * flags: of a node in a container buildx sets them to its own default, so they are told again.
 * A platform that is pinned here is taken from the other nodes (buildx v0.36, store/nodegroup.go).
 */
export function appendNodeArguments(request: NodeRequest): readonly string[] {
  return ['buildx', 'create', '--name', request.builder, '--append', ...nodeWords(request)];
}

/** Takes a node out of a builder. Its container or pods stay where they are. */
export function leaveNodeArguments(builder: string, node: string): readonly string[] {
  return ['buildx', 'create', '--name', builder, '--leave', '--node', node];
}

function nodeWords(request: NodeRequest): readonly string[] {
  const { node, platforms = [], options = {}, flags = [], config, endpoint } = request;
  const given = commandLine(toldFlags(flags));
  return [
    ...(node === undefined ? [] : ['--node', node]),
    ...(platforms.length === 0 ? [] : ['--platform', platforms.join(',')]),
    ...(config === undefined ? [] : ['--buildkitd-config', config]),
    ...(given === '' ? [] : ['--buildkitd-flags', given]),
    ...Object.entries(options).flatMap(([name, value]) => [
      '--driver-opt',
      csvField(`${name}=${value}`),
    ]),
    ...(endpoint === undefined ? [] : operand(endpoint)),
  ];
}

/**
 * The flags without the one that buildx adds itself, so that it is not there twice. It adds it where it sees
 * no entitlement, and it looks no further than the first flag that is none (buildx v0.36,
 * builder/builder.go, parseBuildkitdFlags).
 */
function toldFlags(flags: readonly string[]): readonly string[] {
  if (flags.at(-1) !== addedFlag) return flags;
  const rest = flags.slice(0, -1);
  const firstFlag = rest.find((word) => word.startsWith('-'));
  return firstFlag?.startsWith('--allow-insecure-entitlement') ? flags : rest;
}

/** Makes the builder buildx's current one, for terminals too. */
export function useBuilderArguments(builder: string): readonly string[] {
  return ['buildx', 'use', ...operand(builder)];
}

/** Stops the containers of a builder, or takes its pods down to none. Its cache stays. */
export function stopBuilderArguments(builder: string): readonly string[] {
  return ['buildx', 'stop', ...operand(builder)];
}

/** What becomes of the build cache of a removed builder. */
export type RemovedCache = 'delete' | 'keep';

/** Removes a builder with its containers or pods. BuildKit of the driver `remote` stays as it is. */
export function removeBuilderArguments(builder: string, cache: RemovedCache): readonly string[] {
  const keep = cache === 'keep' ? ['--keep-state'] : [];
  return ['buildx', 'rm', ...keep, ...operand(builder)];
}

/** Which build cache is removed: what no build and no image needs, or also what BuildKit needs itself. */
export type PrunedCache = 'dangling' | 'all';

/** Removes build cache without asking again. */
export function pruneArguments(builder: string, cache: PrunedCache): readonly string[] {
  const all = cache === 'all' ? ['--all'] : [];
  return ['buildx', 'prune', `--builder=${builder}`, ...all, '--force'];
}

/** Lists the build cache and its size. */
export function diskUsageArguments(builder: string): readonly string[] {
  return ['buildx', 'du', `--builder=${builder}`];
}

/** Says in words what a builder is. */
export function inspectArguments(builder: string): readonly string[] {
  return ['buildx', 'inspect', ...operand(builder)];
}

/** Starts a builder that does not run; may pull BuildKit's image. */
export function bootstrapArguments(builder: string): readonly string[] {
  return ['buildx', 'inspect', '--bootstrap', ...operand(builder)];
}

/** Makes a docker context, which is a builder of the driver `docker`. */
export function createContextArguments(name: string, address: string): readonly string[] {
  return ['context', 'create', '--docker', csvField(`host=${address}`), ...operand(name)];
}

/** Removes a docker context. The engine behind it stays as it is. */
export function removeContextArguments(name: string): readonly string[] {
  return ['context', 'rm', ...operand(name)];
}

/** Asks the engine behind an endpoint for its version, to see whether it answers. */
export function reachEngineArguments(endpoint: string): readonly string[] {
  const place = isAddress(endpoint) ? '--host' : '--context';
  return [`${place}=${endpoint}`, 'version', '--format', '{{.Server.Version}}'];
}

/** A word that is no option, whatever it begins with. */
function operand(word: string): readonly string[] {
  return word.startsWith('-') ? ['--', word] : [word];
}
