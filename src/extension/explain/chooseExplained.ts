import {
  commands,
  l10n,
  ProgressLocation,
  Uri,
  window,
  workspace,
  type QuickPickItem,
} from 'vscode';
import type { BuildDeclaration } from '../../core/project/declaration.ts';
import { serviceLines, targetLines } from '../../core/project/declarationLines.ts';
import type { DeclaredBuilds } from '../../protocol/requests.ts';
import { composeLanguage, dockerfileLanguage } from '../contributions.ts';
import type { LanguageServer } from '../languageServer.ts';
import { notify } from '../notify.ts';
import { plainLabel } from '../plainRow.ts';
import { findBakeFiles, isBakeFile } from '../tasks/bakeFiles.ts';
import type { ExplainSubject } from './explainSubject.ts';

/** How many Dockerfiles are offered. */
const mostOffered = 200;

/**
 * What the command was called with, or what stands in the editor; else the user chooses a file of the workspace. Of a
 * bake or compose file the target or service is asked for, unless it has only one. Undefined when nobody wants to know
 * any more.
 */
export async function chooseExplained(
  given: unknown,
  server: LanguageServer,
): Promise<ExplainSubject | undefined> {
  const file = given instanceof Uri ? given : (activeFile() ?? (await chooseFile()));
  if (file === undefined) return undefined;
  if (!isSpec(file)) return { kind: 'dockerfile', file };
  const builds = await readBuilds(file, server);
  return builds && chooseBuild(file, builds);
}

function activeFile(): Uri | undefined {
  const document = window.activeTextEditor?.document;
  if (document === undefined) return undefined;
  return document.languageId === dockerfileLanguage || isSpec(document.uri)
    ? document.uri
    : undefined;
}

/** Whether a file is a bake or compose file, by its name (as menus have it) or by the language of its editor. */
function isSpec(uri: Uri): boolean {
  const open = workspace.textDocuments.find(
    (document) => document.uri.toString() === uri.toString(),
  );
  if (open?.languageId === dockerfileLanguage) return false;
  return open?.languageId === composeLanguage || isBakeFile(uri);
}

async function chooseFile(): Promise<Uri | undefined> {
  const [dockerfiles, specs] = await Promise.all([
    workspace.findFiles(
      '**/{Dockerfile,Dockerfile.*,*.Dockerfile,Containerfile}',
      '**/node_modules/**',
      mostOffered,
    ),
    findBakeFiles(),
  ]);
  const found = [...dockerfiles, ...specs];
  if (found.length === 0) {
    void window.showInformationMessage(
      l10n.t(
        'There is no Dockerfile in the workspace to explain. Open one and run the command again.',
      ),
    );
    return undefined;
  }
  const picked = await window.showQuickPick(
    found
      .map((uri) => ({ label: workspace.asRelativePath(uri), uri }))
      .sort((a, b) => a.label.localeCompare(b.label)),
    {
      title: l10n.t('Explain This Build'),
      placeHolder: l10n.t('The Dockerfile, bake or compose file whose build is explained'),
    },
  );
  return picked?.uri;
}

async function readBuilds(spec: Uri, server: LanguageServer): Promise<DeclaredBuilds | undefined> {
  const file = workspace.asRelativePath(spec, false);
  const title = l10n.t('Reading {0}', file);
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, async (_, token) => {
    try {
      const builds = await server.declaredBuilds(spec.toString(), token);
      if (token.isCancellationRequested) return undefined;
      const problem = l10n.t('It cannot be told: {0}', l10n.t('the language server does not run'));
      return builds ?? { declarations: [], problem };
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      const problem = error instanceof Error ? error.message : String(error);
      return { declarations: [], problem };
    }
  });
}

async function chooseBuild(
  spec: Uri,
  { declarations, problem }: DeclaredBuilds,
): Promise<ExplainSubject | undefined> {
  const [first, ...others] = declarations;
  if (first === undefined) {
    await notify({
      severity: problem === undefined ? 'information' : 'error',
      message: problem ?? nothingBuilt(spec),
      remedies: [
        { label: l10n.t('Show the File'), run: () => window.showTextDocument(spec) },
        ...(workspace.isTrusted
          ? []
          : [
              {
                label: l10n.t('Manage Trust'),
                run: () => commands.executeCommand('workbench.trust.manage'),
              },
            ]),
      ],
    });
    return undefined;
  }
  if (problem !== undefined) {
    // What is missing may be what was meant: it is told, and the question is asked.
    const show = () => window.showTextDocument(spec);
    const remedies = [{ label: l10n.t('Show the File'), run: show }];
    void notify({ severity: 'warning', message: problem, remedies });
  }
  const isOnlyOne = others.length === 0 && problem === undefined;
  const chosen = isOnlyOne ? first : await askBuild(spec, declarations);
  return chosen && { kind: 'declared', spec, name: chosen.name };
}

function nothingBuilt(spec: Uri): string {
  return l10n.t(
    'Nothing in {0} builds a Dockerfile of this machine, so there is no build to explain. Run the command on a Dockerfile, or write into the file which one is built.',
    workspace.asRelativePath(spec, false),
  );
}

interface BuildItem extends QuickPickItem {
  readonly declaration: BuildDeclaration;
}

/** The one at the cursor stands first: it is taken by Enter. */
async function askBuild(
  spec: Uri,
  declarations: readonly BuildDeclaration[],
): Promise<BuildDeclaration | undefined> {
  const here = nameAtCursor(spec);
  const atCursor = declarations.filter(({ name }) => name === here);
  const others = declarations.filter((each) => !atCursor.includes(each));
  const isBake = declarations.every(({ kind }) => kind === 'bake');
  const items = [...atCursor, ...others].map((declaration): BuildItem => {
    const { name, platforms, dockerfile } = declaration;
    return {
      label: plainLabel(name),
      description: plainLabel(platforms.join(', ')),
      detail: plainLabel(workspace.asRelativePath(Uri.file(dockerfile), false)),
      declaration,
    };
  });
  const file = workspace.asRelativePath(spec, false);
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Explain This Build'),
    matchOnDescription: true,
    placeHolder: isBake
      ? l10n.t('The target of {0} whose build is explained', file)
      : l10n.t('The service of {0} whose build is explained', file),
  });
  return picked?.declaration;
}

/** The target or service in which the cursor stands, as far as lines tell. */
function nameAtCursor(spec: Uri): string | undefined {
  const editor = window.activeTextEditor;
  if (editor?.document.uri.toString() !== spec.toString()) return undefined;
  const line = editor.selection.active.line + 1;
  const above = [...linesOf(spec, editor.document.getText())].filter(([, at]) => at <= line);
  return above.sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** The lines, from 1, on which a bake or compose file begins its targets or services. */
export function linesOf(spec: Uri, text: string): ReadonlyMap<string, number> {
  return /\.ya?ml$/i.test(spec.path) ? serviceLines(text) : targetLines(text);
}
