import { Position, Range, window, type Uri } from 'vscode';
import type { NamedImage } from '../../../protocol/requests.ts';
import type { LanguageServer } from '../../languageServer.ts';

/** The image that the line of the cursor names, where it names one. */
export async function imageAtCursor(
  server: LanguageServer,
): Promise<{ readonly reference: string; readonly uri: Uri } | undefined> {
  const editor = window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { uri } = editor.document;
  const { active } = editor.selection;
  const named = (await server.namedImages(uri.toString())).filter(
    ({ range: { start, end } }) => start.line <= active.line && active.line <= end.line,
  );
  const found = named.find((image) => rangeOf(image).contains(active)) ?? named[0];
  return found && { reference: found.reference, uri };
}

function rangeOf({ range: { start, end } }: NamedImage): Range {
  return new Range(
    new Position(start.line, start.character),
    new Position(end.line, end.character),
  );
}
