import { nativePlatform } from '../../build/nodeStates.ts';
import type { Builder } from '../../build/workerNode.ts';
import type { Fact } from '../../facts.ts';
import { offersOf } from '../../image/coverage.ts';
import { normalizePlatform, parsePlatform, type Platform } from '../../platform/platform.ts';
import { runsWindowsVersion } from '../../platform/windowsVersion.ts';
import type { Message } from '../finding.ts';
import type { PlatformRequest, PullSite } from '../pullSites.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';

/**
 * Images for Windows run on some versions of Windows only. An index tells them apart by `os.version`
 * (OCI image specification 1.1, image-index.md); without it any machine takes any of them. Whether a
 * machine runs a version counts only where the builder's own machine is a Windows.
 */
export const windowsOsVersion: Rule = {
  code: 'windows-os-version',
  severity: 'warning',
  check(input) {
    const hosts = windowsHosts(input.builder);
    return input.sites.flatMap((site) =>
      site.requests.flatMap((request) =>
        // Most are not, and need no reading.
        /windows/i.test(request.platform) ? judge(site, request, hosts, input) : [],
      ),
    );
  },
};

function judge(
  site: PullSite,
  { platform, targets }: PlatformRequest,
  hosts: readonly string[],
  { image }: RuleInput,
): readonly RuleFinding[] {
  const fact = image(site.reference);
  if (!fact.known || fact.value.manifest.kind !== 'index') return [];
  const wanted = read(platform);
  if (wanted?.os !== 'windows') return [];
  const offers = offersOf(fact.value).flatMap((offer) => {
    const offered = offer.platform && normalizePlatform(offer.platform);
    const isCandidate = offered?.os === 'windows' && offered.architecture === wanted.architecture;
    return isCandidate ? [offered.osVersion ?? ''] : [];
  });
  const versions = [...new Set(offers)].filter((version) => version !== '');
  const message = offers.includes('')
    ? withoutVersion(platform, site, versions)
    : incompatible(platform, site, versions, hosts);
  return message === undefined ? [] : [{ message, range: site.range, platforms: targets }];
}

function withoutVersion(platform: string, site: PullSite, versions: readonly string[]): Message {
  const named = versions.length === 0 ? 'none' : versions.join(', ');
  return {
    text: '{0}: “{1}” has an image without a version of Windows (os.version), which machines take whether they run it or not. Versions that are named: {2}.',
    args: [platform, site.familiar, named],
  };
}

function incompatible(
  platform: string,
  site: PullSite,
  versions: readonly string[],
  hosts: readonly string[],
): Message | undefined {
  const [host] = hosts;
  const isRunnable = hosts.some((version) =>
    versions.some((container) => runsWindowsVersion(version, container)),
  );
  if (host === undefined || isRunnable || versions.length === 0) return undefined;
  return {
    text: '{0}: the builder’s Windows {1} runs none of the versions that “{2}” has: {3}.',
    args: [platform, host, site.familiar, versions.join(', ')],
  };
}

/** The versions of the builder's machines, where all that are known run Windows. */
function windowsHosts(builder: Fact<Builder>): readonly string[] {
  if (!builder.known) return [];
  const natives = builder.value.nodes.flatMap((node) => {
    const platform = nativePlatform(node);
    return platform === undefined ? [] : [read(platform)];
  });
  const versions = natives.flatMap((native) =>
    native?.os === 'windows' ? (native.osVersion ?? []) : [],
  );
  return versions.length === builder.value.nodes.length ? versions : [];
}

function read(platform: string): Platform | undefined {
  const parsed = parsePlatform(platform);
  return parsed.ok ? normalizePlatform(parsed.value) : undefined;
}
