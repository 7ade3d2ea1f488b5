import { l10n } from 'vscode';
import { commandLine } from '../../../core/build/commandLine.ts';
import { dockerProgram } from '../../settings.ts';
import type { BuilderDocuments } from './builderDocuments.ts';

/** How much of a line a row of a quick pick shows, in characters. */
const rowLength = 85;

/**
 * The commands that will run, for the second line of a row. A row cuts what is too long for it, so a long
 * command, or more than one, is shown in the editor as well, and the row says so.
 */
export async function previewCommands(
  documents: BuilderDocuments,
  ...commands: readonly (readonly string[])[]
): Promise<string> {
  const lines = commands.map((args) => [dockerProgram(), ...args]);
  const [line = ''] = lines.map(commandLine);
  if (lines.length === 1 && line.length <= rowLength) return line;
  await documents.showText('command.sh', lines.map((words) => `${foldedLine(words)}\n`).join('\n'));
  return l10n.t('The whole command is in the editor behind this');
}

/** A command line with each option on a line of its own, which a shell reads as one. */
function foldedLine(words: readonly string[]): string {
  const lines: string[][] = [[]];
  for (const word of words) {
    if (word.startsWith('--')) lines.push([]);
    lines.at(-1)?.push(word);
  }
  return lines.map(commandLine).join(' \\\n  ');
}
