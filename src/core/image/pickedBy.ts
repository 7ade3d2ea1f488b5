import { onlyMatcher, strictMatcher } from '../platform/match.ts';
import { normalizePlatform, parsePlatform, type Platform } from '../platform/platform.ts';
import type { ImageInspection, PlatformInspection } from './inspection.ts';
import { selectManifest } from './select.ts';

/** What `docker run` takes on a host, when it has nothing of the image yet. */
export interface HostPick {
  /** As given. */
  readonly host: string;
  /**
   * - `exact`: the host's own platform
   * - `variant`: a lower variant of the host's architecture, e.g. arm/v6 on arm/v7
   * - `instruction-set`: another one that such a host can run, e.g. arm/v7 on arm64, 386 on amd64
   * - `anyway`: a single image of another platform. It is pulled, with a warning, and starts only where
   *   an emulator is set up
   * - `other-system`: nothing. A single image for another operating system, which the pull refuses and no
   *   emulator would run: “image operating system "linux" cannot be used on this platform”
   *   (docker/for-win#7132)
   * - `none`: nothing, “no matching manifest”
   * - `unknown`: the config that would tell was not read; the host is no platform
   */
  readonly outcome:
    'exact' | 'variant' | 'instruction-set' | 'anyway' | 'other-system' | 'none' | 'unknown';
  /** The operating system that the image is for, with `other-system`. */
  readonly system?: string;
  /** What is taken, formatted; absent with `other-system`, `none` and `unknown`. */
  readonly platform?: string;
  /** Digest of its manifest. */
  readonly digest?: string;
  /** Whether it is one of several Windows versions: then the host's version decides between them. */
  readonly dependsOnVersion?: true;
}

/** Hosts that people run containers on. */
export const commonHosts: readonly string[] = [
  'linux/amd64',
  'linux/arm64',
  'linux/arm/v7',
  'linux/arm/v6',
  'linux/386',
  'windows/amd64',
];

/**
 * What `docker run` takes on each host: the Docker engine pulls what platforms.Only of the host's
 * platform likes best (containerd/platforms v1.0.0-rc.4, as in {@link selectManifest}), and of an image
 * that is no index what there is.
 *
 * @param hosts e.g. {@link commonHosts}
 */
export function pickedBy(
  inspection: Pick<ImageInspection, 'kind' | 'platforms'>,
  hosts: readonly string[],
): readonly HostPick[] {
  return hosts.map((host) => {
    const parsed = parsePlatform(host);
    return parsed.ok ? pick(inspection, host, parsed.value) : { host, outcome: 'unknown' };
  });
}

function pick(
  { kind, platforms }: Pick<ImageInspection, 'kind' | 'platforms'>,
  host: string,
  wanted: Platform,
): HostPick {
  const [only] = platforms;
  if (kind !== 'index') {
    const platform = only && platformOf(only);
    if (only === undefined || platform === undefined) return { host, outcome: 'unknown' };
    const system = otherSystem(platform, wanted);
    if (system !== undefined) return { host, outcome: 'other-system', system };
    const runs = onlyMatcher(wanted).match(platform);
    return taken(host, only, runs ? likeness(platform, wanted) : 'anyway');
  }
  const candidates = platforms.map((entry) => {
    const config = entry.details.known ? entry.details.value.configPlatform : undefined;
    return { ...(entry.written && { platform: entry.written }), ...(config && { config }) };
  });
  const selected = selectManifest(candidates, wanted);
  if (!selected.ok) {
    const mayBe = platforms.some(({ written, details }) => !written && !details.known);
    return { host, outcome: mayBe ? 'unknown' : 'none' };
  }
  const entry = platforms[selected.value];
  const platform = entry && platformOf(entry);
  if (entry === undefined || platform === undefined) return { host, outcome: 'unknown' };
  const found = taken(host, entry, likeness(platform, wanted));
  const isOpen = wanted.os === 'windows' && wanted.osVersion === undefined;
  const versions = new Set(
    isOpen
      ? candidates.flatMap((other) =>
          other.platform && onlyMatcher(wanted).match(other.platform)
            ? [other.platform.osVersion ?? '']
            : [],
        )
      : [],
  );
  return versions.size > 1 ? { ...found, dependsOnVersion: true } : found;
}

/** An artifact, or a broken image, says nothing about its system. */
function otherSystem(platform: Platform, wanted: Platform): string | undefined {
  const { os } = normalizePlatform(platform);
  const isSaid = os !== '' && os !== 'unknown';
  return isSaid && os !== normalizePlatform(wanted).os ? os : undefined;
}

function platformOf({ written, details }: PlatformInspection): Platform | undefined {
  return written ?? (details.known ? details.value.configPlatform : undefined);
}

function taken(host: string, entry: PlatformInspection, outcome: HostPick['outcome']): HostPick {
  const { platform, digest } = entry;
  return { host, outcome, platform, digest };
}

function likeness(platform: Platform, wanted: Platform): 'exact' | 'variant' | 'instruction-set' {
  if (strictMatcher(wanted).match(platform)) return 'exact';
  const isSameSet =
    normalizePlatform(platform).architecture === normalizePlatform(wanted).architecture;
  return isSameSet ? 'variant' : 'instruction-set';
}
