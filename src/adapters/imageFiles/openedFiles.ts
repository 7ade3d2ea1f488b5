import { stat } from 'node:fs/promises';
import { createInFlight } from '../registry/inFlight.ts';
import { createLru } from '../registry/lru.ts';
import { openFiles, type OpenFiles } from './fileContents.ts';
import type { ImageFiles } from './imageFiles.ts';

/** How many archives stay open, so to say: their lists of entries, and what was small in compressed ones. */
const capacity = 3;

/** Opens places and remembers archives as long as they do not change: a compressed one takes seconds. */
export function createOpenedFiles(): OpenFiles {
  const opened = createLru<ImageFiles>(capacity);
  const opening = createInFlight<ImageFiles>();
  return async (place, signal) => {
    if (place.kind === 'layout') return openFiles(place, signal);
    const { size, mtimeMs } = await stat(place.path);
    const key = JSON.stringify([place.path, size, mtimeMs]);
    const known = opened.get(key);
    if (known) return known;
    const files = await opening.join(key, signal, (shared) => openFiles(place, shared));
    opened.set(key, files);
    return files;
  };
}
