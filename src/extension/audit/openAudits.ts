/** Audits of images, in a bundle of its own that is loaded on first use. */
import { Disposable, l10n, Range, window, type TreeView } from 'vscode';
import type { ImageSubject } from '../../core/image/inspection.ts';
import { notify } from '../notify.ts';
import { run } from '../register.ts';
import { auditChosen, auditLoudly, type AuditCommandPorts } from './auditCommands.ts';
import { AuditDiagnostics } from './auditDiagnostics.ts';
import { renderAuditItem } from './auditRendering.ts';
import type { AuditEntry } from './auditState.ts';
import { AuditStore } from './auditStore.ts';
import { auditChildren, type AuditItem } from './auditTree.ts';

export { askSmokeEntry } from '../testing/askSmokeEntry.ts';
export { SmokeRuns } from '../testing/smokeRuns.ts';

/** What audits need of their surroundings. */
export interface AuditPorts extends Omit<AuditCommandPorts, 'store' | 'reveal'> {
  /** Path of the worker's program. */
  readonly worker: string;
  /** Where rows are shown. */
  readonly tree: TreeView<AuditItem>;
  /** The audit of an image is another one now. */
  readonly onChange: (subject: ImageSubject) => void;
}

/** The audits of this window, and what can be done with them. */
export type Audits = ReturnType<typeof openAudits>;

/** Opens them. Nothing is read before somebody asks. */
export function openAudits({ tree, onChange, worker, ...ports }: AuditPorts) {
  const store = new AuditStore({ server: ports.server, worker });
  const diagnostics = new AuditDiagnostics(store, ports.runs);
  const disposable = Disposable.from(store.onDidChange(onChange), diagnostics, store);
  const reveal = async (subject: ImageSubject) => {
    const row = rowOf(store.of(subject));
    if (row === undefined) return;
    // A newer audit of the image may have taken its place meanwhile: what was found is told all the same.
    await tree.reveal(row, { focus: false, expand: true }).then(undefined, () => undefined);
  };
  const tools: AuditCommandPorts = { ...ports, store, reveal };
  return {
    getChildren: (item?: AuditItem): readonly AuditItem[] =>
      item === undefined
        ? store.list().flatMap((entry) => rowOf(entry) ?? [])
        : auditChildren(item),
    getTreeItem: renderAuditItem,
    of: (subject: ImageSubject) => store.of(subject),
    /** Audits without a message: whoever asked shows what comes. */
    run: (subject: ImageSubject) => store.run(subject),
    /** Tells of one image whether what a container starts is right, and keeps nothing. */
    readStart: (subject: ImageSubject, signal: AbortSignal) =>
      store.read(subject, { entrypointOnly: true }, () => undefined, signal),
    cancel: (subject: ImageSubject) => {
      store.cancel(subject);
    },
    audit: (what: unknown) => auditChosen(tools, what),
    choose: ports,
    again: async (item: AuditItem) => {
      if (item.kind === 'auditedImage') await auditLoudly(tools, item.entry.subject);
    },
    cancelItem: (item: AuditItem) => {
      if (item.kind === 'auditedImage') store.cancel(item.entry.subject);
    },
    remove: (item: AuditItem) => {
      if (item.kind === 'auditedImage') store.remove(item.entry.subject);
    },
    inspect: (item: AuditItem) => {
      if (item.kind === 'auditedImage') run('multiarch.inspectImage', item.entry.subject);
    },
    showLine: (item: AuditItem) => showLine(diagnostics, item),
    dispose: () => {
      disposable.dispose();
    },
  };
}

/** Rows of images are the same as long as their audit is: the editor finds them by it. */
const rows = new WeakMap<AuditEntry, AuditItem>();

function rowOf(entry: AuditEntry | undefined): AuditItem | undefined {
  if (entry === undefined) return undefined;
  const row = rows.get(entry) ?? { kind: 'auditedImage', entry };
  rows.set(entry, row);
  return row;
}

async function showLine(diagnostics: AuditDiagnostics, item: AuditItem): Promise<void> {
  if (item.kind !== 'wrongLayer' || item.entry.state.kind !== 'done') return;
  const { subject, state } = item.entry;
  const place = await diagnostics.placeOf(subject, state.audit, item.platform, item.layer);
  if (place === undefined) {
    await notify({
      severity: 'information',
      message: l10n.t(
        'The line that made this layer is not known: the image was not built in this window, or its Dockerfile was changed since.',
      ),
    });
    return;
  }
  const { start } = place.range;
  await window.showTextDocument(place.file, { selection: new Range(start, start) });
}
