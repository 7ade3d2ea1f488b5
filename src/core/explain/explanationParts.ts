import type { Message } from '../analysis/finding.ts';
import {
  listed,
  say,
  stageTitle,
  type ExplainedStage,
  type Explanation,
  type Sentence,
} from './explanation.ts';

/** A part of an explanation as people read it, one below the other. */
export interface ExplanationPart {
  /** Stays the same from one explanation to the next. */
  readonly id: string;
  readonly title: Message;
  readonly sentences: readonly Sentence[];
  /** The stage that it is about. */
  readonly stage?: ExplainedStage;
}

/** The parts of an explanation in the order in which they are read; without those that say nothing. */
export function explanationParts(explanation: Explanation): readonly ExplanationPart[] {
  const { declared = [], refused, summary, stages, cross, result, findings, unknown } = explanation;
  return [
    ...(declared.length > 0
      ? [{ id: 'declared', title: say('How it is built'), sentences: declared }]
      : []),
    { id: 'summary', title: say('In short'), sentences: [...refused, ...summary] },
    ...(findings.length > 0
      ? [{ id: 'findings', title: say('Above the first stage'), sentences: findings }]
      : []),
    ...stages.map((stage) => ({
      id: `stage-${String(stage.index)}`,
      title: stage.isResult
        ? say('Stage “{0}” on {1}, the result', stageTitle(stage), stage.base)
        : say('Stage “{0}” on {1}', stageTitle(stage), stage.base),
      sentences: [...stage.says, ...stage.findings],
      stage,
    })),
    ...(cross.length > 0
      ? [{ id: 'cross', title: say('Cross-compilation'), sentences: cross }]
      : []),
    ...(result.says.length > 0
      ? [{ id: 'result', title: say('What comes out'), sentences: result.says }]
      : []),
    ...(unknown.length > 0
      ? [{ id: 'unknown', title: say('What is not known'), sentences: unknown }]
      : []),
  ];
}

/**
 * The targets that a sentence is about, as the words in front of it; '' for all of them, and of what the checker
 * says, which names them itself.
 */
export function subjectOf({ platforms = [], rule }: Sentence, { targets }: Explanation): string {
  return rule !== undefined || platforms.length === targets.length ? '' : listed(platforms);
}
