import { MarkdownString } from 'vscode';
import { plainDetail, plainText } from '../plainRow.ts';

/** A tooltip: a title and the lines that have something to say. Texts of tools are not read as Markdown. */
export function tooltipTable(
  title: string,
  lines: readonly (readonly [string, string | undefined])[],
): MarkdownString {
  const text = new MarkdownString();
  text.appendMarkdown('**').appendText(plainText(title)).appendMarkdown('**');
  for (const [name, value] of lines) {
    if (value === undefined || value === '') continue;
    text.appendMarkdown('\n\n').appendText(plainDetail(name === '' ? value : `${name}: ${value}`));
  }
  return text;
}
