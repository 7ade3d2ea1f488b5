import type { PlatformAudit } from '../../core/audit/audit.ts';
import { ImageTree } from '../../core/audit/imageTree.ts';
import { judgePlatform } from '../../core/audit/judgePlatform.ts';
import {
  areSettled,
  startedPrograms,
  type StartedProgram,
} from '../../core/audit/startedPrograms.ts';
import type { Fact } from '../../core/facts.ts';
import type {
  ImageInspection,
  LayerInspection,
  PlatformDetails,
  PlatformInspection,
} from '../../core/image/inspection.ts';
import { isForeignLayer } from '../../core/image/mediaTypes.ts';
import { say } from '../../core/language.ts';
import { parsePlatform, type Platform } from '../../core/platform/platform.ts';
import { unknown, type LayeredContents } from '../inspection/imageContents.ts';
import { LayerReader, type AuditOptions } from './layerReader.ts';
import type { ReadLayer } from './readLayer.ts';

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
  const { platform, details } = entry;
  if (!details.known) return details;
  const declared = parsePlatform(platform);
  if (!declared.ok) return unknown('failed', say('It does not say for which platform it is.'));
  const { layers, artifactType } = details.value;
  if (artifactType !== undefined && layers.length === 0) {
    return unknown('failed', say('It is no image, but something else that a registry keeps.'));
  }
  const image = { entry, details: details.value, declared: declared.value };
  try {
    // Each time one layer more is read as a whole.
    for (;;) {
      const audit = await auditLayers(image, reader, entrypointOnly);
      if (audit) return audit;
    }
  } finally {
    if (entrypointOnly) reader.release(layers);
  }
}

/** A platform whose layers are read. */
interface AuditedImage {
  readonly entry: PlatformInspection;
  readonly details: PlatformDetails;
  readonly declared: Platform;
}

/** Undefined where a layer is something else than its table of contents says: it is not read by that again. */
async function auditLayers(
  { entry: { platform, digest }, details: { layers, config }, declared }: AuditedImage,
  reader: LayerReader,
  entrypointOnly: boolean,
): Promise<Fact<PlatformAudit> | undefined> {
  const isWindows = declared.os === 'windows';
  const own = layers.filter(({ mediaType }) => !isForeignLayer(mediaType));
  const foreign = layers.length - own.length;
  const tree = new ImageTree();
  const ahead = entrypointOnly ? 1 : atOnce;
  const run = new LayersFromTop(own, reader, platform, ahead);
  const byTable: string[] = [];
  let left = own.length;
  let partly = 0;
  let started: readonly StartedProgram[] | undefined = [];
  try {
    while (left > 0) {
      const read = await run.next(left - 1);
      if (!read.known) return read;
      left--;
      const at = own[left];
      if (read.value.table && at) byTable.push(at.digest);
      else if (read.value.isPartial) partly++;
      tree.begin(at === undefined ? left : layers.indexOf(at));
      await reader.fill(tree, read.value, isWindows);
      if (!entrypointOnly) continue;
      started = await reader.started(config, tree, isWindows);
      if (started === undefined) return undefined;
      if (areSettled(config, started, tree, isWindows)) break;
    }
  } finally {
    await run.end();
  }
  if (!entrypointOnly) started = startedPrograms(config, tree, isWindows);
  const judged = judgePlatform({ declared, tree, started, isWhole: left === 0 });
  // Then all files decide.
  const isDecided = judged.started.some(({ state }) => state === 'right' || state === 'wrong');
  if (byTable.length > 0 && !isDecided) {
    reader.distrust(byTable);
    return undefined;
  }
  const remarks = [...judged.remarks, ...readRemarks(foreign, partly, byTable.length)];
  const value = { declared: platform, digest, ...judged, remarks, layersLeft: left + foreign };
  return { known: true, value, asOf: Date.now() };
}

/** What was not read. @param partly how many layers were read in part, others `byTable` */
function readRemarks(foreign: number, partly: number, byTable: number): readonly string[] {
  const texts = [
    foreign === 1
      ? say('1 layer was not read: only the maker hands it out (foreign layers of Windows).')
      : say(
          '{0} layers were not read: only the maker hands them out (foreign layers of Windows).',
          foreign,
        ),
    partly === 1
      ? say('1 layer was read in part, so that no digest could be verified.')
      : say('{0} layers were read in part, so that no digest could be verified.', partly),
    byTable === 1
      ? say(
          '1 layer was read by its own table of contents, whose digest was verified, and not its own.',
        )
      : say(
          '{0} layers were read by their own tables of contents, whose digests were verified, and not their own.',
          byTable,
        ),
  ];
  return texts.filter((_, at) => [foreign, partly, byTable][at] !== 0);
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
    return (await reading) ?? unknown('failed', say('A layer is missing.'));
  }

  /** Nothing goes on after this. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }
}
