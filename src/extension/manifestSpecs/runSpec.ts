import { l10n, Uri, window, workspace } from 'vscode';
import { listTaskType } from '../contributions.ts';
import { runTask } from '../emulation/commandTask.ts';
import { notify } from '../notify.ts';
import { plainLabel } from '../plainRow.ts';
import { relativePath } from '../tasks/relativePath.ts';
import { listTask, type ListDefinition, type ListTaskPorts } from './listTask.ts';
import { findSpecFiles, isSpec } from './specFiles.ts';

/** What a lens (a URI), a menu or the palette (nothing) names. */
type Named = string | { readonly fsPath: string } | undefined;

/** Shows in a terminal what pushing a spec would do. */
export async function planSpec(ports: ListTaskPorts, named: Named): Promise<void> {
  const file = await specFile(named);
  if (file !== undefined) await runOn(ports, file, { dryRun: true });
}

/** The same, and pushes it once the user has seen the plan. Losing platforms needs another yes. */
export async function pushSpec(ports: ListTaskPorts, named: Named): Promise<void> {
  const file = await specFile(named);
  if (file === undefined) return;
  const code = await runOn(ports, file, { dryRun: true });
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  if (code === 0) {
    const push = l10n.t('Push');
    const detail = l10n.t(
      'The terminal shows the plan. What the tags name now is kept: multiarch index undo takes the push back.',
    );
    const question = l10n.t('Push the manifest list of {0}?', plainLabel(name));
    const chosen = await window.showInformationMessage(question, { modal: true, detail }, push);
    if (chosen === push) await runOn(ports, file, {});
    return;
  }
  if (code === undefined) return;
  await notify({
    severity: 'warning',
    message: l10n.t('The manifest list of {0} was not pushed: the terminal says why.', name),
    // Exit code 1: an error in the spec, which stays one, or platforms that would be lost.
    remedies:
      code === 1
        ? [
            {
              label: l10n.t('Push, Even If Platforms Are Lost'),
              run: () => runOn(ports, file, { allowLoss: true }),
            },
          ]
        : [],
  });
}

async function runOn(
  ports: ListTaskPorts,
  file: Uri,
  how: { readonly dryRun?: true; readonly allowLoss?: true },
): Promise<number | undefined> {
  const folder = workspace.getWorkspaceFolder(file) ?? {
    uri: Uri.joinPath(file, '..'),
    name: '',
    index: 0,
  };
  const spec = relativePath(folder.uri, file);
  const definition: ListDefinition = { type: listTaskType, spec, ...how };
  const name = how.dryRun ? l10n.t('plan {0}', spec) : l10n.t('push {0}', spec);
  return runTask(listTask(ports, definition, folder, name));
}

/** The file, saved; undefined where there is none, which the user has been told. */
async function specFile(named: Named): Promise<Uri | undefined> {
  if (!workspace.isTrusted) {
    const message = l10n.t('No registry is asked in a workspace that is not trusted.');
    await notify({ severity: 'warning', message });
    return undefined;
  }
  const uri = named === undefined ? await chosenFile() : uriOf(named);
  if (uri === undefined) return undefined;
  const document = workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  const isSaved = document?.isDirty === true ? await document.save() : true;
  if (isSaved && uri.scheme === 'file') return uri;
  const message = l10n.t('Save the spec as a file first: the command line reads it from there.');
  await notify({ severity: 'warning', message });
  return undefined;
}

function uriOf(named: string | { readonly fsPath: string }): Uri {
  return typeof named === 'string' ? Uri.parse(named, true) : Uri.file(named.fsPath);
}

async function chosenFile(): Promise<Uri | undefined> {
  const document = window.activeTextEditor?.document;
  if (document !== undefined && isSpec(document)) return document.uri;
  const files = await findSpecFiles();
  const [first] = files;
  if (first === undefined) {
    const message = l10n.t(
      'No spec file was found. It is a YAML file with the keys image and manifests at the top; open it, or make one with Convert Docker Manifest Commands….',
    );
    await notify({ severity: 'information', message });
    return undefined;
  }
  if (files.length === 1) return first;
  const items = files.map((uri) => ({ label: plainLabel(workspace.asRelativePath(uri)), uri }));
  const placeHolder = l10n.t('The spec of a manifest list');
  return (await window.showQuickPick(items, { placeHolder }))?.uri;
}
