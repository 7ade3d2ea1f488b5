import type { RunInstruction } from '../dockerfile/instruction.ts';
import { readMark } from '../dockerfile/syntax/heredocs.ts';

/** What a shell takes away when it reads a word: with the parentheses of an array, too. */
const TAKEN_AWAY = /\\\n|[\\"'$()]/g;

/**
 * The script of a RUN without quotes, escapes, dollars and parentheses. What stands together in the value of a word, or in
 * a name, stands together here, too: so a script in which something is not found need not be read.
 *
 * @param text of the file
 */
export function scriptLetters(
  { args, form, heredocs, span }: RunInstruction,
  text: string,
): string {
  const [word] = args;
  if (word === undefined) return '';
  return writtenScript().replace(TAKEN_AWAY, '');

  function writtenScript(): string {
    if (form === 'exec') return args.map((argument) => argument.text).join('\n');
    const [heredoc] = heredocs;
    if (word === undefined || heredoc === undefined) return word?.text ?? '';
    if (readMark(word.text)) return heredoc.content;
    return `${word.text}\n${text.slice(heredoc.contentSpan.start, span.end)}`;
  }
}
