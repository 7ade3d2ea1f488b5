import { say } from '../language.ts';
import type { Range } from '../text.ts';
import type { Fix } from './fix.ts';

/** How much a finding matters: `error` is decided by BuildKit's semantics and known facts. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** What a user may set for a rule. */
export type RuleLevel = Severity | 'off';

/** A text for people: `{0}`, `{1}`, … in `text` stand for `args`. Surfaces translate and fill in. */
export interface Message {
  readonly text: string;
  readonly args: readonly string[];
}

/** Every rule, by the code that users see in messages, settings and comments. */
export const ruleCodes = [
  'dockerfile-error',
  'base-image-missing-platform',
  'base-image-single-platform',
  'constant-platform-flag',
  'redundant-target-platform',
  'result-pinned-to-platform',
  'platform-arg-shadowed',
  'platform-arg-undeclared',
  'platform-arg-misspelled',
  'missing-stage-for-platform',
  'invalid-platform',
  'arch-named-image',
  'degraded-platform-match',
  'windows-os-version',
  'legacy-manifest',
  'single-platform-digest-pin',
  'architecture-literal',
  'context-file-wrong-architecture',
  'hard-coded-compile-target',
  'emulated-compile',
  'platform-not-buildable',
  'lockfile-lacks-platform',
  'inconsistent-platforms',
  'build-platform-stage-ignores-target',
  'build-host-probe',
  'shared-cache-mount',
  'ci-tags-overwritten',
  'ci-digest-lost',
  'ci-output-conflict',
  'ci-load-several-platforms',
  'ci-emulator-missing',
  'ci-emulator-late',
  'ci-emulator-unneeded',
  'ci-runner-mismatch',
  'ci-base-lacks-platform',
  'ci-cache-shared',
  'ci-docker-manifest',
  'ci-retired-action',
  'unknown-rule',
] as const;

/** A rule's code. */
export type RuleCode = (typeof ruleCodes)[number];

/** The code of a rule about workflows and pipelines. */
export type PipelineRuleCode = Extract<RuleCode, `ci-${string}`>;

/** Something in a Dockerfile that goes wrong on some platform. */
export interface Finding {
  readonly rule: RuleCode;
  readonly severity: Severity;
  readonly message: Message;
  /** The words that are wrong, zero-based. */
  readonly range: Range;
  /** The target platforms that it holds for, formatted, in the order of the targets. */
  readonly platforms: readonly string[];
  /** Ways out, the best one first. */
  readonly fixes: readonly Fix[];
}

/**
 * The text of a message, in the language of the program. Control and format characters of its arguments, which a
 * registry or a file could hold to mislead, are shown as `�`.
 */
export function renderMessage({ text, args }: Message): string {
  return say(text, ...args.map((arg) => arg.replace(/[^\P{Cc}\t]|\p{Cf}/gu, '\uFFFD')));
}
