import type { Message } from '../../analysis/finding.ts';

/** What a user can do about a failure. Surfaces know how. */
export type RemedyCode =
  | 'add-tag'
  | 'build-alone'
  | 'build-rest'
  | 'change-base'
  | 'check-architecture'
  | 'choose-context'
  | 'choose-output'
  | 'create-builder'
  | 'drop-target'
  | 'find-tag'
  | 'free-space'
  | 'install-emulator'
  | 'log-in'
  | 'mark-insecure'
  | 'open-file'
  | 'retry'
  | 'show-builders'
  | 'switch-store'
  | 'use-build-platform'
  | 'use-builder';

/** A failure that is known: how it is recognised, what it means, and what helps. */
export interface KnownCause {
  readonly code: string;
  /** Where its text stands: in the error of the build or step, or in what the step printed. */
  readonly in: 'error' | 'log';
  /** Linear on any input; its groups are the values of the messages: `{1}` is the first. `{0}` is the platform. */
  readonly pattern: RegExp;
  /** What happened, in a sentence that begins with what matters. */
  readonly cause: Message['text'];
  /** Why, and what to do now. */
  readonly advice: Message['text'];
  readonly remedies: readonly RemedyCode[];
}
