import type { Message } from '../analysis/finding.ts';
import type { Span } from '../text.ts';

/** What may be wrong with a spec file (docs/manifest-lists.md, "Spec files"). */
export type SpecProblemCode =
  | 'spec-syntax'
  | 'spec-unknown-key'
  | 'spec-unread-key'
  | 'spec-wrong-type'
  | 'spec-incomplete'
  | 'spec-invalid-name'
  | 'spec-unknown-platform'
  | 'spec-duplicate-platform'
  | 'spec-other-registry'
  | 'spec-source-missing'
  | 'spec-platform-missing'
  | 'spec-platform-differs';

/** Something that is wrong in a spec file. With an error there is nothing to publish. */
export interface SpecProblem {
  readonly code: SpecProblemCode;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: Message;
  /** The words that are wrong. */
  readonly span: Span;
  /** What may be written in their place, with what it does. */
  readonly fix?: { readonly title: Message; readonly newText: string };
}
