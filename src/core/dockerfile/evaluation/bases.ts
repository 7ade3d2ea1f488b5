import { quote } from '../../platform/quote.ts';
import type { Result } from '../../result.ts';
import { succeed } from '../../result.ts';
import { configOf, type Build } from './build.ts';
import { findContext, imageOfContext, type NamedContext } from './contexts.ts';
import type { ExpandedFrom } from './fromLine.ts';
import type { ShownPlatform } from './reader.ts';

/** What an image's name leads to. */
export interface ResolvedImage {
  /** Canonical; absent when nothing is pulled, e.g. for a context that is a folder. */
  readonly reference?: string;
  readonly context?: NamedContext;
}

/** What a stage is built on. Its platform is absent when it is not known. */
export type ResolvedBase = { readonly platform?: ShownPlatform } & (
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
  const context = findContext(build.options.contexts, name, platform);
  return (
    context && {
      kind: 'context',
      replacesStage: true,
      ...imageIn(build, context),
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
  platform: ShownPlatform | undefined,
): Result<ResolvedImage> {
  const read = build.reader.image(name);
  if (!read.ok) {
    const message = `failed to parse stage name ${quote(name)}: ${read.problem.message}`;
    return { ok: false, problem: { message } };
  }
  const reference = read.value;
  const context = findContext(build.options.contexts, reference, platform);
  return succeed(context ? imageIn(build, context) : { reference });
}

function imageIn(build: Build, context: NamedContext): ResolvedImage {
  const image = imageOfContext(context);
  const read = image === undefined ? undefined : build.reader.image(image);
  return { context, ...(read?.ok && { reference: read.value }) };
}

function ownPlatform(build: Build, { platform }: ExpandedFrom): ShownPlatform | undefined {
  if (platform === 'unknown') return undefined;
  return platform === 'none' ? build.target : platform;
}

/** An implicit target gives way to the image's own platform, if the worker has it (autoDetectPlatform). */
function detectPlatform(build: Build, reference: string): ShownPlatform | undefined {
  const config = configOf(build, reference, build.target);
  const image = config?.platform === undefined ? undefined : build.reader.platform(config.platform);
  if (!image?.ok) return undefined;
  const { os, architecture } = image.value.platform;
  const supported = (build.options.workerPlatforms ?? []).flatMap((written) => {
    const platform = build.reader.platform(written);
    return platform.ok ? [platform.value] : [];
  });
  return [build.target, ...supported].find(
    ({ platform }) => platform.os === os && platform.architecture === architecture,
  );
}
