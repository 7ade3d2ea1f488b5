import type { PlatformAudit } from '../../core/audit/audit.ts';
import { ImageTree } from '../../core/audit/imageTree.ts';
import { judgePlatform } from '../../core/audit/judgePlatform.ts';
import { isSettled, startedPrograms } from '../../core/audit/startedPrograms.ts';
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
  const tree = new ImageTree();
  const order = layers.map((_, at) => layers.length - 1 - at);
  let left = layers.length;
  const run = new LayersFromTop(details.value, reader, platform, entrypointOnly ? 1 : atOnce);
  for (const at of order) {
    const read = await run.next(at);
    if (!read.known) return read;
    tree.begin(at);
    for (const found of read.value.entries) tree.add(found);
    left--;
    if (!entrypointOnly) continue;
    const [first] = startedPrograms(config, tree);
    if (first !== undefined && isSettled(first, tree)) break;
  }
  const started = startedPrograms(config, tree);
  const isWhole = left === 0;
  const judged = judgePlatform({ declared: declared.value, tree, started, isWhole });
  const value = { declared: platform, digest, ...judged, layersLeft: left };
  return {
    known: true,
    value,
    asOf: Date.now(),
  };
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
}

/** Reads layers, those that several platforms have once. */
class LayerReader {
  bytesRead = 0;
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

  async #readAnew(layer: LayerInspection, platform: string): Promise<Fact<ReadLayer>> {
    this.#options.onLayer?.({ platform, layer });
    try {
      const read = await this.#contents.stream(
        layer,
        (parts) => readLayer(parts, layer),
        this.#signal,
      );
      if (read.known) this.bytesRead += read.value.bytesRead;
      return read;
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof ImageFileFailure) return { known: false, reason: error.reason };
      throw error;
    }
  }
}
