import {
  CancellationTokenSource,
  Disposable,
  l10n,
  workspace,
  type CancellationToken,
  type QuickPickItem,
  type Uri,
} from 'vscode';
import { plainLabel } from '../plainRow.ts';
import { chooseOne, type Question } from '../steps/quickInputs.ts';
import { next, type StepAnswer } from '../steps/runSteps.ts';

interface FileItem extends QuickPickItem {
  readonly uri: Uri;
}

/** A choice of one of the workspace's files. */
export interface FileQuestion extends Question {
  /** The file that the user looks at; it stands first. */
  readonly active: Uri | undefined;
  /** Said in the place of the question when there is no file at all. */
  readonly nothing: string;
  find(token: CancellationToken): Promise<readonly Uri[]>;
  /** Resolves to true when there is no use in asking on. */
  readonly obstacle?: Promise<boolean>;
}

/** Lets the user choose a file, while the others of the workspace are still looked for. */
export async function chooseFile(question: FileQuestion): Promise<StepAnswer<Uri>> {
  const { active, nothing, obstacle } = question;
  const first = active === undefined ? [] : [fileItem(active, l10n.t('active editor'))];
  const answer = await chooseOne<FileItem>({
    ...question,
    items: first,
    initial: first,
    prepare: (pick) => {
      const search = new CancellationTokenSource();
      void obstacle?.then((found) => {
        if (found) pick.hide();
      });
      pick.busy = true;
      void question.find(search.token).then((found) => {
        if (search.token.isCancellationRequested) return;
        const others = found.filter((uri) => uri.toString() !== active?.toString());
        pick.items = [...first, ...others.map((uri) => fileItem(uri))];
        pick.busy = false;
        if (pick.items.length === 0) pick.placeholder = nothing;
      });
      return new Disposable(() => {
        search.cancel();
        search.dispose();
      });
    },
  });
  return answer.kind === 'next' ? next(answer.value.uri) : answer;
}

function fileItem(uri: Uri, description?: string): FileItem {
  const folders = workspace.workspaceFolders ?? [];
  const label = plainLabel(workspace.asRelativePath(uri, folders.length > 1));
  return { label, uri, ...(description === undefined ? {} : { description }) };
}
