import { nearestOf } from '../../dockerfile/suggestion.ts';
import type { Range } from '../../text.ts';
import { ruleCodes } from '../finding.ts';
import type { Fix } from '../fix.ts';
import type { ImageRuleInput, Rule, RuleFinding } from '../rule.ts';

/** As the comments that silence.ts reads; the second part is all that stands where codes may. */
const comment = /^([ \t]*#[ \t]*multiarch:[ \t]*ignore[ \t]+)([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)/;

/** How many words of a file are judged: nobody ignores that many rules. */
const MAX_WORDS = 1_000;

/** A comment ignores a rule that there is not, so it silences nothing. */
export const unknownRule: Rule<Pick<ImageRuleInput, 'dockerfile' | 'resolution'>> = {
  code: 'unknown-rule',
  severity: 'hint',
  check({ dockerfile, resolution }) {
    if (!dockerfile.file.includes('multiarch:')) return [];
    const platforms = resolution.targets.map(({ platform }) => platform);
    return commentWords(dockerfile)
      .slice(0, MAX_WORDS)
      .flatMap(({ word, range }): readonly RuleFinding[] => {
        if ((ruleCodes as readonly string[]).includes(word)) return [];
        const near = nearestOf(word, ruleCodes, 'any case');
        const fixes: readonly Fix[] =
          near === undefined
            ? []
            : [
                {
                  kind: 'edit',
                  title: { text: 'Write {0}', args: [near] },
                  edits: [{ range, newText: near }],
                  safe: false,
                },
              ];
        const text =
          near === undefined
            ? 'This comment ignores nothing: there is no rule “{0}”. Codes stand behind “ignore”, with commas between them, and then the reason.'
            : 'This comment ignores nothing: there is no rule “{0}”. Did you mean “{1}”?';
        return [{ message: { text, args: [word, near ?? ''] }, range, platforms, fixes }];
      });
  },
};

function commentWords({
  file,
  instructions,
}: ImageRuleInput['dockerfile']): readonly { readonly word: string; readonly range: Range }[] {
  const taken = new Set<number>();
  // Inside an instruction a # may be text of a script.
  for (const { range } of instructions) {
    for (let at = range.start.line; at <= range.end.line; at++) taken.add(at);
  }
  const words: { word: string; range: Range }[] = [];
  for (const [line, content] of file.split('\n').entries()) {
    const [, head = '', list = ''] = (taken.has(line) ? null : comment.exec(content)) ?? [];
    for (const { 0: word, index } of list.matchAll(/[\w-]+/g)) {
      const start = { line, character: head.length + index };
      const end = { line, character: start.character + word.length };
      words.push({ word, range: { start, end } });
    }
  }
  return words;
}
