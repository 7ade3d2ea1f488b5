import type { Builder } from '../build/workerNode.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import type { BuildResolution } from '../dockerfile/resolve.ts';
import type { ContextFacts, Fact, ImageFacts } from '../facts.ts';
import type { Service } from '../image/coverage.ts';
import type { AskedPlatforms } from '../project/askedPlatforms.ts';
import type { Finding, RuleCode, Severity } from './finding.ts';
import type { MatrixRow } from './matrix.ts';
import type { PullSite } from './pullSites.ts';
import type { StageFlow } from './stageFlow.ts';

/** What a rule looks at. */
export interface RuleInput {
  readonly dockerfile: Dockerfile;
  /** What the file means for each target. */
  readonly resolution: BuildResolution;
  /** Which stages are needed for which target, and where their files go. */
  readonly flow: StageFlow;
  /** Each place of a reached stage that names an image. */
  readonly sites: readonly PullSite[];
  /** What is known of an image, by canonical reference. */
  readonly image: (reference: string) => Fact<ImageFacts>;
  /** How an image serves a platform, worked out once for both. */
  readonly service: (image: ImageFacts, platform: string) => Service;
  readonly builder: Fact<Builder>;
  /** What becomes of every stage on every target; worked out once. */
  readonly matrix: () => readonly MatrixRow[];
  readonly context: ContextFacts;
  /** What is given for the build's arguments. */
  readonly buildArgs: Readonly<Record<string, string>>;
  /** What the files around it ask for. */
  readonly asked: readonly AskedPlatforms[];
  /** Whether the result is written as plain files, which have no label. */
  readonly exportsFiles: boolean;
  /** The platform of the node that builds a target: its BUILDPLATFORM. Undefined while it is not known. */
  readonly buildPlatform: (target: string) => string | undefined;
}

/**
 * A finding before the user's level for its rule is applied: `severity` where it differs from the rule's,
 * `fixes` where there are any. What takes time to mend is worked out when somebody asks how.
 */
export type RuleFinding = Omit<Finding, 'rule' | 'severity' | 'fixes'> &
  Partial<Pick<Finding, 'severity'>> & {
    readonly fixes?: Finding['fixes'] | (() => Finding['fixes']);
  };

/** What rules about the names of images look at, in any file. */
export type ImageRuleInput = Pick<
  RuleInput,
  'dockerfile' | 'resolution' | 'sites' | 'image' | 'service'
>;

/** One thing that the checker looks for. Documented in docs/rules.md under its code. */
export interface Rule<Input = RuleInput> {
  readonly code: RuleCode;
  readonly severity: Severity;
  /** The BuildKit rule that says the same; `# check=skip=<name>` then silences ours too. */
  readonly buildkitRule?: string;
  /** Whether other extensions that run BuildKit's checks report the very same. */
  readonly overlaps?: boolean;
  /** Images that the file does not pull and that must be known to judge or mend it: canonical. */
  readonly needs?: (input: Input) => readonly string[];
  /** Paths of the build context whose programs must be known to judge. */
  readonly needsFiles?: (input: Input) => readonly string[];
  /** Pure; silent about what is unknown. */
  readonly check: (input: Input) => readonly RuleFinding[];
}
