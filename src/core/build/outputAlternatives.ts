import type { BuildOutput, BuildRequest } from './buildRequest.ts';
import { eachPlatform, type PlatformBuilds } from './eachPlatform.ts';
import type { Engine } from './engine.ts';
import { judgeBuild, withChoice } from './judgeBuild.ts';
import { hasClassicStore, type BuildSurroundings } from './outputs.ts';
import type { Builder, WorkerNode } from './workerNode.ts';

/** What a changed build changes. */
export type ChangeCode =
  | 'without-attestations'
  | 'without-cache-export'
  | 'other-builder'
  | 'own-platform'
  | 'push'
  | 'load'
  | 'oci'
  | 'local';

/** What the user must do before a build can work. */
export type PreparationCode = 'add-tag' | 'create-builder' | 'switch-store';

/**
 * Something near to an output that cannot be had, which can be carried out as it is.
 *
 * - `change`: another build
 * - `each`: a build for each platform, one after the other; then an index of them, where there is a join
 * - `prepare`: the same build, once the user has done something
 */
export type OutputAlternative =
  | { readonly kind: 'change'; readonly code: ChangeCode; readonly request: BuildRequest }
  | ({ readonly kind: 'each' } & PlatformBuilds)
  | { readonly kind: 'prepare'; readonly code: PreparationCode };

/** What is known beside {@link BuildSurroundings}. */
export interface PlanSurroundings extends BuildSurroundings {
  /** Other builders, of which one may be able to do it. */
  readonly others?: readonly Builder[];
}

type AlternativeName = ChangeCode | PreparationCode | 'each';

const always = ['add-tag', 'without-attestations', 'without-cache-export'] as const;

/** What stands nearest to each output, the nearest first. */
const nearest: Readonly<Record<BuildOutput, readonly AlternativeName[]>> = {
  push: ['other-builder', 'each', 'create-builder', 'switch-store', 'own-platform'],
  load: ['other-builder', 'each', 'own-platform', 'push', 'oci', 'create-builder', 'switch-store'],
  oci: ['other-builder', 'each', 'create-builder', 'switch-store', 'push', 'load', 'local'],
  docker: ['oci', 'each', 'other-builder', 'create-builder', 'switch-store', 'load'],
  local: ['other-builder', 'each', 'create-builder', 'switch-store', 'own-platform'],
  tar: ['local', 'other-builder', 'each', 'create-builder', 'switch-store', 'own-platform'],
  digest: ['other-builder', 'each', 'push', 'create-builder'],
  cache: ['other-builder', 'each', 'create-builder', 'switch-store', 'own-platform'],
};

/**
 * What can be had instead of a build that cannot be carried out, the nearest first. Everything in it is
 * possible as far as {@link judgeBuild} knows, and nothing is in it that is not.
 */
export function alternativesTo(
  request: BuildRequest,
  surroundings: PlanSurroundings,
): readonly OutputAlternative[] {
  const verdict = judgeBuild(request, surroundings);
  const output = verdict.state === 'impossible' ? verdict.output : request.output;
  return [...always, ...nearest[output]].flatMap(
    (name) => alternativeOf(name, request, surroundings) ?? [],
  );
}

function alternativeOf(
  name: AlternativeName,
  request: BuildRequest,
  surroundings: PlanSurroundings,
): OutputAlternative | undefined {
  switch (name) {
    case 'add-tag': {
      const isMissing = ['push', 'digest'].includes(request.output) && request.tags.length === 0;
      return isMissing && request.bake === undefined ? { kind: 'prepare', code: name } : undefined;
    }
    case 'each': {
      const builds = firstOf(
        bareness(request).map((bare) => eachPlatform(bare, surroundings.builder?.name)),
        ({ requests }) => requests.every((each) => isPossible(each, surroundings)),
      );
      return builds && { kind: 'each', ...builds };
    }
    case 'create-builder': {
      const isSmaller = surroundings.builder?.driver === 'docker' || several(surroundings);
      const created = { ...surroundings, builder: newBuilder };
      return isSmaller && opensWay(without(request, ['builder']), created, surroundings)
        ? { kind: 'prepare', code: name }
        : undefined;
    }
    case 'switch-store': {
      const isClassic = [surroundings.builder, surroundings.engine].some(holdsOnePlatform);
      return isClassic && opensWay(request, withContainerdStore(surroundings), surroundings)
        ? { kind: 'prepare', code: name }
        : undefined;
    }
    default: {
      const changed = firstOf(
        changesOf(name, request, surroundings),
        ({ request: each, builder = surroundings.builder }) =>
          isPossible(each, { ...surroundings, builder }),
      );
      return changed && { kind: 'change', code: name, request: changed.request };
    }
  }
}

interface Change {
  readonly request: BuildRequest;
  /** Where another one builds it. */
  readonly builder?: Builder;
}

/** The forms that a change can have; the first one that is possible counts. */
function changesOf(
  code: ChangeCode,
  request: BuildRequest,
  { engine, others = [] }: PlanSurroundings,
): readonly Change[] {
  switch (code) {
    case 'without-attestations':
      return bareness(request)
        .slice(1)
        .map((bare) => ({ request: bare }));
    case 'without-cache-export':
      return request.cacheTo === undefined ? [] : [{ request: without(request, ['cacheTo']) }];
    case 'other-builder':
      return others.map((builder) => ({ builder, request: { ...request, builder: builder.name } }));
    case 'own-platform': {
      const own = ownPlatform(engine, request.platforms);
      if (own === undefined || request.platforms.length < 2) return [];
      const alone = withChoice(request, { platforms: [own] });
      return bareness(alone).map((bare) => ({ request: bare }));
    }
    case 'push':
    case 'load':
    case 'oci':
    case 'local': {
      if (code === request.output) return [];
      const isNamed = code !== 'load' || request.tags.length > 0 || request.bake !== undefined;
      const other = withChoice(without(request, ['destination']), { output: code });
      return isNamed ? bareness(other).map((bare) => ({ request: bare })) : [];
    }
  }
}

/** A request, and the same without attestations where it asks for some. */
function bareness(request: BuildRequest | undefined): readonly BuildRequest[] {
  if (request === undefined) return [];
  const { provenance, sbom } = request;
  const asks = [provenance, sbom].some((value) => value !== undefined && value !== 'false');
  return asks ? [request, { ...without(request, ['sbom']), provenance: 'false' }] : [request];
}

function without(request: BuildRequest, names: readonly (keyof BuildRequest)[]): BuildRequest {
  const entries = Object.entries(request).filter(([name]) => !(names as string[]).includes(name));
  return Object.fromEntries(entries) as unknown as BuildRequest;
}

/** The one of the platforms that the engine runs itself. */
function ownPlatform(engine: Engine | undefined, platforms: readonly string[]): string | undefined {
  if (engine === undefined) return undefined;
  const own = `${engine.os}/${engine.architecture}`;
  return platforms.includes(own) ? own : undefined;
}

/** What `docker buildx create` makes without further words. */
const newBuilder: Builder = {
  name: '',
  driver: 'docker-container',
  current: true,
  nodes: [{ name: '0', endpoint: '', status: 'running', platforms: [] }],
};

function withContainerdStore(surroundings: PlanSurroundings): PlanSurroundings {
  const { builder, engine } = surroundings;
  const store = (known: Engine): Engine => ({ ...known, imageStore: 'containerd' });
  const node = (known: WorkerNode): WorkerNode => ({
    ...known,
    snapshotter: 'overlayfs',
    ...(known.engine && { engine: store(known.engine) }),
  });
  return {
    ...surroundings,
    builder: builder && { ...builder, nodes: builder.nodes.map(node) },
    ...(engine && { engine: store(engine) }),
  };
}

function several({ builder }: PlanSurroundings): boolean {
  return (builder?.nodes.length ?? 0) > 1;
}

/** A docker archive of several platforms is never possible; an OCI archive may be, with other means. */
function opensWay(request: BuildRequest, later: PlanSurroundings, now: PlanSurroundings): boolean {
  if (isPossible(request, later)) return true;
  if (request.output !== 'docker') return false;
  const archive = { ...request, output: 'oci' as const };
  return isPossible(archive, later) && !isPossible(archive, now);
}

function holdsOnePlatform(place: Builder | Engine | undefined): boolean {
  if (place === undefined) return false;
  return 'imageStore' in place
    ? place.imageStore === 'classic'
    : place.driver === 'docker' && place.nodes.some(hasClassicStore);
}

function isPossible(request: BuildRequest, surroundings: PlanSurroundings): boolean {
  return judgeBuild(request, surroundings).state === 'possible';
}

function firstOf<T>(
  candidates: readonly (T | undefined)[],
  accepts: (candidate: T) => boolean,
): T | undefined {
  return candidates.find((each): each is T => each !== undefined && accepts(each));
}
