import type { Message } from '../analysis/finding.ts';
import { code, plain, rulePage, table } from '../markdown.ts';
import { say, stageTitle, type Explanation, type Sentence } from './explanation.ts';
import { explanationParts, subjectOf } from './explanationParts.ts';
import { stateWords } from './stateWords.ts';

/**
 * An explanation as a page of Markdown (GitHub Flavored Markdown 0.29, tables). What files and registries wrote
 * stays words.
 *
 * @param file name of the Dockerfile
 * @param translate fills messages in, in the reader's language
 */
export function explanationMarkdown(
  explanation: Explanation,
  file: string,
  translate: (message: Message) => string,
): string {
  const { targets, stages, result } = explanation;
  const state = table(
    [translate(say('Stage')), translate(say('Built on')), ...targets.map(code)],
    stages.map((stage) => [
      plain(stageTitle(stage)),
      code(stage.base),
      ...stage.cells.map((cell) => translate(say(stateWords[cell.state]))),
    ]),
  );
  const entries = table(
    [translate(say('Platform')), translate(say('What'))],
    result.entries.map(({ platform, what }) => [code(platform), plain(translate(what))]),
  );
  const item = (sentence: Sentence) => {
    const { range, rule } = sentence;
    const subject = subjectOf(sentence, explanation);
    const words = `- ${subject === '' ? '' : `${code(subject)}: `}${plain(translate(sentence))}`;
    const line = range && translate(say('line {0}', String(range.start.line + 1)));
    const places = [
      ...(line === undefined ? [] : [line]),
      ...(rule === undefined ? [] : [`[${rule}](${rulePage}${rule})`]),
    ];
    return places.length === 0 ? words : `${words} (${places.join(', ')})`;
  };
  const parts = explanationParts(explanation).flatMap(({ id, title, sentences, stage }) => [
    '',
    `${stage === undefined ? '##' : '###'} ${plain(translate(title))}`,
    '',
    ...sentences.map(item),
    ...(id === 'summary' && state.length > 0
      ? ['', `## ${translate(say('Stages and platforms'))}`, '', ...state]
      : []),
    ...(id === 'result' && entries.length > 0 ? ['', ...entries] : []),
  ]);
  return [`# ${plain(translate(say('How {0} is built', file)))}`, ...parts, ''].join('\n');
}
