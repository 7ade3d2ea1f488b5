import type { ContentOrigin } from './contentOrigin.ts';
import type { ReferrerListings } from './planReferrers.ts';
import type { SourceManifest } from './readSource.ts';

/** An image of this machine that goes into a list, with its blobs. */
export interface LocalImage {
  /**
   * Reads what it is.
   *
   * @throws RegistryFailure when it is not there, or cannot be read; the signal's reason when cancelled
   */
  find(signal: AbortSignal): Promise<SourceManifest>;
  /** What it consists of. To be asked after `find`. */
  origin(signal: AbortSignal): ContentOrigin;
  /** What stands beside it and refers to it. To be asked after `find`. */
  referrers(signal: AbortSignal): ReferrerListings;
  /** Forgets what was made to read it. Never rejects. */
  dispose(): Promise<void>;
}
