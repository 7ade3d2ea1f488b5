import type { PlatformComparison } from '../../core/build/producedPlatforms.ts';
import type { ImageSubject } from '../../core/image/inspection.ts';
import type { ResultRow } from './view/buildItem.ts';

/** What came out of a build, read back from where it went. */
export type BuildOutcome =
  | {
      readonly kind: 'image';
      readonly how: OutcomeWay;
      /** A name, or the path of an archive. */
      readonly reference: string;
      readonly subject: ImageSubject;
      /** Of the manifest list, or of the only manifest. */
      readonly digest: string;
      readonly platforms: readonly ResultRow[];
      readonly compared: PlatformComparison;
    }
  /** It could not be read back; the reason is for people. */
  | {
      readonly kind: 'unknown';
      readonly how: OutcomeWay;
      readonly reference: string;
      readonly reason: string;
    };

/** Where it went: to a registry, into the engine, or into a file. */
export type OutcomeWay = 'pushed' | 'loaded' | 'written';
