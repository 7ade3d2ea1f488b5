import {
  Disposable,
  EventEmitter,
  window,
  type Event,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import type { ImageSubject } from '../../core/image/inspection.ts';
import type { BuildItem } from '../build/view/buildItem.ts';
import { views } from '../contributions.ts';
import type { ImageItem } from '../images/tree/imagesTree.ts';
import { subjectOf } from '../images/tree/listedSubject.ts';
import { lazy } from '../lazy.ts';
import { register } from '../register.ts';
import type { AuditEntry } from './auditState.ts';
import type { AuditItem } from './auditTree.ts';
import type { AuditPorts, Audits } from './openAudits.ts';

/** Audits, for what leads to them. Their code is loaded on first use. */
export interface AuditAccess {
  /** What is known of an image now. */
  of(subject: ImageSubject): AuditEntry | undefined;
  readonly onDidChange: Event<ImageSubject>;
  readonly load: () => Promise<Audits>;
  dispose(): void;
}

/** Registers the view of audits and their commands. Nothing is loaded or read before they are used. */
export function contributeAudits(ports: Omit<AuditPorts, 'tree' | 'onChange'>): AuditAccess {
  const changed = new EventEmitter<ImageSubject>();
  const rowsChanged = new EventEmitter<void>();
  let opened: Audits | undefined;
  const load = lazy(async () => {
    const { openAudits } = await import('./openAudits.ts');
    const onChange = (subject: ImageSubject) => {
      changed.fire(subject);
      rowsChanged.fire();
    };
    opened = openAudits({ ...ports, tree, onChange });
    return opened;
  });
  const treeDataProvider: TreeDataProvider<AuditItem> = {
    onDidChangeTreeData: rowsChanged.event,
    // Nobody has asked for anything as long as nothing is loaded.
    getChildren: (item) => [...(opened?.getChildren(item) ?? [])],
    getTreeItem: async (item) => (await load()).getTreeItem(item),
    // Only rows of the first level are ever shown by a command.
    getParent: () => undefined,
  };
  const tree: TreeView<AuditItem> = window.createTreeView(views.audits, {
    treeDataProvider,
    showCollapseAll: true,
  });
  const disposable = Disposable.from(
    tree,
    changed,
    rowsChanged,
    { dispose: () => opened?.dispose() },
    register('multiarch.auditImage', async (what) => (await load()).audit(what)),
    register('multiarch.auditListedImage', async (item) => {
      const subject = listedSubject(item);
      if (subject !== undefined) await (await load()).audit(subject);
    }),
    register('multiarch.auditAgain', async (item) => (await load()).again(item)),
    register('multiarch.cancelAudit', async (item) => {
      (await load()).cancelItem(item);
    }),
    register('multiarch.removeAudit', async (item) => {
      (await load()).remove(item);
    }),
    register('multiarch.inspectAudited', async (item) => {
      (await load()).inspect(item);
    }),
    register('multiarch.showAuditedLine', async (item) => (await load()).showLine(item)),
  );
  return {
    of: (subject) => opened?.of(subject),
    onDidChange: changed.event,
    load,
    dispose: () => {
      disposable.dispose();
    },
  };
}

/** The image of a row of the images or builds view. */
function listedSubject(item: ImageItem | BuildItem): ImageSubject | undefined {
  if (item.kind === 'outcome') {
    return item.build.outcome?.kind === 'image' ? item.build.outcome.subject : undefined;
  }
  return subjectOf(item as ImageItem);
}
