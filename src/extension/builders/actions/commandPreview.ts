import { env, l10n, QuickPickItemKind, type QuickPickItem } from 'vscode';
import { shownLine } from '../../shownLine.ts';
import { plainLabel } from '../../plainRow.ts';
import { dockerProgram } from '../../settings.ts';
import { chooseOne } from '../../steps/quickInputs.ts';
import { next, type StepAnswer, type StepPosition } from '../../steps/runSteps.ts';

/** How much of a line a row of a quick pick shows, in characters. */
const rowLength = 85;

/** Something that can be done with the commands. */
export interface PreviewAction<T> extends QuickPickItem {
  readonly value: T;
}

/** The last question before commands run. */
export interface PreviewQuestion<T> extends StepPosition {
  readonly title: string;
  readonly placeholder: string;
  readonly actions: readonly PreviewAction<T>[];
  /** The one that Enter takes. */
  readonly initial: (value: T) => boolean;
  /** Arguments after `docker`, in the order in which they run. */
  readonly commands: readonly (readonly string[])[];
}

type PreviewRow<T> = QuickPickItem & ({ readonly value: T } | { readonly does: 'copy' | 'back' });

/**
 * Shows the exact commands, below what can be done with them: run in one way or another, copied, or
 * changed by going back. Nothing of them is cut off.
 */
export async function chooseAfterPreview<T>(question: PreviewQuestion<T>): Promise<StepAnswer<T>> {
  const { commands, actions, initial, ...rest } = question;
  const lines = commands.map((args) => [dockerProgram(), ...args]);
  let isCopied = false;
  for (;;) {
    const copy: PreviewRow<T> = {
      label: `$(copy) ${l10n.t('Copy Command')}`,
      description: isCopied ? l10n.t('copied') : l10n.t('for a terminal; nothing is done here'),
      does: 'copy',
    };
    const items: readonly PreviewRow<T>[] = [
      ...actions,
      separator(lines.length === 1 ? l10n.t('This command runs') : l10n.t('These commands run')),
      ...lines.flatMap(rowsOf).map((label): PreviewRow<T> => ({ label, does: 'copy' })),
      separator(''),
      copy,
      ...(question.step > 1 ? [backRow] : []),
    ];
    const answer = await chooseOne<PreviewRow<T>>({
      ...rest,
      items,
      initial: isCopied ? [copy] : actions.filter(({ value }) => initial(value)),
    });
    if (answer.kind !== 'next') return answer;
    if ('value' in answer.value) return next(answer.value.value);
    if (answer.value.does === 'back') return { kind: 'back' };
    await env.clipboard.writeText(lines.map((words) => shownLine(words)).join('\n'));
    isCopied = true;
  }
}

const backRow = {
  label: `$(arrow-left) ${l10n.t('Back')}`,
  description: l10n.t('to change an answer'),
  does: 'back',
} as const;

function separator<T>(label: string): PreviewRow<T> {
  return { label, kind: QuickPickItemKind.Separator, does: 'copy' };
}

/** A command in one row, or with each option in a row of its own where one would be cut. */
function rowsOf(words: readonly string[]): readonly string[] {
  const whole = shownLine(words);
  if (whole.length <= rowLength) return [`$(terminal) ${plain(whole)}`];
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word.startsWith('--')) parts.push([]);
    parts.at(-1)?.push(word);
  }
  return parts
    .map((words) => shownLine(words))
    .map((line, at) => (at === 0 ? `$(terminal) ${plain(line)}` : `\u2003\u2003${plain(line)}`));
}

/** However long it is. */
function plain(text: string): string {
  return plainLabel(text, Infinity);
}
