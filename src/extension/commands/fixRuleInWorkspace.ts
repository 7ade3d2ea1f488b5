import type { Uri } from 'vscode';
import { l10n, ProgressLocation, Range, window, workspace, WorkspaceEdit } from 'vscode';
import type { RuleCode } from '../../core/analysis/finding.ts';
import type { LanguageServer } from '../languageServer.ts';
import { notify } from '../notify.ts';
import { findDockerfiles } from '../tasks/dockerfiles.ts';

/** Mends what a rule finds in every Dockerfile of the workspace, as one step that can be undone. */
export async function fixRuleInWorkspace(rule: RuleCode, server: LanguageServer): Promise<void> {
  const change = new WorkspaceEdit();
  const count = { files: 0, mended: 0, left: 0 };
  const isDone = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Fixing {0} in the workspace', rule),
      cancellable: true,
    },
    async (progress, token) => {
      const files = await findDockerfiles(token);
      for (const uri of files) {
        if (token.isCancellationRequested) return false;
        progress.report({ message: workspace.asRelativePath(uri), increment: 100 / files.length });
        const text = await textOf(uri);
        const answer = await server.fixRule({ uri: uri.toString(), text, rule });
        if (answer === undefined) return false;
        count.mended += answer.mended;
        count.left += answer.left;
        if (answer.edits.length > 0) count.files += 1;
        for (const { range, newText } of answer.edits) {
          const { start, end } = range;
          const place = new Range(start.line, start.character, end.line, end.character);
          change.replace(uri, place, newText);
        }
      }
      return workspace.applyEdit(change, { isRefactoring: true });
    },
  );
  if (isDone) await tell(rule, count);
}

async function tell(
  rule: RuleCode,
  { files, mended, left }: Readonly<Record<'files' | 'mended' | 'left', number>>,
): Promise<void> {
  const rest = left === 0 ? '' : l10n.t(' Left without a fix: {0}.', String(left));
  const message =
    mended === 0
      ? l10n.t('Nothing to fix for {0}.', rule)
      : files === 1
        ? l10n.t('Fixed {0} of {1} in 1 file.', findings(mended), rule)
        : l10n.t('Fixed {0} of {1} in {2} files.', findings(mended), rule, String(files));
  await notify({ severity: 'information', message: message + rest });
}

function findings(count: number): string {
  return count === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', String(count));
}

/** What the editor holds of a file, else what is on disk. Nothing is opened for it. */
async function textOf(uri: Uri): Promise<string> {
  const open = workspace.textDocuments.find(
    (document) => document.uri.toString() === uri.toString(),
  );
  return open?.getText() ?? new TextDecoder().decode(await workspace.fs.readFile(uri));
}
