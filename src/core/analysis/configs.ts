import type { BaseImageNeed } from '../dockerfile/baseImages.ts';
import type { BaseImage } from '../dockerfile/resolution.ts';
import type { Fact } from '../facts.ts';
import type { Steps } from '../steps.ts';
import { neededConfigs, type ResolvedFile } from './neededConfigs.ts';
import type { PullSite } from './pullSites.ts';
import type { RuleInput } from './rule.ts';
import type { UnknownImage } from './unknowns.ts';

/** A file that was resolved, with the images that it names. */
export interface ReadBuild extends ResolvedFile {
  readonly sites: readonly PullSite[];
}

/** A file that was resolved with what is known of configs. */
interface ConfiguredBuild {
  readonly file: ReadBuild;
  readonly needs: readonly BaseImageNeed[];
  readonly unknown: readonly UnknownConfig[];
}

/** How often a file is resolved again: an ONBUILD may bring another stage in, whose base has one too. */
const MAX_ROUNDS = 4;

/**
 * Resolves a file again with the configs of base images that may change a finding, as far as they are
 * known. A config without ENV and ONBUILD says that the file is as it was read.
 *
 * @param read resolves it with configs by the keys of their needs
 * @param needed the configs that count: those that may change a finding, or all
 */
export function* withConfigs(
  plain: ReadBuild,
  base: (need: BaseImageNeed) => Fact<BaseImage>,
  read: (configs: ReadonlyMap<string, Fact<BaseImage>>) => Steps<ReadBuild>,
  needed: (file: ReadBuild) => readonly BaseImageNeed[] = neededConfigs,
): Steps<ConfiguredBuild> {
  const needs = new Map<string, BaseImageNeed>();
  const known = new Map<string, Fact<BaseImage>>();
  const unknown = new Map<string, UnknownConfig>();
  let file = plain;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = known.size;
    for (const need of needed(file)) {
      if (needs.has(need.key)) continue;
      needs.set(need.key, need);
      const fact = base(need);
      if (fact.known) known.set(need.key, fact);
      else unknown.set(need.key, { ...need, reason: fact.reason });
    }
    if (known.size === before) break;
    yield;
    file = yield* read(known);
  }
  return { file, needs: [...needs.values()], unknown: [...unknown.values()] };
}

/** A config that could not be read, and why. */
interface UnknownConfig extends BaseImageNeed {
  readonly reason: UnknownImage['reason'];
}

/** Whether there is a config to read: the image is known, and is there for the platform. */
export function hasConfig(
  { reference, platform }: BaseImageNeed,
  { image, service }: Pick<RuleInput, 'image' | 'service'>,
): boolean {
  const fact = image(reference);
  if (!fact.known) return false;
  return fact.value.manifest.kind !== 'index' || service(fact.value, platform).how !== 'missing';
}

/** What no finding was made from, because a config is unknown. An image that is unknown itself is told already. */
export function unknownConfigs(
  configs: readonly UnknownConfig[],
  input: Pick<RuleInput, 'sites' | 'image' | 'service'>,
): readonly UnknownImage[] {
  return configs.flatMap((config): readonly UnknownImage[] => {
    const { reference, platform, reason } = config;
    const site = input.sites.find((each) => each.by === 'FROM' && each.reference === reference);
    const fact = input.image(reference);
    const isTold = fact.known && fact.value.elsewhere !== undefined;
    if (site === undefined || isTold || !hasConfig(config, input)) return [];
    const request = site.requests.find((each) => each.platform === platform);
    return [{ reference, reason, range: site.range, platforms: request?.targets ?? [] }];
  });
}
