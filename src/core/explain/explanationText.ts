import { renderMessage } from '../analysis/finding.ts';
import type { Explanation, Sentence } from './explanation.ts';
import { explanationParts, subjectOf } from './explanationParts.ts';
import { stateWords } from './stateWords.ts';

/** An explanation for a terminal: what belongs together below its title. Ends with a line end, unless it is empty. */
export function explanationText(explanation: Explanation): string {
  const lines = explanationParts(explanation).flatMap(({ title, sentences, stage }) => [
    renderMessage(title),
    ...(stage?.cells ?? []).map(({ platform, state }) => `  ${platform}: ${stateWords[state]}`),
    ...sentences.map((sentence) => `  - ${sentenceText(sentence, explanation)}`),
    '',
  ]);
  return lines.join('\n');
}

/** `linux/arm64: The node … (line 3, emulated-compile)` */
function sentenceText(sentence: Sentence, explanation: Explanation): string {
  const { range, rule } = sentence;
  const subject = subjectOf(sentence, explanation);
  const places = [
    ...(range === undefined ? [] : [`line ${String(range.start.line + 1)}`]),
    ...(rule === undefined ? [] : [rule]),
  ];
  const words = `${subject === '' ? '' : `${subject}: `}${renderMessage(sentence)}`;
  return places.length === 0 ? words : `${words} (${places.join(', ')})`;
}
