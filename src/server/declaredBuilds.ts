import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CancellationToken, Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { readSmallFile, UnreadableFile } from '../adapters/smallFile.ts';
import { unreadableText } from '../adapters/workspace/fileText.ts';
import { say } from '../core/language.ts';
import type { BuildDeclaration } from '../core/project/declaration.ts';
import { serviceLines, targetLines } from '../core/project/declarationLines.ts';
import { filesReadWith } from '../core/project/fileNames.ts';
import {
  declaredBuildsRequest,
  type DeclaredBuilds,
  type TargetsParams,
} from '../protocol/requests.ts';
import type { BakePorts } from './bakeFiles.ts';

/** What is read to say what files build. */
interface DeclarationSources {
  readonly documents: TextDocuments<TextDocument>;
  /** Asks docker, however long that takes. */
  readonly readBake: (
    folder: string,
    files: readonly string[],
    token: CancellationToken,
  ) => ReturnType<BakePorts['ask']>;
}

/**
 * Answers what a bake or compose file builds. A compose file counts as it stands in the editor, with the
 * override and the file `.env` beside it as they are on the disk; a bake file is read by docker, from the disk, together with those that bake reads with it.
 */
export function registerDeclaredBuilds(connection: Connection, sources: DeclarationSources): void {
  connection.onRequest(
    declaredBuildsRequest,
    async ({ uri }: TargetsParams, token: CancellationToken) => {
      try {
        const file = path.resolve(fileURLToPath(uri));
        return await declaredBuilds(file, sources.documents.get(uri)?.getText(), sources, token);
      } catch (error) {
        return { declarations: [], problem: unread(uri, error) } satisfies DeclaredBuilds;
      }
    },
  );
}

function unread(uri: string, error: unknown): string {
  const { code = String(error) } = error as NodeJS.ErrnoException;
  const [last = uri] = uri.split('/').slice(-1);
  const name = decoded(last);
  if (error instanceof UnreadableFile)
    return say('{0} was not read: {1}', name, unreadableText(error));
  return code === 'ENOENT'
    ? say('There is no file {0} any more.', name)
    : say('{0} cannot be read ({1}).', name, code);
}

/** A part of an address as people write it; as it is where it was never encoded. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Largest file that is read, in bytes. */
const largest = 1024 * 1024;

/** @param open its text in the editor */
async function declaredBuilds(
  file: string,
  open: string | undefined,
  { readBake }: DeclarationSources,
  token: CancellationToken,
): Promise<DeclaredBuilds> {
  const name = path.basename(file);
  const text = open ?? (await readSmallFile(file, largest));
  if (/\.ya?ml$/i.test(name)) {
    const { readComposeBuilds } = await import('../adapters/workspace/projectFiles.ts');
    const { declarations, problem } = await readComposeBuilds(text, file);
    return {
      declarations: inOrder(declarations, serviceLines(text)),
      ...(problem !== undefined && { problem: say('{0} was not read: {1}', name, problem) }),
    };
  }
  const folder = path.dirname(file);
  const files = filesReadWith(name, await readdir(folder));
  const answer = await readBake(folder, files, token);
  if (!answer.ok) {
    const names = files.join(', ');
    return {
      declarations: [],
      problem: say('{0} was not read: {1}.', names, answer.problem.message),
    };
  }
  const { all, grouped, problem } = answer.value;
  const found = (all.length > 0 ? all : grouped).filter((each) => !each.name.startsWith('_'));
  return {
    declarations: inOrder(found, targetLines(text)),
    ...(problem !== undefined && { problem }),
  };
}

/** Those that stand on no line of their own, as the runs of a matrix, come last. */
function inOrder(
  declarations: readonly BuildDeclaration[],
  lines: ReadonlyMap<string, number>,
): readonly BuildDeclaration[] {
  const lineOf = ({ name }: BuildDeclaration) => lines.get(name) ?? Number.MAX_SAFE_INTEGER;
  return declarations.toSorted((a, b) => lineOf(a) - lineOf(b));
}
