import { l10n, Uri, workspace, type CancellationToken } from 'vscode';
import { declaredWords } from '../../core/explain/declaredWords.ts';
import type { Explanation } from '../../core/explain/explanation.ts';
import type { BuildDeclaration } from '../../core/project/declaration.ts';
import {
  bakeFileNames,
  composeFileNames,
  composeOverrideNames,
  filesReadWith,
} from '../../core/project/fileNames.ts';
import type { LanguageServer } from '../languageServer.ts';
import { relativePath } from '../tasks/relativePath.ts';
import { linesOf } from './chooseExplained.ts';
import type { ShownDeclaration } from './explainPage.ts';
import type { ExplainSubject } from './explainSubject.ts';

/** A target of a bake file or a service of a compose file, as it was read. */
export interface DeclaredBuild {
  readonly declaration: BuildDeclaration;
  readonly dockerfile: Uri;
  /** Where the file begins it, counted from 0. */
  readonly line: number;
  /** Whether it must be read again when a file was typed in, or saved. */
  isMadeOf(file: Uri, how: 'typed' | 'saved'): boolean;
  /** An explanation with what it says itself. */
  tell(explanation: Explanation): Explanation;
  /** What the page says of the file at this moment. */
  shown(): ShownDeclaration;
}

/** @throws a sentence that says why it is not there, and what to do */
export async function readDeclared(
  { spec, name }: Extract<ExplainSubject, { kind: 'declared' }>,
  server: LanguageServer,
  token: CancellationToken,
): Promise<DeclaredBuild> {
  const file = workspace.asRelativePath(spec, false);
  const builds = await server.declaredBuilds(spec.toString(), token);
  if (builds === undefined) throw new Error(l10n.t('the language server does not run'));
  const { declarations, problem } = builds;
  const declaration = declarations.find((each) => each.name === name);
  if (declaration === undefined) {
    throw new Error(
      problem ??
        l10n.t(
          '“{0}” is not in {1} any more, or builds no Dockerfile of this machine. Run the command on the file again to choose another one.',
          name,
          file,
        ),
    );
  }
  const folder = Uri.joinPath(spec, '..');
  const isCompose = declaration.kind === 'compose';
  // Also those that are not there yet: bake and Compose read them as soon as they are.
  const beside: readonly string[] = isCompose
    ? [...composeFileNames, ...composeOverrideNames]
    : filesReadWith(spec.path.slice(spec.path.lastIndexOf('/') + 1), bakeFileNames);
  const text = (await workspace.openTextDocument(spec)).getText();
  const shownPath = (path: string) => relativePath(folder, Uri.file(path));
  const places = {
    context: shownPath(declaration.context),
    dockerfile: shownPath(declaration.dockerfile),
  };
  return {
    declaration,
    dockerfile: Uri.file(declaration.dockerfile),
    line: (linesOf(spec, text).get(name) ?? 1) - 1,
    // What lies beside a file is read from the disk, and so are bake files, by docker.
    isMadeOf: (uri, how) => {
      if (uri.toString() === spec.toString()) return isCompose || how === 'saved';
      const name = relativePath(folder, uri);
      return how === 'saved' && [...beside, '.env'].includes(name);
    },
    tell: (explanation) => ({
      ...explanation,
      declared: declaredWords(declaration, places, explanation.targets),
    }),
    shown: () => ({
      ...{ kind: declaration.kind, file, name },
      isUnsaved: !isCompose && isUnsaved(spec),
    }),
  };
}

function isUnsaved(file: Uri): boolean {
  return workspace.textDocuments.some(
    ({ uri, isDirty }) => isDirty && uri.toString() === file.toString(),
  );
}

/**
 * Opens a Dockerfile, without showing it.
 *
 * @throws a sentence where there is none
 */
export async function openDockerfile(uri: Uri, by: DeclaredBuild | undefined): Promise<void> {
  const file = workspace.asRelativePath(uri, false);
  const isOpen = workspace.textDocuments.some((each) => each.uri.toString() === uri.toString());
  if (!isOpen && !(await exists(uri))) {
    throw new Error(
      by === undefined
        ? l10n.t('There is no file {0} any more.', file)
        : l10n.t(
            '“{0}” of {1} builds {2}, and there is no such file. Write it, or another name into {1}.',
            ...[by.declaration.name, by.declaration.file, file],
          ),
    );
  }
  await workspace.openTextDocument(uri);
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
