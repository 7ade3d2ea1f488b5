import {
  InputBoxValidationSeverity,
  l10n,
  QuickInputButtons,
  window,
  type Disposable,
  type Event,
  type InputBox,
  type InputBoxValidationMessage,
  type QuickInputButton,
  type QuickPick,
  type QuickPickItem,
} from 'vscode';
import { withoutLinks } from '../plainMessage.ts';
import { plainText } from '../plainRow.ts';
import { next, type StepAnswer, type StepPosition } from './runSteps.ts';

/** What every question has. */
export interface Question extends StepPosition {
  readonly title: string;
  readonly placeholder: string;
}

/** A choice of rows. */
export interface Choice<T extends QuickPickItem> extends Question {
  readonly items: readonly T[];
  /** Rows that are chosen, or the one that is active, when the question appears. */
  readonly initial: readonly T[];
  /** Of several rows: whether none is an answer too. */
  readonly mayBeEmpty?: true;
  /** Called once the question is on the screen, to fill in what takes time or changes. */
  prepare?(pick: QuickPick<T>): Disposable;
  /** Why the choice cannot be taken; it is shown and the question stays. */
  refuse?(items: readonly T[]): string | undefined;
}

/** Lets the user choose one row. */
export async function chooseOne<T extends QuickPickItem>(
  choice: Choice<T>,
): Promise<StepAnswer<T>> {
  const pick = createPick(choice);
  pick.activeItems = choice.initial;
  const answer = await askPick(pick, choice);
  if (answer.kind !== 'next') return answer;
  const [chosen] = answer.value;
  return chosen === undefined ? { kind: 'cancel' } : next(chosen);
}

/** Lets the user choose several rows, at least one unless the choice may be empty. */
export function chooseSeveral<T extends QuickPickItem>(
  choice: Choice<T>,
): Promise<StepAnswer<readonly T[]>> {
  const pick = createPick(choice);
  pick.canSelectMany = true;
  pick.selectedItems = choice.initial;
  return askPick(pick, choice);
}

function createPick<T extends QuickPickItem>(choice: Choice<T>): QuickPick<T> {
  const pick = window.createQuickPick<T>();
  pick.placeholder = plainText(choice.placeholder);
  pick.matchOnDescription = true;
  pick.items = choice.items;
  return pick;
}

async function askPick<T extends QuickPickItem>(
  pick: QuickPick<T>,
  choice: Choice<T>,
): Promise<StepAnswer<readonly T[]>> {
  const prepared = choice.prepare?.(pick);
  try {
    return await ask(pick, choice, () => {
      const refusal =
        pick.selectedItems.length === 0 && choice.mayBeEmpty !== true
          ? l10n.t('Choose at least one.')
          : choice.refuse?.(pick.selectedItems);
      if (refusal === undefined) return next(pick.selectedItems);
      void window.showWarningMessage(withoutLinks(refusal));
      return undefined;
    });
  } finally {
    prepared?.dispose();
  }
}

/** A line of text. */
export interface TextQuestion extends Question {
  readonly prompt: string;
  readonly value: string;
  /** A message about the text; an error keeps the question. */
  validate(value: string): InputBoxValidationMessage | undefined;
}

/** Lets the user write a line. Blanks around it are dropped. */
export async function askText(question: TextQuestion): Promise<StepAnswer<string>> {
  const box = window.createInputBox();
  box.placeholder = plainText(question.placeholder);
  box.prompt = withoutLinks(question.prompt);
  box.value = question.value;
  const check = () => {
    const message = question.validate(box.value.trim());
    box.validationMessage = message && { ...message, message: withoutLinks(message.message) };
    return message;
  };
  box.onDidChangeValue(check);
  return ask(box, question, () =>
    check()?.severity === InputBoxValidationSeverity.Error ? undefined : next(box.value.trim()),
  );
}

/** The parts that a list and a line have in common. */
type Input = (QuickPick<QuickPickItem> | InputBox) & {
  readonly onDidTriggerButton: Event<QuickInputButton>;
};

/** Shows an input until it is accepted with an answer, sent back, or left. */
function ask<A>(
  input: Input | Omit<Input, 'items'>,
  question: Question,
  accept: () => StepAnswer<A> | undefined,
): Promise<StepAnswer<A>> {
  input.title = plainText(question.title);
  const { step, totalSteps } = question;
  // The only question of all needs no number.
  if (totalSteps !== 1) {
    input.step = step;
    input.totalSteps = totalSteps;
  }
  // A step may send the user to look something up; the answers so far must not be lost by that.
  input.ignoreFocusOut = true;
  input.buttons = step > 1 ? [QuickInputButtons.Back] : [];
  return new Promise<StepAnswer<A>>((resolve) => {
    input.onDidAccept(() => {
      const answer = accept();
      if (answer !== undefined) resolve(answer);
    });
    input.onDidTriggerButton(() => {
      resolve({ kind: 'back' });
    });
    input.onDidHide(() => {
      resolve({ kind: 'cancel' });
    });
    input.show();
  }).finally(() => {
    input.dispose();
  });
}
