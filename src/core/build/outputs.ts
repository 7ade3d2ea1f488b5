import type { BuildRequest } from './buildRequest.ts';
import type { Engine } from './engine.ts';
import { chooseNodes } from './nodeChoice.ts';
import type { Builder, WorkerNode } from './workerNode.ts';

/**
 * Why an output cannot be had.
 *
 * - `tag-needed`: a push needs a name
 * - `store-needed`: the builder is an engine with the classic image store
 * - `list-not-loadable`: the engine that is loaded into has the classic image store, which holds one platform
 * - `list-not-archivable`: an archive for `docker load` holds one platform, and no attestations
 * - `nodes-not-joinable`: several nodes would each write a part of what is one file, or one image
 * - `driver-pushes-no-digest`: the docker driver pushes tags only
 * - `digest-gets-tagged`: buildx joins what several nodes pushed under a tag that nobody asked for
 */
export type OutputRefusalCode =
  | 'tag-needed'
  | 'store-needed'
  | 'list-not-loadable'
  | 'list-not-archivable'
  | 'nodes-not-joinable'
  | 'driver-pushes-no-digest'
  | 'digest-gets-tagged';

/** Why an output cannot be had, with what buildx says to it. */
export interface OutputRefusal {
  readonly code: OutputRefusalCode;
  /**
   * The first line of buildx's or BuildKit's own error (buildx v0.29 to v0.36, build/opt.go, build/utils.go
   * and build/build.go; BuildKit v0.32, exporter/oci). Empty where they say nothing and do something else.
   */
  readonly message: string;
}

/** What is known of those who take part in a build. */
export interface BuildSurroundings {
  /** Undefined when it is not known which builder will build. */
  readonly builder: Builder | undefined;
  /** The engine that `--load` writes to; undefined when it is not known. */
  readonly engine?: Engine;
}

/** Whether an output can be had. Unknown where a fact is missing that decides it. */
export type OutputVerdict =
  | { readonly state: 'possible' | 'unknown' }
  | { readonly state: 'impossible'; readonly refusal: OutputRefusal };

/** The part of a build that decides about its output. */
export type OutputQuestion = Pick<
  BuildRequest,
  'output' | 'platforms' | 'tags' | 'provenance' | 'sbom' | 'cacheTo' | 'args'
>;

const possible: OutputVerdict = { state: 'possible' };
const unknown: OutputVerdict = { state: 'unknown' };

/**
 * Whether buildx would carry a build's output out, asked in the order in which buildx itself asks (v0.36,
 * build/opt.go, toSolveOpt; then build/build.go). Emulation plays no part in it.
 */
export function judgeOutput(
  question: OutputQuestion,
  { builder, engine }: BuildSurroundings,
): OutputVerdict {
  const { output, platforms, tags, args = [] } = question;
  if (args.some(decidesOutput)) return unknown;
  const pushes = output === 'push' || output === 'digest';
  if (pushes && tags.length === 0) {
    return impossible('tag-needed', 'tag is needed when pushing to registry');
  }
  if (builder === undefined) return unknown;
  if (builder.driver === 'docker') return judgeEngine(question, builder, engine);

  const several = platforms.length > 1;
  const attested = hasAttestations(question);
  const nodes = buildingNodes(builder, platforms);
  if (output === 'load') return judgeLoad({ several, attested, nodes: nodes?.length }, engine);
  if (output === 'docker' && (several || attested)) {
    // Where each node has one platform, buildx sees no list; BuildKit does, after the build.
    return !attested && nodes?.every((count) => count === 1) === true ? notLoadable : notArchivable;
  }
  if (nodes?.length === 1) return possible;
  switch (output) {
    case 'oci':
    case 'tar':
      return nodes === undefined ? unknown : notJoinable(output);
    case 'digest':
      return nodes === undefined ? unknown : impossible('digest-gets-tagged', '');
    case 'push':
    case 'docker':
    case 'local':
    case 'cache':
      return possible;
  }
}

/** Options that say again, in other words, what a request says; then only buildx knows what holds. */
const deciding =
  /^(?:--(?:output|push|load|platform|builder|attest|provenance|sbom|tag|cache-to|call|check)(?:=|$)|-[ot])/;

function decidesOutput(word: string): boolean {
  return deciding.test(word);
}

const notArchivable = impossible(
  'list-not-archivable',
  'docker exporter does not support exporting manifest lists, use the oci exporter instead',
);

const notLoadable = impossible(
  'list-not-loadable',
  'docker exporter does not currently support exporting manifest lists',
);

/** An image of a builder that is no engine is sent to the engine, in the form that its store can read. */
function judgeLoad(
  build: {
    readonly several: boolean;
    readonly attested: boolean;
    readonly nodes: number | undefined;
  },
  engine: Engine | undefined,
): OutputVerdict {
  const { several, attested, nodes } = build;
  if (!several && !attested) return possible;
  if (engine === undefined) return unknown;
  if (engine.imageStore === 'classic') return notLoadable;
  if (nodes === undefined) return unknown;
  return nodes > 1 ? notJoinable('oci') : possible;
}

/** The docker driver: an engine that builds. With the classic store it makes images of one platform only. */
function judgeEngine(
  question: OutputQuestion,
  { nodes }: Builder,
  engine: Engine | undefined,
): OutputVerdict {
  const { output, platforms } = question;
  const several = platforms.length > 1;
  const attested = hasAttestations(question);
  const isClassic = nodes.some(hasClassicStore);
  if (!isClassic && nodes.some((node) => !hasContainerdStore(node))) return unknown;
  if (isClassic && exportsCache(question)) return notSupported('Cache export');
  if (isClassic && attested) return notSupported('Attestation');
  if (isClassic && output === 'oci') return notSupported('OCI exporter');
  if (output === 'docker' && (several || attested)) return notArchivable;
  if (isClassic && output === 'docker') return notSupported('Docker exporter');
  // The store that takes the image is asked first, and is most often that of the engine that builds.
  if (isClassic && output === 'load' && several && engine?.imageStore !== 'containerd') {
    return notLoadable;
  }
  if (output === 'digest') {
    return impossible(
      'driver-pushes-no-digest',
      'push-by-digest is currently not implemented for docker driver, please create a new builder instance',
    );
  }
  return isClassic && several ? notSupported('Multi-platform build') : possible;
}

/**
 * How many platforms each node of a builder gets that takes part in a build; undefined while nodes that
 * decide about it were not started.
 */
function buildingNodes(
  builder: Builder,
  platforms: readonly string[],
): readonly number[] | undefined {
  if (platforms.length < 2 || builder.nodes.length < 2) return [platforms.length];
  const { choices, waitsFor } = chooseNodes(builder, platforms);
  if (waitsFor.length > 0) return undefined;
  const counts = new Map<string, number>();
  for (const { node } of choices) counts.set(node, (counts.get(node) ?? 0) + 1);
  return [...counts.values()];
}

/** Whether a build asks for attestations itself; those that buildx adds are left out where they do no good. */
function hasAttestations({ provenance, sbom }: OutputQuestion): boolean {
  return [provenance, sbom].some(
    (value) =>
      value !== undefined && !/^(?:false|0|f)$/i.test(value) && !value.includes('disabled=true'),
  );
}

/** Caches within an image need no support of the driver. */
function exportsCache({ cacheTo = [] }: OutputQuestion): boolean {
  return cacheTo.some((cache) => !/^type=inline(?:,|$)/.test(cache));
}

/** Whether it is certain that a node of the docker driver has the classic image store. */
export function hasClassicStore(node: WorkerNode): boolean {
  if (node.engine !== undefined) return node.engine.imageStore === 'classic';
  return node.buildkitVersion !== undefined && node.snapshotter === undefined;
}

function hasContainerdStore({ engine, snapshotter }: WorkerNode): boolean {
  return engine === undefined ? snapshotter !== undefined : engine.imageStore === 'containerd';
}

function notSupported(feature: string): OutputVerdict {
  return impossible('store-needed', `${feature} is not supported for the docker driver.`);
}

function notJoinable(output: 'oci' | 'tar'): OutputVerdict {
  return impossible(
    'nodes-not-joinable',
    `${output} for multi-node builds currently not supported`,
  );
}

function impossible(code: OutputRefusalCode, message: string): OutputVerdict {
  return { state: 'impossible', refusal: { code, message } };
}
