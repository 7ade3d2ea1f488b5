import type { Range } from '../text.ts';
import type { Variable } from './expansion/modifiers.ts';
import type { Instruction } from './instruction.ts';

/** What is built, and what is known about the world around it. */
export interface BuildOptions {
  /**
   * Target platforms, as a user writes them. With none, the build platform is the (implicit) target;
   * when that is not known either, there is nothing to resolve.
   */
  readonly targets: readonly string[];
  /** The first platform of the worker that builds; absent when no builder is known. */
  readonly buildPlatform?: string;
  /** All platforms of that worker; an implicit target may become any of them. */
  readonly workerPlatforms?: readonly string[];
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** What may be given besides. */
  readonly unknownBuildArgs?: UnknownBuildArgs;
  /** Name of the stage to build; the last one by default. */
  readonly target?: string;
  /** Named build contexts (`--build-context`): their names, or what each name stands for. */
  readonly contexts?: readonly string[] | Readonly<Record<string, string>>;
  /** Configs of images by canonical reference, or by `reference::platform`, which goes first. */
  readonly images?: Readonly<Record<string, BaseImage>>;
  /** Why configs are not known, a sentence each, by the same keys. */
  readonly unknownImages?: Readonly<Record<string, string>>;
}

/** Build arguments that may be given with a value that is not known; each with the reason, in words. */
export interface UnknownBuildArgs {
  /** Those of any name: an ARG without a value, or with an empty one, may have any. */
  readonly others?: string;
  /** By name: what their ARG says may not count. */
  readonly named?: Readonly<Record<string, string>>;
}

/** What an image's config says that a build on it inherits. */
export interface BaseImage {
  /** `NAME=value`, in the order of the config. */
  readonly env?: readonly string[];
  readonly onbuild?: readonly string[];
  readonly workingDirectory?: string;
  readonly platform?: string;
}

/** What a Dockerfile means for each target. */
export interface BuildResolution {
  readonly targets: readonly TargetResolution[];
}

/** What a Dockerfile means for one target platform. */
export interface TargetResolution {
  /** Normalised and formatted; as written when it is no platform. */
  readonly platform: string;
  readonly stages: readonly StageResolution[];
  /** Index of the stage that is built; absent when there is none of the name that was asked for. */
  readonly result?: number;
  /** One entry for each place in a reached stage that names an image, in the order of the file. */
  readonly pulls: readonly Pull[];
  /** In BuildKit's order: the first one is what a build reports. */
  readonly problems: readonly ResolutionProblem[];
}

/** One stage, for one target. Ranges are zero-based. */
export interface StageResolution {
  readonly index: number;
  readonly name?: string;
  /** Of the FROM instruction. */
  readonly range: Range;
  readonly base: StageBase;
  /** The value of `--platform`, if there is one. It has no effect on `FROM stage` and `FROM scratch`. */
  readonly platformFlag?: ExpandedWord;
  /**
   * Of the stage, normalised and formatted with OS version and features. Absent when it is not known:
   * it depends on a build platform that nobody told, or on a value that BuildKit refuses.
   */
  readonly platform?: string;
  /** Whether the build needs the stage. */
  readonly reached: boolean;
  /** What ARG, ENV and the base's config set, at the end of the stage. */
  readonly environment: Readonly<Record<string, Variable>>;
  /** One of these, without putting all of them together. */
  readonly variable: (name: string) => Variable | undefined;
  /** What its base makes it do first (ONBUILD), as far as that is known. */
  readonly triggers: readonly Instruction[];
  /** Why it may do more first and see more variables: its base is not known. */
  readonly unknown?: string;
}

/** A word of a FROM line, and what its variables make of it. */
export interface ExpandedWord {
  readonly written: string;
  /** Absent when it is not known. */
  readonly resolved?: string;
  readonly range: Range;
  /** Variables in it that are set, sorted. */
  readonly matched: readonly string[];
  /** Variables in it that are not set, sorted. */
  readonly unmatched: readonly string[];
}

/**
 * What a stage is built on. `resolved` is the canonical reference of an image, the name of a stage or
 * of a context, or `scratch`; it is absent when a variable in it is not known, or BuildKit refuses it.
 */
export interface StageBase extends ExpandedWord {
  readonly kind: 'image' | 'stage' | 'scratch' | 'context';
  /** Index of the stage, of kind `stage`. */
  readonly stage?: number;
  /** Why the first of its variables that is not known is not. */
  readonly unknown?: string;
}

/** An image that a build pulls, and the place in the file that asks for it. */
export interface Pull {
  /** Canonical, e.g. `docker.io/library/alpine:3.20`. */
  readonly reference: string;
  /**
   * Normalised, formatted with OS version and features. Absent when it depends on a build platform
   * that nobody told.
   */
  readonly platform?: string;
  readonly by: 'FROM' | 'COPY' | 'RUN';
  /** As it stands in the file, before expansion. */
  readonly written: string;
  /** Of the words that name the image; the base of FROM when an image's ONBUILD asks for it. */
  readonly range: Range;
  /** Of the instruction that holds them. */
  readonly instruction: Range;
  /** Index of the stage that needs the image. */
  readonly stage: number;
}

/** Something for which BuildKit refuses the build. */
export interface ResolutionProblem {
  /** BuildKit's text. */
  readonly message: string;
  /** The same without `dockerfile parse error on line 3: ` in front. */
  readonly cause: string;
  readonly range: Range;
}
