import type { CodeLens } from 'vscode-languageserver';
import type { Analysis } from '../../core/analysis/analyze.ts';
import { say } from '../../core/language.ts';
import { serverCommand } from '../../protocol/commands.ts';

/** Above the name of the list: what would be done, and doing it. */
export function specLenses({ spec, dockerfile: { lines } }: Analysis, uri: string): CodeLens[] {
  const image = spec?.spec.image;
  if (image === undefined) return [];
  const { start } = lines.range(image.span);
  const range = { start: { line: start.line, character: 0 }, end: start };
  return [
    { range, command: serverCommand('multiarch.planManifestSpec', say('Plan'), uri) },
    { range, command: serverCommand('multiarch.pushManifestSpec', say('Push'), uri) },
  ];
}
