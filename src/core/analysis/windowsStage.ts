import type { StageFlow } from './stageFlow.ts';

/** Microsoft's own images of Windows, and names and tags that have one of them in it. */
const WINDOWS =
  /^mcr\.microsoft\.com\/windows(?:\/|:|$)|(?<![a-z])(?:nanoserver|(?:windows)?servercore)(?![a-z])/i;

/**
 * Whether a stage is one of Windows, whatever the targets are: by its platform, or by the name of the image that it is
 * built on. Its commands are those of cmd or PowerShell, and its programs are for Windows.
 */
export function isForWindows(flow: StageFlow, stage: number): boolean {
  const targets = flow.reachedFor(stage);
  const platforms = targets.map((target) => flow.resolved(stage, target)?.platform ?? 'unknown');
  if (platforms.length > 0 && platforms.every((name) => /^windows\b/.test(name))) return true;
  // A platform that is written is believed.
  const roots = targets.map((target) => flow.root(stage, target));
  return (
    roots.length > 0 &&
    roots.every(
      (root) =>
        root?.platformFlag === undefined &&
        WINDOWS.test(root?.base.resolved ?? root?.base.written ?? ''),
    )
  );
}
