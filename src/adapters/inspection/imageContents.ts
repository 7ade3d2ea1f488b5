import type { Fact, UnknownReason } from '../../core/facts.ts';
import type { Descriptor } from '../../core/image/manifest.ts';
import type { CountedPulls, ReferrersInspection } from '../../core/image/inspection.ts';
import type { InspectedRoot, InspectionName } from '../../core/image/startInspection.ts';
import type { VerifiedContent, WantedContent } from '../registry/contentReader.ts';

/** The first stage of an inspection: what the image is called, and the bytes that its name names. */
export interface FoundImage {
  readonly name: InspectionName;
  readonly root: InspectedRoot;
}

/**
 * One image, wherever its contents are: in a registry, in a folder, in a file.
 *
 * Every way in throws the signal's reason when it is cancelled, and nothing else.
 */
export interface ImageContents {
  find(signal: AbortSignal): Promise<Fact<FoundImage>>;
  /** Nothing is believed before its digest is verified. */
  read(wanted: WantedContent, signal: AbortSignal): Promise<Fact<VerifiedContent>>;
  /** Whether the place counts what is read, as it has answered {@link find}; undefined where nobody does. */
  counted?(): CountedPulls | undefined;
  /** What refers to a digest. */
  referrers(digest: string, signal: AbortSignal): Promise<Fact<ReferrersInspection>>;
}

/** One image with its layers. */
export interface LayeredContents extends ImageContents {
  /**
   * Hands over a layer as it is stored, in parts that nobody has verified. Where a place breaks off, another one
   * may begin anew. Throws what `use` throws, too.
   */
  stream<T>(
    layer: Pick<Descriptor, 'digest' | 'size'>,
    use: (parts: AsyncIterable<Buffer>) => Promise<T>,
    signal: AbortSignal,
  ): Promise<Fact<T>>;
  /**
   * Some bytes of a layer as it is stored, which nobody has verified; unknown where the place hands over whole layers
   * only. Absent where nothing is spared by it.
   *
   * @param start from 0, in bytes
   */
  part?(
    layer: Pick<Descriptor, 'digest' | 'size'>,
    start: number,
    length: number,
    signal: AbortSignal,
  ): Promise<Fact<Buffer>>;
}

/** Wraps a reason. */
export function unknown(code: UnknownReason['code'], message: string): Fact<never> {
  return { known: false, reason: { code, message } };
}
