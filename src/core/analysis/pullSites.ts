import { once } from '../dockerfile/once.ts';
import type { BuildResolution, Pull } from '../dockerfile/resolve.ts';
import { parseReference } from '../image/reference.ts';
import type { Range } from '../text.ts';
import { isForMissingStage, missingStages } from './missingStages.ts';

/** A platform that an image is asked for, and the targets whose builds ask. */
export interface PlatformRequest {
  /** Formatted, normalised. */
  readonly platform: string;
  readonly targets: readonly string[];
}

/** One place in a Dockerfile that names one image, over all targets. */
export interface PullSite {
  /** Canonical, e.g. `docker.io/library/alpine:3.20`. */
  readonly reference: string;
  /** The same as people write it, e.g. `alpine:3.20`. */
  readonly familiar: string;
  /** As it stands in the file, before expansion. */
  readonly written: string;
  /** The instruction, the key of a compose file, or the directive of the frontend. */
  readonly by: Pull['by'] | 'image' | 'syntax';
  /** The words that name the image. */
  readonly range: Range;
  /** In the order of the targets, without platforms that are not known. */
  readonly requests: readonly PlatformRequest[];
  /** Whether some target asks for a platform that is not known, because no builder is. */
  readonly isPlatformUnknown: boolean;
  /** Whether words that stand elsewhere name it too, so that nothing can be put in place of these alone. */
  readonly isPieced?: boolean;
}

/**
 * Gathers the pulls of all targets by the place where they are written. A place that names different
 * images for different targets (`FROM app-${TARGETARCH}`) gives a site for each. One that names a stage
 * for another target is none: no registry has what is meant.
 */
export function pullSites(resolution: BuildResolution): readonly PullSite[] {
  const sites = known.get(resolution) ?? gatherSites(resolution);
  known.set(resolution, sites);
  return sites;
}

/** A resolution may hold for many versions of a file. */
const known = new WeakMap<BuildResolution, readonly PullSite[]>();

function gatherSites(resolution: BuildResolution): readonly PullSite[] {
  const sites = new Map<
    string,
    { pull: Pull; requests: Map<string, string[]>; isPlatformUnknown: boolean }
  >();
  const missing = new Map(missingStages(resolution).map((entry) => [entry.stage, entry]));
  for (const target of resolution.targets) {
    for (const pull of target.pulls) {
      if (isForMissingStage(missing.get(pull.stage), target, pull)) continue;
      const { line, character } = pull.range.start;
      const key = `${line}:${character} ${pull.reference}`;
      const site = sites.get(key) ?? {
        pull,
        requests: new Map<string, string[]>(),
        isPlatformUnknown: false,
      };
      sites.set(key, site);
      if (pull.platform === undefined) {
        site.isPlatformUnknown = true;
        continue;
      }
      const targets = site.requests.get(pull.platform) ?? [];
      if (!targets.includes(target.platform)) targets.push(target.platform);
      site.requests.set(pull.platform, targets);
    }
  }
  const familiar = once(familiarOf);
  return [...sites.values()].map(({ pull, requests, isPlatformUnknown }) => ({
    reference: pull.reference,
    familiar: familiar(pull.reference),
    written: pull.written,
    by: pull.by,
    range: pull.range,
    requests: [...requests].map(([platform, targets]) => ({ platform, targets })),
    isPlatformUnknown,
  }));
}

function familiarOf(canonical: string): string {
  const reference = parseReference(canonical);
  return reference.ok ? reference.value.familiar : canonical;
}
