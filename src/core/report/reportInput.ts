import type { IgnoreComment } from '../analysis/silence.ts';
import type { Fact, ImageFacts } from '../facts.ts';
import type { TagSearch } from '../image/tagSearch.ts';
import type { FileProblem } from '../project/fileProblem.ts';
import type { Position, Range } from '../text.ts';
import type { Place, UnitKind } from './report.ts';
import type { ReportedAnalysis } from './reportedAnalysis.ts';

/** What a report is made of. */
export interface ReportInput {
  /** Formatted. What files say themselves when left out. */
  readonly targets?: readonly string[];
  readonly files: readonly ReportedFile[];
  readonly image: (reference: string) => Fact<ImageFacts>;
  /** What a search for tags of a reference's repository has found. */
  readonly tags?: (reference: string) => Fact<TagSearch> | undefined;
  readonly problems: readonly FileProblem[];
}

/** A file that was looked at, for the targets of the report or its own. */
export interface ReportedFile {
  /** From the folder of the report, with `/`. */
  readonly path: string;
  readonly analysis: ReportedAnalysis;
  /** The comments of it that silence rules; none when left out. */
  readonly ignores?: readonly IgnoreComment[];
  readonly units: readonly UnitInput[];
}

/** Something in a file that is to be ready. */
export interface UnitInput {
  readonly kind: UnitKind;
  readonly name: string;
  readonly range?: Range;
  /** Under which others say that they need its result: a Dockerfile's absolute path. */
  readonly key?: string;
  /** The keys of what it needs. */
  readonly needs?: readonly string[];
  /** The images that it makes: canonical. */
  readonly makes?: readonly string[];
  /** Where the words begin that name its images; left out: every image and finding of the file is its own. */
  readonly words?: readonly Position[];
  /** The targets that it is to be ready for, when the report is told none; those of what it needs when left out. */
  readonly wanted?: readonly string[];
  /** The targets for which it never is. */
  readonly excluded?: readonly string[];
  /** Why it is not known what it needs: a sentence. */
  readonly unknown?: string;
  /** What somebody says it is built for or run as; every target when left out. */
  readonly declared?: DeclaredPlatforms;
}

/** Platforms that somebody says. */
export interface DeclaredPlatforms {
  /** Formatted. */
  readonly platforms: readonly string[];
  /**
   * - `pinned`: the file runs it as that platform, wherever it runs
   * - `built`: it is built for these, and for others when somebody adds them
   * - `only`: it is never for others, as one file of a family
   */
  readonly how: 'pinned' | 'built' | 'only';
  /** Who says so, for people. */
  readonly by: string;
  /** Where, when that is in this file. */
  readonly range?: Range;
  /** Where, when that is in another file: what it says the same of is mended there at once. */
  readonly elsewhere?: Place;
}
