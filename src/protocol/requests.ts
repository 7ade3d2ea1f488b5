import type { Explanation } from '../core/explain/explanation.ts';
import type { RuleCode } from '../core/analysis/finding.ts';
import type { TextEdit } from '../core/analysis/fix.ts';
import type { BuildDeclaration } from '../core/project/declaration.ts';
import type { TargetSource } from '../core/project/targets.ts';
import type { Range } from '../core/text.ts';

/** What the client tells the server in `initializationOptions`. */
export interface InitializationOptions {
  /** Whether the workspace is trusted. While it is not, the server asks nobody anything. */
  readonly trusted: boolean;
  /**
   * Whether an {@link engineRegistriesNotification} will follow. The server waits a few seconds for
   * it before its first look-up, so that a configured mirror is asked instead of Docker Hub.
   */
  readonly engineExpected: boolean;
  /** Whether a {@link builderNotification} will follow, which is waited for in the same way. */
  readonly builderExpected?: boolean;
  /** Whether another extension shows BuildKit's own checks. */
  readonly buildkitRulesElsewhere?: boolean;
  /** Whether the client answers {@link bakeRequest}. */
  readonly readsBake?: boolean;
}

/** Client → server, no parameters: the user has trusted the workspace. */
export const trustGrantedNotification = 'multiarch/trustGranted';

/** Client → server, `EngineRegistries` of core/facts.ts: which registries the Docker engine is configured for. */
export const engineRegistriesNotification = 'multiarch/engineRegistries';

/**
 * Client → server, `Fact<Builder>` of core: the builder that would build, or why it is not known. Sent
 * when it was read, and whenever it has changed.
 */
export const builderNotification = 'multiarch/builder';

/** Client → server, {@link LookAt}: show a file as it is for one of its targets, or for all again. */
export const lookAtNotification = 'multiarch/lookAt';

/** A file and the target that it is looked at for. */
export interface LookAt {
  readonly uri: string;
  /** Formatted; left out: all targets. */
  readonly platform?: string;
}

/**
 * Server → client, {@link QuotaStop}: a registry is not asked in the background for a while, so that
 * the user has what is left of its quota. Sent once in each of the registry's windows.
 */
export const quotaStopNotification = 'multiarch/quotaStop';

/** Which registry, why, and for how long. */
export interface QuotaStop {
  readonly host: string;
  /** What happened, why, and what to do. */
  readonly message: string;
  /** When the registry counts anew, in ms since the epoch. */
  readonly until: number;
}

/** Server → client, {@link SettingProblem}: a setting cannot be used as it is. Sent once for each cause. */
export const settingProblemNotification = 'multiarch/settingProblem';

/** Which setting, and what is wrong with it. */
export interface SettingProblem {
  /** Without the section, e.g. `platforms`. */
  readonly setting: 'platforms';
  /** What happened, and what to do. */
  readonly message: string;
}

/** Server → client, {@link HostQuestion}: may this host be asked in the background? */
export const hostQuestionNotification = 'multiarch/hostQuestion';

/** A registry host that a Dockerfile names and that nobody has allowed yet. Sent once per host. */
export interface HostQuestion {
  readonly host: string;
}

/**
 * Client → server request, {@link RegistriesParams} → `WorkerRegistries`: how registries are asked, for a worker of the
 * client's.
 */
export const registriesRequest = 'multiarch/registries';

/** For what registries are asked. */
export interface RegistriesParams {
  /** The file whose folder says whether they are; the window says it when left out. */
  readonly uri?: string;
}

/** Client → server request, {@link TargetsParams} → {@link NamedImagesResult}: the images that a file names. */
export const namedImagesRequest = 'multiarch/namedImages';

/** An image that stands in a file, for one of its targets at least. */
export interface NamedImage {
  /** Canonical. */
  readonly reference: string;
  /** As people write it. */
  readonly familiar: string;
  /** The words that name it. */
  readonly range: Range;
}

/** In the order of the file; null where it is not open. */
export type NamedImagesResult = readonly NamedImage[] | null;

/** Client → server request, {@link FixRuleParams} → {@link FixRuleResult}: mends one rule's findings in a file. */
export const fixRuleRequest = 'multiarch/fixRule';

/** A file, which need not be open, and the rule whose findings are to be mended. */
export interface FixRuleParams {
  readonly uri: string;
  readonly text: string;
  readonly rule: RuleCode;
}

/** What to change in it. */
export interface FixRuleResult {
  /** In the order of the file, none overlapping another. */
  readonly edits: readonly TextEdit[];
  /** How many findings of the rule the edits mend, and how many must be looked at by a person. */
  readonly mended: number;
  readonly left: number;
}

/** Client → server request, {@link TargetsParams} → {@link TargetsResult}: what a file is built for. */
export const targetsRequest = 'multiarch/targets';

/** Which file. */
export interface TargetsParams {
  readonly uri: string;
}

/** The targets of an open file, who says so, and the one that it is looked at for. */
export interface TargetsResult {
  /** Formatted, without what is no platform. */
  readonly platforms: readonly string[];
  readonly source: TargetSource;
  readonly lookedAt?: string;
  /** Why a file was not read that may say more of the build: a sentence. */
  readonly unread?: string;
}

/** Server → client, {@link TargetsParams}: what {@link targetsRequest} answers may have changed. */
export const targetsChangedNotification = 'multiarch/targetsChanged';

/** Client → server request, {@link DeclareTargetsParams} → edits, or null where the file is not open. */
export const declareTargetsRequest = 'multiarch/declareTargets';

/** The platforms that a comment in the file is to say. */
export interface DeclareTargetsParams {
  readonly uri: string;
  readonly platforms: readonly string[];
}

/** Server → client request, {@link BakeParams} → {@link BakeResult}: docker reads bake files. */
export const bakeRequest = 'multiarch/bake';

/** Bake files of one folder. */
export interface BakeParams {
  /** Absolute path. */
  readonly folder: string;
  /** Names of the files in it. */
  readonly files: readonly string[];
}

/** Their targets; null where docker may not be started. */
export type BakeResult = {
  /** Those of the default group. */
  readonly grouped: readonly BuildDeclaration[];
  readonly all: readonly BuildDeclaration[];
  /** Why docker cannot tell: a sentence. */
  readonly problem?: string;
} | null;

/** Client → server request, {@link CheckDownloadsParams} → {@link CheckDownloadsResult}: asked by a person. */
export const checkDownloadsRequest = 'multiarch/checkDownloads';

/** Files that a build would download, each for a platform. */
export interface CheckDownloadsParams {
  readonly downloads: readonly { readonly platform: string; readonly url: string }[];
}

/** For each of them the HTTP status, or why there is none. */
export type CheckDownloadsResult = readonly {
  readonly platform: string;
  readonly url: string;
  readonly status?: number;
  readonly problem?: string;
}[];

/** Client → server request, {@link ExplainBuildParams} → {@link ExplainBuildResult}: what a build does. */
export const explainBuildRequest = 'multiarch/explainBuild';

/** A Dockerfile that is open. */
export interface ExplainBuildParams {
  readonly uri: string;
  /** Whether images are looked up first, for some seconds; else what is known at once counts. */
  readonly settle: boolean;
  /** Who builds it, and how; what the files around the Dockerfile say together when left out. */
  readonly build?: BuildDeclaration;
}

/** In words; null where the file is not open, or no Dockerfile. */
export type ExplainBuildResult = Explanation | null;

/** Client → server request, {@link TargetsParams} of a bake or compose file → {@link DeclaredBuilds}. */
export const declaredBuildsRequest = 'multiarch/declaredBuilds';

/** What a bake or compose file builds: all targets or services with a Dockerfile on this machine. */
export interface DeclaredBuilds {
  /** In the order of the file, as far as that is known. */
  readonly declarations: readonly BuildDeclaration[];
  /** Why not all of it could be read: a sentence that names the file. */
  readonly problem?: string;
}
