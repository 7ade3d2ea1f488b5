import { copiesFrom } from './stageCopies.ts';
import type { StageFlow } from './stageFlow.ts';

/** Whether a file of a stage may be one that others copy from it. */
export type IsCopied = (path: string) => boolean;

/**
 * Tells which files of a stage are copied from it, or from a stage that is built on it. Names are
 * compared without their folders where these are not known, so it may say yes too often, never no.
 */
export function copiedPaths(flow: StageFlow, stage: number): IsCopied {
  const names = new Set<string>();
  const folders = new Set<string>();
  let isAnything = false;
  for (const { args } of copiesFrom(flow, stage)) {
    for (const { text } of args.slice(0, -1)) {
      const name = lastPart(text);
      if (name === '' || name === '.' || /[$*?[]/.test(text)) isAnything = true;
      names.add(name);
      for (const folder of text.split('/').slice(0, -1)) folders.add(folder);
    }
  }
  return (path) =>
    isAnything ||
    /[$*?[\uFFFC]/.test(path) ||
    path.split('/').some((part) => names.has(part)) ||
    // The path may be a folder, of which one file is copied.
    folders.has(lastPart(path));
}

function lastPart(path: string): string {
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}
