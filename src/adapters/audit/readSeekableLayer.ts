import type { LayerEntry } from '../../core/audit/layerEntry.ts';
import { readTableOfContents, type ListedEntry } from '../../core/audit/tableOfContents.ts';
import type { Fact } from '../../core/facts.ts';
import type { LayerInspection } from '../../core/image/inspection.ts';
import type { LayeredContents } from '../inspection/imageContents.ts';
import { findTable } from './findTable.ts';
import { layerBytes, type LayerBytes } from './layerBytes.ts';
import { headerBefore, listedContent } from './listedFile.ts';
import { namedEntry, readContents } from './readEntry.ts';
import { withLinkedFiles, type LayerTable, type ReadLayer } from './readLayer.ts';

/** Of a layer, in bytes: smaller ones are read whole, with their digest. */
const smallestLayer = 1024 ** 2;

/**
 * Reads the table of contents that a layer of eStargz or zstd:chunked has, and no file. The table is what the image
 * says of itself, and counts where its digest is the one in the manifest. Undefined where there is none, or none that
 * can be used: then all of the layer is to be read.
 *
 * @throws the signal's reason when cancelled
 */
export async function readSeekableLayer(
  layer: LayerInspection,
  { part }: Pick<LayeredContents, 'part'>,
  signal: AbortSignal,
  smallest = smallestLayer,
): Promise<Fact<ReadLayer> | undefined> {
  if (part === undefined || layer.size < smallest || !layer.annotations) return undefined;
  const bytes = layerBytes(layer, part, signal);
  try {
    const found = await findTable(layer, bytes);
    if (found === undefined) return undefined;
    const listed = readTableOfContents(found.json);
    if (!listed.ok) return undefined;
    const table = layerTable(listed.value, found.filesEnd, bytes, signal);
    const entries = withLinkedFiles(unreadEntries(listed.value, layer.digest));
    const bytesRead = bytes.count();
    return { known: true, value: { entries, bytesRead, isPartial: true, table }, asOf: Date.now() };
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

function unreadEntries(listed: readonly ListedEntry[], layer: string): readonly LayerEntry[] {
  return listed.flatMap((entry, at): readonly LayerEntry[] => {
    const named = namedEntry(entry);
    if (named === undefined) return [];
    return [named.kind === 'file' && entry.size > 0 ? { ...named, unread: { layer, at } } : named];
  });
}

function layerTable(
  listed: readonly ListedEntry[],
  filesEnd: number,
  bytes: LayerBytes,
  signal: AbortSignal,
): LayerTable {
  const chunks = listed.flatMap((entry) => entry.chunks).toSorted((a, b) => a.start - b.start);
  const ends = new Map(chunks.map(({ start }, at) => [start, chunks[at + 1]?.start ?? filesEnd]));
  const before = new Map(chunks.map(({ start }, at) => [start, chunks[at - 1]]));
  return {
    async readFile(at) {
      const entry = listed[at];
      const [first] = entry?.chunks ?? [];
      if (!entry || !first) return undefined;
      try {
        const header = await headerBefore(first.start, before.get(first.start), bytes);
        const [path, written] = [namedEntry(entry), header && namedEntry(header)];
        // Programs that know nothing of the table read what stands there.
        if (JSON.stringify(path) !== JSON.stringify(written) || header?.size !== entry.size) {
          return undefined;
        }
        return await readContents(entry, listedContent(entry, ends, bytes));
      } catch {
        // Whoever reads all of it hears what is wrong.
        signal.throwIfAborted();
        return undefined;
      }
    },
  };
}
