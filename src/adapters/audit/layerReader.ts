import { setImmediate } from 'node:timers/promises';
import type { ImageTree } from '../../core/audit/imageTree.ts';
import type { UnreadFile } from '../../core/audit/layerEntry.ts';
import { startedPrograms, type StartedProgram } from '../../core/audit/startedPrograms.ts';
import { windowsEntry } from '../../core/audit/windowsEntry.ts';
import type { Fact } from '../../core/facts.ts';
import type {
  LayerInspection,
  PlatformInspection,
  RuntimeConfig,
} from '../../core/image/inspection.ts';
import { say } from '../../core/language.ts';
import { ImageFileFailure } from '../imageFiles/imageFileFailure.ts';
import { unknown, type LayeredContents } from '../inspection/imageContents.ts';
import { readLayer, type LayerTable, type ReadLayer } from './readLayer.ts';
import { readLayerParts } from './readLayerParts.ts';
import { readSeekableLayer } from './readSeekableLayer.ts';

/** What is audited, and how far. */
export interface AuditOptions {
  /** Ends as soon as the program that a container starts first is known. */
  readonly entrypointOnly: boolean;
  /** Hears of each layer that is about to be read, and of those that were. */
  readonly onLayer?: (progress: LayerProgress) => void;
}

/** A layer that is read now. */
export interface LayerProgress {
  readonly platform: string;
  readonly layer: Pick<LayerInspection, 'digest' | 'size'>;
}

/** How many entries are taken before something else has its turn. */
const slice = 20_000;

/** Entries of all layers of an image together. */
const maxEntries = 4_000_000;

/** Reads layers, those that several platforms have once. */
export class LayerReader {
  bytesRead = 0;
  #entries = 0;
  readonly #contents: LayeredContents;
  readonly #options: AuditOptions;
  readonly #signal: AbortSignal;
  /** How many platforms still want a layer. */
  readonly #wanted = new Map<string, number>();
  readonly #kept = new Map<string, Promise<Fact<ReadLayer>>>();
  readonly #tables = new Map<string, LayerTable>();
  /** Layers that are to be read as a whole. */
  readonly #distrusted = new Set<string>();

  constructor(
    platforms: readonly PlatformInspection[],
    contents: LayeredContents,
    options: AuditOptions,
    signal: AbortSignal,
  ) {
    this.#contents = contents;
    this.#options = options;
    this.#signal = signal;
    for (const { details } of platforms) {
      if (!details.known) continue;
      for (const { digest } of details.value.layers) {
        this.#wanted.set(digest, (this.#wanted.get(digest) ?? 0) + 1);
      }
    }
  }

  read(layer: LayerInspection, platform: string): Promise<Fact<ReadLayer>> {
    const { digest } = layer;
    const reading = this.#kept.get(digest) ?? this.#readAnew(layer, platform);
    this.#kept.set(digest, reading);
    // Where only what is started counts, a platform may begin again from the top.
    if (!this.#options.entrypointOnly) this.release([layer]);
    return reading;
  }

  /** A platform wants these layers no more. What no other wants is forgotten. */
  release(layers: readonly Pick<LayerInspection, 'digest'>[]): void {
    for (const { digest } of layers) {
      const left = (this.#wanted.get(digest) ?? 1) - 1;
      this.#wanted.set(digest, left);
      if (left <= 0) this.#kept.delete(digest);
    }
  }

  /** Takes the entries of the layer that a tree has begun. */
  async fill(tree: ImageTree, { entries }: ReadLayer, isWindows: boolean): Promise<void> {
    for (let at = 0; at < entries.length; at += slice) {
      for (const entry of entries.slice(at, at + slice)) {
        const seen = isWindows ? windowsEntry(entry) : entry;
        if (seen) tree.add(seen);
      }
      await setImmediate();
      this.#signal.throwIfAborted();
    }
  }

  /** Reads these layers as a whole from now on. */
  distrust(digests: readonly string[]): void {
    for (const digest of digests) {
      this.#distrusted.add(digest);
      this.#kept.delete(digest);
    }
  }

  /** The programs that a container starts, read where they were not yet; undefined where a layer is distrusted now. */
  async started(
    config: RuntimeConfig,
    tree: ImageTree,
    isWindows: boolean,
  ): Promise<readonly StartedProgram[] | undefined> {
    for (;;) {
      const started = startedPrograms(config, tree, isWindows);
      const [file] = started.flatMap(unreadFile);
      if (file === undefined) return started;
      const { path, layer, at } = file;
      const contents = await this.#tables.get(layer)?.readFile(at);
      if (contents === undefined) {
        this.distrust([layer]);
        return undefined;
      }
      tree.learn(path, contents);
    }
  }

  /** Reads no more of a layer than must be, where only what is started counts. */
  async #readPart(layer: LayerInspection): Promise<Fact<ReadLayer> | undefined> {
    const contents = this.#contents;
    if (!this.#options.entrypointOnly || !contents.part) return undefined;
    const counting: Pick<LayeredContents, 'part'> = {
      part: async (of, start, length, signal) => {
        const read = await contents.part?.(of, start, length, signal);
        if (read?.known) this.bytesRead += length;
        return read ?? unknown('failed', say('It is read as a whole.'));
      },
    };
    const plain = await readLayerParts(layer, counting, this.#signal);
    if (plain || this.#distrusted.has(layer.digest)) return plain;
    const listed = await readSeekableLayer(layer, counting, this.#signal);
    if (listed?.known && listed.value.table) this.#tables.set(layer.digest, listed.value.table);
    return listed;
  }

  async #readAnew(layer: LayerInspection, platform: string): Promise<Fact<ReadLayer>> {
    this.#options.onLayer?.({ platform, layer });
    try {
      const part = await this.#readPart(layer);
      const read =
        part ??
        (await this.#contents.stream(layer, (parts) => readLayer(parts, layer), this.#signal));
      if (!read.known) return read;
      if (!part) this.bytesRead += read.value.bytesRead;
      this.#entries += read.value.entries.length;
      if (this.#entries <= maxEntries) return read;
      return unknown('malformed', say('The image has more than {0} files.', maxEntries));
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof ImageFileFailure) return { known: false, reason: error.reason };
      throw error;
    }
  }
}

function unreadFile({ node }: StartedProgram): readonly (UnreadFile & { readonly path: string })[] {
  if (node?.entry.kind !== 'file' || node.entry.unread === undefined) return [];
  return [{ path: node.entry.path, ...node.entry.unread }];
}
