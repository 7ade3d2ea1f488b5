import { parseReference, withDefaultTag } from '../image/reference.ts';
import { normalizePlatform, parsePlatform, type Platform } from '../platform/platform.ts';
import { quote } from '../platform/quote.ts';
import type { Result } from '../result.ts';
import { succeed } from '../result.ts';
import { configOf, type Build } from './build.ts';
import { findContext, imageOfContext, type NamedContext } from './contexts.ts';
import { showPlatform, type ExpandedFrom } from './fromLine.ts';

/** What an image's name leads to. */
export interface ResolvedImage {
  /** Canonical; absent when nothing is pulled, e.g. for a context that is a folder. */
  readonly reference?: string;
  readonly context?: NamedContext;
}

/** What a stage is built on. Its platform is absent when it is not known. */
export type ResolvedBase = { readonly platform?: Platform } & (
  | { readonly kind: 'unknown' }
  | { readonly kind: 'scratch' }
  | { readonly kind: 'stage'; readonly stage: number }
  | ({ readonly kind: 'context'; readonly replacesStage: boolean } & ResolvedImage)
  | { readonly kind: 'image'; readonly reference: string }
  /** BuildKit refuses the name, with this message. */
  | { readonly kind: 'refused'; readonly message: string }
);

/**
 * Finds what every stage is built on (BuildKit 0.32, dockerfile2llb). Only earlier stages count, by
 * exact name; the last of several with one name wins.
 */
export function resolveBases(
  build: Build,
  froms: readonly ExpandedFrom[],
): readonly ResolvedBase[] {
  const earlier = new Map<string, number>();
  const bases: ResolvedBase[] = [];
  for (const [index, from] of froms.entries()) {
    const name = build.staged.stages[index]?.from.name;
    bases.push(
      replaced(build, name, from) ?? baseOf(build, from, earlier, (stage) => bases[stage]),
    );
    if (name !== undefined) earlier.set(name, index);
  }
  return bases;
}

/** A named context may take the place of a whole stage. */
function replaced(
  build: Build,
  name: string | undefined,
  from: ExpandedFrom,
): ResolvedBase | undefined {
  if (name === undefined) return undefined;
  const platform = ownPlatform(build, from);
  const context = findContext(build.options.contexts, name, platform && showPlatform(platform));
  return (
    context && {
      kind: 'context',
      replacesStage: true,
      ...imageIn(context),
      ...(platform && { platform }),
    }
  );
}

function baseOf(
  build: Build,
  from: ExpandedFrom,
  earlier: ReadonlyMap<string, number>,
  resolved: (stage: number) => ResolvedBase | undefined,
): ResolvedBase {
  const platform = ownPlatform(build, from);
  const known = platform && { platform };
  if (from.name === undefined) return { kind: 'unknown', ...known };
  const stage = earlier.get(from.name);
  if (stage !== undefined) {
    const inherited = resolved(stage)?.platform;
    return { kind: 'stage', stage, ...(inherited && { platform: inherited }) };
  }
  if (from.name === 'scratch') return { kind: 'scratch', platform: build.target };
  const image = resolveImage(build, from.name, platform);
  if (!image.ok) return { kind: 'refused', message: image.problem.message, ...known };
  const { context, reference } = image.value;
  if (context || reference === undefined)
    return { kind: 'context', replacesStage: false, ...image.value, ...known };
  const detected =
    build.implicit && from.platform === 'none' ? detectPlatform(build, reference) : undefined;
  return { kind: 'image', reference, ...known, ...(detected && { platform: detected }) };
}

/** Completes an image's name, or finds the context that takes its place. */
export function resolveImage(
  build: Build,
  name: string,
  platform: Platform | undefined,
): Result<ResolvedImage> {
  const parsed = parseReference(name);
  if (!parsed.ok) {
    const message = `failed to parse stage name ${quote(name)}: ${parsed.problem.message}`;
    return { ok: false, problem: { message } };
  }
  const reference = withDefaultTag(parsed.value).canonical;
  const shown = platform && showPlatform(platform);
  const context = findContext(build.options.contexts, reference, shown);
  return succeed(context ? imageIn(context) : { reference });
}

function imageIn(context: NamedContext): ResolvedImage {
  const image = imageOfContext(context);
  const parsed = image === undefined ? undefined : parseReference(image);
  return {
    context,
    ...(parsed?.ok && { reference: withDefaultTag(parsed.value).canonical }),
  };
}

function ownPlatform(build: Build, { platform }: ExpandedFrom): Platform | undefined {
  if (platform === 'unknown') return undefined;
  return platform === 'none' ? build.target : platform;
}

/** An implicit target gives way to the image's own platform, if the worker has it (autoDetectPlatform). */
function detectPlatform(build: Build, reference: string): Platform | undefined {
  const config = configOf(build, reference, showPlatform(build.target));
  const image = config?.platform === undefined ? undefined : parsePlatform(config.platform);
  if (!image?.ok) return undefined;
  for (const written of [showPlatform(build.target), ...(build.options.workerPlatforms ?? [])]) {
    const platform = parsePlatform(written);
    if (!platform.ok || platform.value.os !== image.value.os) continue;
    if (platform.value.architecture === image.value.architecture) {
      return normalizePlatform(platform.value);
    }
  }
  return undefined;
}
