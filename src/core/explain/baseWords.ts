import { isForMissingStage, missingStages } from '../analysis/missingStages.ts';
import { stageKind } from '../analysis/stageKind.ts';
import type { StageFlow } from '../analysis/stageFlow.ts';
import type { BuildResolution, Pull, StageResolution } from '../dockerfile/resolve.ts';
import type { Fact, ImageFacts } from '../facts.ts';
import { serveRequest } from '../image/coverage.ts';
import { parseReference } from '../image/reference.ts';
import { formatPlatformAll, normalizePlatform, parsePlatform } from '../platform/platform.ts';
import { listed, say, at, stageTitle, type Sentence } from './explanation.ts';

/** What is known when a stage's base is described. */
export interface BaseSources {
  readonly flow: StageFlow;
  readonly resolution: BuildResolution;
  /** By stage: what its FROM, COPY and RUN pull, with the target that asks. */
  readonly pulls: ReadonlyMap<number, readonly AskedPull[]>;
  readonly image: (reference: string) => Fact<ImageFacts>;
}

/** An image that a stage pulls for a target. */
export interface AskedPull {
  readonly pull: Pull;
  readonly target: string;
}

/** What every stage pulls, without what is pulled only because a stage is missing. */
export function pullsByStage(resolution: BuildResolution): BaseSources['pulls'] {
  const missing = new Map(missingStages(resolution).map((entry) => [entry.stage, entry]));
  const byStage = new Map<number, AskedPull[]>();
  for (const target of resolution.targets) {
    for (const pull of target.pulls) {
      if (isForMissingStage(missing.get(pull.stage), target, pull)) continue;
      const entry = { pull, target: target.platform };
      const known = byStage.get(pull.stage);
      if (known) known.push(entry);
      else byStage.set(pull.stage, [entry]);
    }
  }
  return byStage;
}

/** For which platform a stage is, by whose word, and which image each target gets there. */
export function baseWords(sources: BaseSources, stage: number): readonly Sentence[] {
  const reached = resolvedStages(sources, stage);
  const [first] = reached;
  if (first === undefined) return [];
  const parents = parentWords(sources, reached);
  return [
    ...parents,
    ...(parents.length > 0 ? [] : [platformWords(sources, first.stage, reached)]),
    ...imageWords(sources, stage),
  ];
}

interface Reached {
  readonly target: string;
  readonly stage: StageResolution;
}

function resolvedStages({ resolution }: BaseSources, stage: number): readonly Reached[] {
  return resolution.targets.flatMap(({ platform, stages }) => {
    const resolved = stages[stage];
    return resolved?.reached === true ? [{ target: platform, stage: resolved }] : [];
  });
}

/** Which stages it goes on from: `FROM build-$TARGETARCH` may name another one for each target. */
function parentWords({ flow }: BaseSources, reached: readonly Reached[]): readonly Sentence[] {
  const parents = new Map<number, string[]>();
  for (const { target, stage } of reached) {
    const { stage: parent } = stage.base;
    if (parent !== undefined) parents.set(parent, [...(parents.get(parent) ?? []), target]);
  }
  return [...parents].map(([parent, platforms]) => {
    const name = flow.stages[parent]?.from.name;
    const title = stageTitle({ index: parent, ...(name !== undefined && { name }) });
    const words = say('It goes on from stage “{0}”, on the platform of that.', title);
    return platforms.length === reached.length ? words : { ...words, platforms };
  });
}

function platformWords(
  { flow }: BaseSources,
  { index, base, platformFlag }: StageResolution,
  reached: readonly Reached[],
): Sentence {
  if (base.kind === 'scratch') {
    return say('It starts from nothing (scratch), and holds what is copied into it.');
  }
  if (base.kind === 'context') {
    return say(
      'It starts from the named build context “{0}”, for the target platform.',
      base.resolved ?? base.written,
    );
  }
  const platforms = [...new Set(reached.map(({ stage }) => stage.platform))];
  const flag = platformFlag?.written ?? '';
  switch (stageKind(flow, index)) {
    case 'build':
      return platforms.includes(undefined)
        ? say(
            '--platform={0}: it is for the machine that builds, whatever the target is. Which platform that is, is not known.',
            flag,
          )
        : say(
            '--platform={0}: it is for the machine that builds, {1}, whatever the target is.',
            flag,
            listed(platforms.flatMap((platform) => platform ?? [])),
          );
    case 'pinned':
      return say(
        '--platform={0}: it is for {1}, whatever the target is.',
        flag,
        listed(platforms.flatMap((platform) => platform ?? [])),
      );
    case 'target':
      return flag === ''
        ? say('Its FROM names no platform, so it is for the target platform.')
        : say('--platform={0}: it is for the target platform.', flag);
  }
}

/** One sentence for each image that a FROM, COPY or RUN of the stage brings in, and platform that it is asked for. */
function imageWords(sources: BaseSources, stage: number): readonly Sentence[] {
  const asked = new Map<string, { readonly pull: Pull; readonly targets: string[] }>();
  for (const { pull, target } of sources.pulls.get(stage) ?? []) {
    const { line, character } = pull.range.start;
    const key = [line, character, pull.reference, pull.platform ?? ''].join(' ');
    const entry = asked.get(key) ?? { pull, targets: [] };
    asked.set(key, entry);
    if (!entry.targets.includes(target)) entry.targets.push(target);
  }
  return [...asked.values()].map(({ pull, targets }) => ({
    ...pullWords(pull, sources.image(pull.reference)),
    platforms: targets,
  }));
}

/** Which image a pull gives, and why. */
function pullWords({ reference, platform, range }: Pull, fact: Fact<ImageFacts>): Sentence {
  const parsed = parseReference(reference);
  const name = parsed.ok ? parsed.value.familiar : reference;
  if (platform === undefined) {
    return at(
      range,
      say(
        '“{0}” for the machine that builds; its platform is not known: no builder told it.',
        name,
      ),
    );
  }
  if (!fact.known) {
    return at(
      range,
      say(
        '“{0}” for {1}. Which platforms it has is not known: {2}',
        ...[name, platform, fact.reason.message],
      ),
    );
  }
  const requested = parsePlatform(platform);
  if (!requested.ok) return at(range, say('“{0}” for {1}.', name, platform));
  const { manifest, configPlatform } = fact.value;
  const service = serveRequest(fact.value, requested.value);
  if (service.how === 'missing' && manifest.kind === 'image' && configPlatform) {
    return at(
      range,
      say(
        '“{0}” is no manifest list but a single image, for {2}. BuildKit takes it for {1} all the same.',
        ...[name, platform, formatPlatformAll(normalizePlatform(configPlatform))],
      ),
    );
  }
  if (service.how === 'missing') {
    return at(range, say('“{0}” has nothing for {1}: the build fails here.', name, platform));
  }
  if (service.how === 'unknown') {
    return at(range, say('“{0}” does not say whether it has anything for {1}.', name, platform));
  }
  const taken = formatPlatformAll(service.platform);
  const digest = shortDigest(service.descriptor.digest);
  if (service.how === 'degraded') {
    return at(
      range,
      say(
        '“{0}” has no entry for {1}; it gives that for {2}, which such a processor runs too ({3}).',
        ...[name, platform, taken, digest],
      ),
    );
  }
  if (manifest.kind === 'index') {
    return at(
      range,
      say('The entry for {1} of the manifest list “{0}” ({2}).', name, taken, digest),
    );
  }
  return at(
    range,
    say(
      '“{0}” is no manifest list but a single image, and for {1} ({2}).',
      ...[name, taken, digest],
    ),
  );
}

/** `sha256:` and twelve digits. */
function shortDigest(digest: string): string {
  const [algorithm = '', hex = ''] = digest.split(':', 2);
  return hex === '' ? digest : `${algorithm}:${hex.slice(0, 12)}`;
}
