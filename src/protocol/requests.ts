import type { Explanation } from '../core/explain/explanation.ts';
import type { RuleCode } from '../core/analysis/finding.ts';
import type { TextEdit } from '../core/analysis/fix.ts';
import type { BaseImage } from '../core/dockerfile/resolution.ts';
import type { Fact } from '../core/facts.ts';
import type {
  ImageDocument,
  ImageInspection,
  ImageSubject,
  ReferrersInspection,
  StatementInspection,
} from '../core/image/inspection.ts';
import type { LocalImage } from '../core/image/localImage.ts';
import type { BuildDeclaration } from '../core/project/declaration.ts';
import type { TargetSource } from '../core/project/targets.ts';
import type { ImageReport } from '../core/image/report.ts';
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
 * Server → client request, {@link LocalImageParams} → {@link LocalImageResult}: what the engine of the
 * builder has of its own under a name. Asked only of clients that have told of a builder.
 */
export const localImageRequest = 'multiarch/localImage';

/** Which image, by its canonical reference. */
export interface LocalImageParams {
  readonly reference: string;
}

/** Null where the engine has none, or the builder does not look at an engine's images. */
export type LocalImageResult = LocalImage | null;

/** Server → client request, {@link LocalBaseParams} → {@link LocalBaseResult}: as {@link localImageRequest}. */
export const localBaseRequest = 'multiarch/localBase';

/** Which platform of an image of the engine's. */
export interface LocalBaseParams extends LocalImageParams {
  readonly platform: string;
}

/** What a build inherits from it; null where the engine does not have that. */
export type LocalBaseResult = BaseImage | null;

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

/** Client → server request, {@link ImageParams} → {@link ImageResult}: asked by a person, so any host. */
export const imageRequest = 'multiarch/image';

/** Which image to read. */
export interface ImageParams {
  /** As a user types it, e.g. `alpine:3.20` or `127.0.0.1:5000/app@sha256:…`. */
  readonly reference: string;
}

/** The image's platforms as a registry tells them, or why they are unknown. */
export type ImageResult = Fact<ImageReport>;

/**
 * Client → server request, {@link InspectImageParams} → {@link InspectImageResult}: an image as the
 * platform inspector shows it, whole at each stage.
 */
export const inspectImageRequest = 'multiarch/inspectImage';

/** Which image, and how much of it. */
export interface InspectImageParams {
  readonly subject: ImageSubject;
  /** `index`: one request to a registry, at once; `platforms`: with manifests and configs of every platform. */
  readonly stage: 'index' | 'platforms';
  /**
   * `asked` when left out: a person names the image, so any host may be asked. `background`: a view follows
   * the cursor; then only hosts that may be asked for a Dockerfile, and what is left of a quota stays.
   */
  readonly purpose?: 'asked' | 'background';
  /**
   * Digests of the platforms that a person wants to see, where the registry counts what is read; the others
   * are read as far as they are kept. All of them when left out.
   */
  readonly wanted?: readonly string[];
  /** The file whose setting `multiarch.registry.lookups` counts in the background. */
  readonly uri?: string;
}

/** The image, or why it is unknown. Platforms that could not be read are unknown each on its own. */
export type InspectImageResult = Fact<ImageInspection>;

/**
 * Server → client request, {@link EngineInspectionParams} → {@link InspectImageResult}: the same of an image
 * of the Docker engine's, which only the client may ask.
 */
export const engineInspectionRequest = 'multiarch/engineInspection';

/** Which image of the engine. */
export interface EngineInspectionParams {
  /** A name, or an id. */
  readonly reference: string;
  readonly stage: InspectImageParams['stage'];
}

/** Server → client request, {@link EnginePresenceParams} → {@link EnginePresenceResult}. */
export const enginePresenceRequest = 'multiarch/enginePresence';

/** Names under which the engine may have an image: canonical references, and ids. */
export interface EnginePresenceParams {
  readonly names: readonly string[];
}

/**
 * Digests of the manifests (with the classic store: configs) whose contents the engine has; null when it does
 * not tell.
 */
export type EnginePresenceResult = readonly string[] | null;

/** Which content of an inspected image. */
export interface ImageContentParams {
  readonly subject: ImageSubject;
  /** As the inspection names it. */
  readonly digest: string;
}

/** Client → server request, {@link ImageContentParams} of an attestation → {@link InspectAttestationResult}. */
export const inspectAttestationRequest = 'multiarch/inspectAttestation';

/** Its statements, read as far as they can be. */
export type InspectAttestationResult = Fact<readonly StatementInspection[]>;

/**
 * Client → server request, {@link ImageContentParams} of the image or of one of its platforms →
 * {@link InspectReferrersResult}.
 */
export const inspectReferrersRequest = 'multiarch/inspectReferrers';

/** What refers to it. Not known of an engine's image. */
export type InspectReferrersResult = Fact<ReferrersInspection>;

/**
 * Client → server request, {@link ImageContentParams} of an index, a manifest, a config or a statement →
 * {@link ImageDocumentResult}.
 */
export const imageDocumentRequest = 'multiarch/imageDocument';

/** Its text, for a virtual document. */
export type ImageDocumentResult = Fact<ImageDocument>;

/** Client → server request, {@link NamesParams} → {@link NamesResult}: what a registry lists; asked by a person. */
export const namesRequest = 'multiarch/names';

/** The repositories of a registry's host, or the tags of a repository. */
export type NamesParams =
  | {
      readonly list: 'repositories';
      /** e.g. `127.0.0.1:5000` */
      readonly of: string;
    }
  | {
      readonly list: 'tags';
      /** e.g. `127.0.0.1:5000/team/app` */
      readonly of: string;
    };

/** Names in the order in which they are shown, or why there are none. */
export type NamesResult =
  | { readonly ok: true; readonly names: readonly string[]; readonly complete: boolean }
  | { readonly ok: false; readonly message: string };

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

/** Client → server request, {@link FindTagsParams} → {@link FindTagsResult}; may take some seconds. */
export const findTagsRequest = 'multiarch/findTags';

/** Which tags are looked for: those of the reference's repository, the nearest to its tag first. */
export interface FindTagsParams {
  /** Canonical. */
  readonly reference: string;
  /** What a tag should have, formatted. */
  readonly platforms: readonly string[];
}

/** A tag and what it is there for. */
export interface FoundTag {
  readonly tag: string;
  /** Formatted. */
  readonly platforms: readonly string[];
}

/** The tags that were found, or why none could be looked for. */
export type FindTagsResult =
  | {
      readonly ok: true;
      readonly tags: readonly FoundTag[];
      /** Whether all tags of the repository were looked at. */
      readonly complete: boolean;
    }
  | { readonly ok: false; readonly message: string };

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
