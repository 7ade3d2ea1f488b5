import { l10n } from 'vscode';
import { chooseNodes, type NodeSurprise } from '../../../core/build/nodeChoice.ts';
import type { Builder } from '../../../core/build/workerNode.ts';
import { targetPlatforms } from '../../settings.ts';

/** The target platforms of the settings and what is pinned in a builder: what builds are likely for. */
export function likelyPlatforms(builder: Builder): readonly string[] {
  const pinned = builder.nodes.flatMap((node) => node.pinned ?? []);
  return [...new Set([...targetPlatforms(undefined), ...pinned])];
}

/** Which node builds what, in one line: `Builds: linux/amd64 → farm0, linux/arm64 → arm`. */
export function assignmentText(builder: Builder, platforms: readonly string[]): string {
  const { choices, surprises, waitsFor } = chooseNodes(builder, platforms);
  if (waitsFor.length > 0) {
    return l10n.t('Which node builds what is known once {0} runs', waitsFor.join(', '));
  }
  const places = choices.map(({ platform, node }) => `${platform} → ${node}`).join(', ');
  const remarks = surprises.flatMap((surprise) => surpriseText(surprise) ?? []);
  return l10n.t('Builds: {0}', [places, ...remarks].join('; '));
}

function surpriseText(surprise: NodeSurprise): string | undefined {
  switch (surprise.code) {
    case 'pins-ignored':
      return l10n.t(
        '{0} is pinned to no node, so a build for all of them ignores the pins',
        surprise.unpinned.join(', '),
      );
    case 'no-node':
      return l10n.t('no node has {0}', surprise.platform);
    case 'native-elsewhere':
      return l10n.t('{0} would be native on {1}', surprise.platform, surprise.native);
    case 'silent-nodes':
      return undefined;
  }
}
