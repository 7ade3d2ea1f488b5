import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { auditContexts } from '../contributions.ts';
import { editorWording } from '../images/inspector/editorWording.ts';
import { plainRow } from '../plainRow.ts';
import type { AuditEntry } from './auditState.ts';
import { rowId, type AuditItem } from './auditTree.ts';
import {
  countedVerdicts,
  countText,
  instructionOf,
  problemText,
  progressText,
  readText,
  startName,
  startText,
  verdictOf,
  verdictText,
  verdictWord,
  worstVerdict,
  type PlatformVerdict,
} from './auditWords.ts';

const { None, Collapsed, Expanded } = TreeItemCollapsibleState;

/** How a row looks and what a screen reader says. */
export function renderAuditItem(item: AuditItem): TreeItem {
  const row = renderRow(item);
  row.accessibilityInformation ??= {
    label: [row.label, row.description].filter((text) => typeof text === 'string').join(', '),
  };
  return plainRow(row);
}

function renderRow(item: AuditItem): TreeItem {
  switch (item.kind) {
    case 'auditedImage':
      return renderImage(item.entry);
    case 'auditProblem':
      return rowOf(problemText(item.problem, editorWording), '', None, 'warning');
    case 'auditedPlatform': {
      const { platform, entry } = item;
      const verdict = verdictOf(platform);
      const isLoud = verdict === 'wrong' || verdict === 'mixed';
      const row = rowOf(
        platform.platform,
        verdictWord(verdict, editorWording),
        isLoud ? Expanded : Collapsed,
        verdictIcons[verdict],
      );
      row.tooltip = [verdictText(platform, editorWording), platform.digest].join('\n');
      row.id = `${rowId(entry)} ${platform.digest} ${platform.platform}`;
      return row;
    }
    case 'start': {
      const { start, of } = item;
      const icon = { right: 'pass', wrong: 'error', missing: 'question', unknown: 'file' };
      const name = startName(start);
      const row = rowOf(name, startText(start, of, editorWording), None, icon[start.state]);
      row.tooltip = `${name}\n${startText(start, of, editorWording)}`;
      return row;
    }
    case 'wrongLayer': {
      const { platform, layer, files } = item;
      const by = instructionOf(platform, layer);
      const count =
        files.length === 1 ? l10n.t('1 wrong file') : l10n.t('{0} wrong files', files.length);
      const fold = files.length > 5 ? Collapsed : Expanded;
      // What a build has written as files has no layers, and nobody knows which line brought a file.
      if (platform.digest === '') {
        return rowOf(l10n.t('For another platform'), count, fold, 'files');
      }
      const label = by === '' ? l10n.t('Layer {0}', layer + 1) : by;
      const row = rowOf(label, count, fold, 'layers');
      const digest = platform.layers[layer]?.digest ?? '';
      row.tooltip = [l10n.t('Layer {0}', layer + 1), digest, by].filter(Boolean).join('\n');
      row.contextValue = auditContexts.auditedLayer;
      return row;
    }
    case 'wrongFile': {
      const { file, declared } = item;
      const made = file.actual.join(' + ');
      const row = rowOf(file.path, made, None, 'error');
      row.tooltip = [file.path, l10n.t('made for {0}, not for {1}', made, declared)].join('\n');
      return row;
    }
    case 'count':
      return rowOf(
        item.count.platform,
        countText(item.count, editorWording),
        None,
        'symbol-numeric',
      );
    case 'more':
      return rowOf(l10n.t('{0} more wrong files', item.count), '', None, 'ellipsis');
    case 'remark':
      return rowOf(item.text, '', None, 'info');
    case 'read':
      return rowOf(readText(item.platform, editorWording), '', None, 'book');
  }
}

function renderImage(entry: AuditEntry): TreeItem {
  const { name, state, subject } = entry;
  const row = imageRow(entry);
  const where = 'reference' in subject ? subject.reference : subject.path;
  row.tooltip = [name, where, row.description].filter((text) => text !== '').join('\n');
  // A row that is made anew is unfolded anew: what was found is to be seen.
  row.id = `${rowId(entry)} ${state.kind}`;
  return row;
}

function imageRow({ name: all, state, subject }: AuditEntry): TreeItem {
  // The view is narrow, and what tells names apart is at their end: a registry's host is in the tooltip.
  const name = 'reference' in subject ? all.replace(/^(?:localhost|[^/.:]*[.:][^/]*)\//, '') : all;
  switch (state.kind) {
    case 'running': {
      const row = rowOf(name, progressText(state.progress, editorWording), None, 'loading~spin');
      row.contextValue = auditContexts.auditRunning;
      return row;
    }
    case 'failed': {
      const row = rowOf(name, state.reason.message, None, 'question');
      row.contextValue = endedContext(state.reason.code === 'undeclared');
      row.accessibilityInformation = {
        label: l10n.t('{0} could not be audited: {1}', name, state.reason.message),
      };
      return row;
    }
    case 'cancelled': {
      const row = rowOf(name, l10n.t('cancelled'), None, 'circle-slash');
      row.contextValue = auditContexts.auditEnded;
      return row;
    }
    case 'done': {
      const { audit } = state;
      const icon = verdictIcons[worstVerdict(audit)];
      const row = rowOf(name, countedVerdicts(audit, editorWording), Expanded, icon);
      row.contextValue = endedContext(audit.digest === '');
      return row;
    }
  }
}

/** What is no image cannot be inspected. */
function endedContext(isOutput: boolean): string {
  return isOutput ? auditContexts.auditedOutput : auditContexts.auditEnded;
}

const verdictIcons: Readonly<Record<PlatformVerdict, string>> = {
  ...{ right: 'pass', wrong: 'error', mixed: 'warning', none: 'circle-slash', unknown: 'question' },
};

const colours: Readonly<Record<string, string>> = {
  pass: 'testing.iconPassed',
  error: 'list.errorForeground',
  warning: 'list.warningForeground',
};

function rowOf(
  label: string,
  description: string,
  state: TreeItemCollapsibleState,
  icon: string,
): TreeItem {
  const row = new TreeItem(label, state);
  const colour = colours[icon];
  row.iconPath = new ThemeIcon(icon, colour === undefined ? undefined : new ThemeColor(colour));
  if (description !== '') row.description = description;
  return row;
}
