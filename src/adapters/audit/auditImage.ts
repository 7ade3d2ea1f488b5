import { setImmediate } from 'node:timers/promises';
import type { PlatformAudit } from '../../core/audit/audit.ts';
import { ImageTree } from '../../core/audit/imageTree.ts';
import { judgePlatform } from '../../core/audit/judgePlatform.ts';
import { areSettled, startedPrograms } from '../../core/audit/startedPrograms.ts';
import type { Fact } from '../../core/facts.ts';
import type {
  ImageInspection,
  LayerInspection,
  PlatformDetails,
  PlatformInspection,
} from '../../core/image/inspection.ts';
import { parsePlatform } from '../../core/platform/platform.ts';
import { ImageFileFailure } from '../imageFiles/imageFileFailure.ts';
import { unknown, type LayeredContents } from '../inspection/imageContents.ts';
import { readLayer, type ReadLayer } from './readLayer.ts';

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

/** A platform's audit, with what it took. */
export interface AuditedPlatform {
  readonly entry: PlatformInspection;
  /** Unknown when its layers cannot be read. */
  readonly audit: Fact<PlatformAudit>;
  /** Of layers, as stored; those that an earlier platform shares are counted there. */
  readonly bytesRead: number;
}

/** How many layers are read at the same time. */
const atOnce = 3;

/**
 * Audits platforms of an image, one after the other. A layer that several of them have is read once.
 *
 * @throws the signal's reason when cancelled
 */
export async function auditPlatforms(
  inspection: ImageInspection,
  contents: LayeredContents,
  options: AuditOptions,
  signal: AbortSignal,
): Promise<readonly AuditedPlatform[]> {
  const reader = new LayerReader(inspection.platforms, contents, options, signal);
  const audited: AuditedPlatform[] = [];
  for (const entry of inspection.platforms) {
    const before = reader.bytesRead;
    const audit = await auditPlatform(entry, reader, options);
    audited.push({ entry, audit, bytesRead: reader.bytesRead - before });
  }
  return audited;
}

async function auditPlatform(
  entry: PlatformInspection,
  reader: LayerReader,
  { entrypointOnly }: AuditOptions,
): Promise<Fact<PlatformAudit>> {
  const { platform, digest, details } = entry;
  if (!details.known) return details;
  const declared = parsePlatform(platform);
  if (!declared.ok) return unknown('failed', 'It does not say for which platform it is.');
  const { layers, config, artifactType } = details.value;
  if (artifactType !== undefined && layers.length === 0) {
    return unknown('failed', 'It is no image, but something else that a registry keeps.');
  }
  if (declared.value.os === 'windows') {
    return unknown('failed', 'It is for Windows, whose layers are not understood yet.');
  }
  const tree = new ImageTree();
  const ahead = entrypointOnly ? 1 : atOnce;
  const run = new LayersFromTop(details.value, reader, platform, ahead);
  let left = layers.length;
  try {
    while (left > 0) {
      const read = await run.next(left - 1);
      if (!read.known) return read;
      left--;
      tree.begin(left);
      await reader.fill(tree, read.value);
      if (entrypointOnly && areSettled(config, startedPrograms(config, tree), tree)) break;
    }
  } finally {
    await run.end();
  }
  const started = startedPrograms(config, tree);
  const isWhole = left === 0;
  const judged = judgePlatform({ declared: declared.value, tree, started, isWhole });
  const value = { declared: platform, digest, ...judged, layersLeft: left };
  return { known: true, value, asOf: Date.now() };
}

/** Reads the layers of a platform from the top, some of them ahead. */
class LayersFromTop {
  readonly #details: PlatformDetails;
  readonly #reader: LayerReader;
  readonly #platform: string;
  readonly #ahead: number;
  readonly #running = new Map<number, Promise<Fact<ReadLayer>>>();

  constructor(details: PlatformDetails, reader: LayerReader, platform: string, ahead: number) {
    this.#details = details;
    this.#reader = reader;
    this.#platform = platform;
    this.#ahead = ahead;
  }

  async next(at: number): Promise<Fact<ReadLayer>> {
    for (let below = at; below > at - this.#ahead && below >= 0; below--) {
      const layer = this.#details.layers[below];
      if (layer === undefined || this.#running.has(below)) continue;
      const reading = this.#reader.read(layer, this.#platform);
      // It is heard of when it is its turn.
      reading.catch(() => undefined);
      this.#running.set(below, reading);
    }
    const reading = this.#running.get(at);
    this.#running.delete(at);
    return (await reading) ?? unknown('failed', 'A layer is missing.');
  }

  /** Nothing goes on after this. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }
}

/** How many entries are taken before something else has its turn. */
const slice = 20_000;

/** Entries of all layers of an image together. */
const maxEntries = 4_000_000;

/** Reads layers, those that several platforms have once. */
class LayerReader {
  bytesRead = 0;
  #entries = 0;
  readonly #contents: LayeredContents;
  readonly #options: AuditOptions;
  readonly #signal: AbortSignal;
  /** How many platforms still want a layer. */
  readonly #wanted = new Map<string, number>();
  readonly #kept = new Map<string, Promise<Fact<ReadLayer>>>();

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
    const left = (this.#wanted.get(digest) ?? 1) - 1;
    this.#wanted.set(digest, left);
    const reading = this.#kept.get(digest) ?? this.#readAnew(layer, platform);
    if (left > 0) this.#kept.set(digest, reading);
    else this.#kept.delete(digest);
    return reading;
  }

  /** Takes the entries of the layer that a tree has begun. */
  async fill(tree: ImageTree, { entries }: ReadLayer): Promise<void> {
    for (let at = 0; at < entries.length; at += slice) {
      for (const entry of entries.slice(at, at + slice)) tree.add(entry);
      await setImmediate();
      this.#signal.throwIfAborted();
    }
  }

  async #readAnew(layer: LayerInspection, platform: string): Promise<Fact<ReadLayer>> {
    this.#options.onLayer?.({ platform, layer });
    try {
      const read = await this.#contents.stream(
        layer,
        (parts) => readLayer(parts, layer),
        this.#signal,
      );
      if (!read.known) return read;
      this.bytesRead += read.value.bytesRead;
      this.#entries += read.value.entries.length;
      if (this.#entries <= maxEntries) return read;
      return unknown('malformed', `The image has more than ${maxEntries} files.`);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof ImageFileFailure) return { known: false, reason: error.reason };
      throw error;
    }
  }
}
