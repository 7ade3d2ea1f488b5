import { l10n, Range, Uri, window, workspace } from 'vscode';
import { renderMessage } from '../../core/analysis/finding.ts';
import { analyzeSpec } from '../../core/manifestSpec/analyzeSpec.ts';
import { specList } from '../../core/manifestSpec/specList.ts';
import type { ListTask } from '../../protocol/lists.ts';
import { planAndPush } from '../manifestLists/publishPlan.ts';
import type { ListPorts } from '../manifestLists/listPorts.ts';
import { notify } from '../notify.ts';
import { plainLabel } from '../plainRow.ts';
import { findSpecFiles, isSpec } from './specFiles.ts';

/** What a lens (a URI), a menu or the palette (nothing) names. */
type Named = string | { readonly fsPath: string } | undefined;

/** Shows what pushing a spec would change, and pushes it if that is wanted. */
export async function runSpec(ports: ListPorts, named: Named): Promise<void> {
  const uri = named === undefined ? await chosenFile() : uriOf(named);
  if (uri === undefined) return;
  const task = await specTask(uri);
  if (task === undefined) return;
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const title = l10n.t('Push {0}', name);
  const file = { uri: uri.toString() };
  await planAndPush(ports, { title, task, file, step: 1, totalSteps: 1 });
}

/** The list that a spec describes; undefined where it has errors, of which the first one is shown. */
async function specTask(
  uri: Uri,
): Promise<Extract<ListTask, { readonly kind: 'plan' }> | undefined> {
  const document = await workspace.openTextDocument(uri);
  const { readManifestSpec } = await import('../../adapters/workspace/projectFiles.ts');
  const { spec, problems } = analyzeSpec(readManifestSpec(document.getText()), () => notAsked);
  const wrong = problems.find(({ severity }) => severity === 'error');
  const list = wrong === undefined ? specList(spec) : undefined;
  if (list !== undefined) {
    const { domain, path } = list.target;
    return {
      kind: 'plan',
      tags: list.tags.map((tag) => `${domain}/${path}:${tag}`),
      sources: list.sources.map(({ reference, ...wishes }) => ({
        ...{ reference: reference.canonical, ...wishes },
      })),
      wishes: list.wishes,
    };
  }
  const span = wrong?.span ?? { start: 0, end: 0 };
  const why = wrong === undefined ? '' : renderMessage(wrong.message);
  void notify({
    severity: 'error',
    message: l10n.t('The spec has an error, so there is nothing to push. {0}', why),
    remedies: [
      {
        label: l10n.t('Show'),
        run: () =>
          window.showTextDocument(document, {
            selection: new Range(document.positionAt(span.start), document.positionAt(span.end)),
          }),
      },
    ],
  });
  return undefined;
}

/** What the images are is found out by the plan. */
const notAsked = { known: false, reason: { code: 'pending', message: '' } } as const;

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
