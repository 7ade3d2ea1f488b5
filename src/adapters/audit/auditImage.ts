import { setImmediate } from 'node:timers/promises';
import type { PlatformAudit } from '../../core/audit/audit.ts';
import { ImageTree } from '../../core/audit/imageTree.ts';
import { judgePlatform } from '../../core/audit/judgePlatform.ts';
import { areSettled, startedPrograms } from '../../core/audit/startedPrograms.ts';
import { windowsEntry } from '../../core/audit/windowsEntry.ts';
import type { Fact } from '../../core/facts.ts';
import type {
  ImageInspection,
  LayerInspection,
  PlatformInspection,
} from '../../core/image/inspection.ts';
import { isForeignLayer } from '../../core/image/mediaTypes.ts';
import { parsePlatform } from '../../core/platform/platform.ts';
import { ImageFileFailure } from '../imageFiles/imageFileFailure.ts';
import { unknown, type LayeredContents } from '../inspection/imageContents.ts';
import { readLayer, type ReadLayer } from './readLayer.ts';
import { readLayerParts } from './readLayerParts.ts';

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
  const isWindows = declared.value.os === 'windows';
  const own = layers.filter(({ mediaType }) => !isForeignLayer(mediaType));
  const foreign = layers.length - own.length;
  const tree = new ImageTree();
  const ahead = entrypointOnly ? 1 : atOnce;
  const run = new LayersFromTop(own, reader, platform, ahead);
  let left = own.length;
  let partly = 0;
  try {
    while (left > 0) {
      const read = await run.next(left - 1);
      if (!read.known) return read;
      left--;
      if (read.value.isPartial) partly++;
      const at = own[left];
      tree.begin(at === undefined ? left : layers.indexOf(at));
      await reader.fill(tree, read.value, isWindows);
      if (!entrypointOnly) continue;
      if (areSettled(config, startedPrograms(config, tree, isWindows), tree, isWindows)) break;
    }
  } finally {
    await run.end();
  }
  const started = startedPrograms(config, tree, isWindows);
  const judged = judgePlatform({ declared: declared.value, tree, started, isWhole: left === 0 });
  const remarks = [...judged.remarks, ...readRemarks(foreign, partly)];
  const value = { declared: platform, digest, ...judged, remarks, layersLeft: left + foreign };
  return { known: true, value, asOf: Date.now() };
}

/** What was not read. @param partly how many layers were read in part */
function readRemarks(foreign: number, partly: number): readonly string[] {
  const count = (layers: number) => (layers === 1 ? '1 layer was' : `${layers} layers were`);
  return [
    ...(foreign === 0
      ? []
      : [`${count(foreign)} not read: only the maker hands it out (foreign layers of Windows).`]),
    ...(partly === 0
      ? []
      : [`${count(partly)} read in part, so that no digest could be verified.`]),
  ];
}

/** Reads the layers of a platform from the top, some of them ahead. */
class LayersFromTop {
  readonly #layers: readonly LayerInspection[];
  readonly #reader: LayerReader;
  readonly #platform: string;
  readonly #ahead: number;
  readonly #running = new Map<number, Promise<Fact<ReadLayer>>>();

  constructor(
    layers: readonly LayerInspection[],
    reader: LayerReader,
    platform: string,
    ahead: number,
  ) {
    this.#layers = layers;
    this.#reader = reader;
    this.#platform = platform;
    this.#ahead = ahead;
  }

  async next(at: number): Promise<Fact<ReadLayer>> {
    for (let below = at; below > at - this.#ahead && below >= 0; below--) {
      const layer = this.#layers[below];
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

  async #readAnew(layer: LayerInspection, platform: string): Promise<Fact<ReadLayer>> {
    this.#options.onLayer?.({ platform, layer });
    try {
      const part = this.#options.entrypointOnly
        ? await readLayerParts(layer, this.#contents, this.#signal)
        : undefined;
      const read =
        part ??
        (await this.#contents.stream(layer, (parts) => readLayer(parts, layer), this.#signal));
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
