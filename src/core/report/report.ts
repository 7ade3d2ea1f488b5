import type { Message, RuleCode, Severity } from '../analysis/finding.ts';
import type { Fact } from '../facts.ts';
import type { FileProblem } from '../project/fileProblem.ts';
import type { Range } from '../text.ts';

/**
 * What is to be ready.
 *
 * - `dockerfile`: what a Dockerfile builds
 * - `service`: a service of a compose file
 * - `workload`: a container of a Kubernetes object or of Helm's values
 * - `devcontainer`: a development container
 * - `job`: a container of a CI job
 * - `workflow`: a step of a workflow that builds an image
 */
export type UnitKind = 'dockerfile' | 'service' | 'workload' | 'devcontainer' | 'job' | 'workflow';

/** A place in a file of the workspace. */
export interface Place {
  /** From the folder of the report, with `/`. */
  readonly path: string;
  /** Zero-based; absent where it is the file itself. */
  readonly range?: Range;
}

/**
 * How something stands on a target.
 *
 * - `ready`: nothing stands in its way, its own or that of what it is built from
 * - `unknown`: something is not known, and nothing that is known stands in its way
 * - `not-built`: nobody asks for it there
 */
export type UnitState = 'ready' | 'blocked' | 'unknown' | 'not-built';

/** Something that is to be ready, and how it stands. */
export interface ReportUnit {
  readonly kind: UnitKind;
  /** For people, e.g. the name of the service; of a Dockerfile its path. */
  readonly name: string;
  readonly place: Place;
  /** For every target of the report, in its order. */
  readonly states: readonly UnitState[];
  /** Positions of the units whose results it needs. */
  readonly builtFrom: readonly number[];
}

/**
 * What stands in the way.
 *
 * - `image`: an image has nothing for the target
 * - `finding`: a rule has found something in a file
 * - `pinned`: the file says that it runs as another platform
 * - `undeclared`: the file says for which platforms it is built, and the target is not among them
 */
export type BlockerKind = 'image' | 'finding' | 'pinned' | 'undeclared';

/** One thing that stands in the way, wherever it does; mended once, it is out of the way everywhere. */
export interface Blocker {
  readonly kind: BlockerKind;
  readonly rule?: RuleCode;
  /** The image, canonical. */
  readonly reference?: string;
  readonly severity: Severity;
  readonly message: Message;
  /** What can be done, the best first. */
  readonly advice: readonly Message[];
  /** The targets that it is in the way of. */
  readonly targets: readonly string[];
  readonly places: readonly Place[];
  /** Positions of the units in whose way it stands itself. */
  readonly units: readonly number[];
  /** How many units are ready on one more target at least when this alone is mended. */
  readonly frees: number;
  /** In how many units' way it stands, with those that are built from others. */
  readonly blocks: number;
  /** Whether there are more than are counted. */
  readonly blocksMore: boolean;
}

/** Something that rules remark and that stands in nobody's way. */
export interface Remark {
  readonly rule: RuleCode;
  readonly message: Message;
  readonly place: Place;
  readonly targets: readonly string[];
}

/** A comment by which rules are quiet: what they would say is in nobody's way, and the image is as it is. */
export interface Silenced {
  readonly rules: readonly string[];
  /** In its writer's words; may be empty. */
  readonly reason: string;
  readonly place: Place;
}

/** An image that files name. */
export interface ReportImage {
  /** Canonical. */
  readonly reference: string;
  readonly familiar: string;
  /** What it is there for, formatted; empty where it does not say. */
  readonly platforms: Fact<readonly string[]>;
  /** The targets for which it is asked and has nothing. */
  readonly lacks: readonly string[];
  readonly places: readonly Place[];
  /** The unit of the workspace that makes it. */
  readonly madeBy?: number;
}

/** What is not known, once for each reason. */
export interface ReportUnknown {
  /** The image as it is known, or what else could not be read. */
  readonly reference: string;
  readonly reason: string;
  readonly targets: readonly string[];
  readonly places: readonly Place[];
}

/** How many units stand how on a target. */
export interface TargetSummary {
  readonly target: string;
  readonly ready: number;
  readonly blocked: number;
  readonly unknown: number;
}

/** Whether a workspace is ready for its targets. */
export interface Report {
  readonly targets: readonly string[];
  readonly summary: readonly TargetSummary[];
  /** By file and place. */
  readonly units: readonly ReportUnit[];
  /** What unblocks most first. */
  readonly blockers: readonly Blocker[];
  readonly remarks: readonly Remark[];
  /** In the order of the files. */
  readonly silenced: readonly Silenced[];
  /** What is named most often first. */
  readonly images: readonly ReportImage[];
  readonly unknown: readonly ReportUnknown[];
  /** What could not be read. */
  readonly problems: readonly FileProblem[];
}
