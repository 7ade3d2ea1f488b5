import { onlyMatcher } from '../platform/match.ts';
import { parsePlatform } from '../platform/platform.ts';
import type { Emulator } from './emulator.ts';
import { nodePlatforms, type NodePlatform, type RunState } from './nodeStates.ts';
import type { Builder, WorkerNode } from './workerNode.ts';

/** What a builder makes of programs of a platform. */
export type PlatformOutlook =
  | { readonly state: RunState; readonly node: string; readonly emulator?: Emulator }
  /** No node runs it: a RUN step fails, copying files works. */
  | { readonly state: 'not-runnable' }
  /** The builder was not started, or does not answer. */
  | { readonly state: 'unknown' };

/**
 * How a builder would run a platform. As buildx does it, a node for which the user fixed the platform
 * goes first, then the first node that can run it; native is not preferred to emulated (buildx v0.36,
 * build/resolver/driver.go).
 */
export function platformOutlook(builder: Builder, platform: string): PlatformOutlook {
  const nodes = builder.nodes.filter((node) => node.platforms.length > 0);
  if (nodes.length === 0) return { state: 'unknown' };
  const runs = nodes.flatMap((node) => {
    const best = bestMatch(node, platform);
    return best === undefined ? [] : [{ node, best }];
  });
  const chosen = runs.find(({ best }) => best.pinned) ?? runs[0];
  if (chosen === undefined) return { state: 'not-runnable' };
  const { state, emulator } = chosen.best;
  return {
    state,
    node: chosen.node.name,
    ...(emulator === undefined ? {} : { emulator }),
  };
}

function bestMatch(node: WorkerNode, wanted: string): NodePlatform | undefined {
  const parsed = parsePlatform(wanted);
  if (!parsed.ok) return undefined;
  const matcher = onlyMatcher(parsed.value);
  const candidates = nodePlatforms(node).flatMap((entry) =>
    [entry.platform, ...entry.levels.map((level) => `${entry.platform}/${level}`)].flatMap(
      (text) => {
        const candidate = parsePlatform(text);
        // BuildKit takes a 32-bit worker for a 64-bit platform; its programs then do not start.
        return candidate.ok &&
          candidate.value.architecture === parsed.value.architecture &&
          matcher.match(candidate.value)
          ? [{ entry, platform: candidate.value }]
          : [];
      },
    ),
  );
  const [best] = candidates.toSorted((a, b) => {
    if (matcher.less(a.platform, b.platform)) return -1;
    return matcher.less(b.platform, a.platform) ? 1 : 0;
  });
  return best?.entry;
}
