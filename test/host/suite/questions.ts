import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  EventEmitter,
  extensions,
  InputBoxValidationSeverity,
  type InputBoxValidationMessage,
  type QuickPickItem,
} from 'vscode';
import type * as editor from 'vscode';
import { extensionId } from './extensionUnderTest.ts';

/** What is answered when the extension asks. */
export interface Answer {
  /** What the placeholder, the prompt or the message says. */
  readonly asked: RegExp;
  /** The rows that are chosen, or the button that is pressed: what their labels say. None for a line of text. */
  readonly choose?: readonly RegExp[];
  /** What is written into a line of text. */
  readonly write?: string;
}

/** Questions that are answered by a script instead of a person. */
export interface Answered {
  /** What messages have said that were not asked for. */
  readonly messages: readonly string[];
  /** Fails when a question was not the one that was expected, or one was not asked. */
  checkAll(): void;
  restore(): void;
}

/**
 * Answers the lists of rows, the lines of text and the messages that the extension shows: an extension has an object `vscode` of its own, which is the
 * one that its files get. Nothing of this is seen in the window.
 *
 * @param script in the order of the questions
 */
export function answerQuestions(script: readonly Answer[]): Answered {
  const { window } = editorOfExtension();
  const {
    createQuickPick,
    createInputBox,
    showInformationMessage,
    showWarningMessage,
    showErrorMessage,
  } = window;
  const waiting = [...script];
  const messages: string[] = [];
  const wrong: string[] = [];

  /** The answer to a list of rows; undefined where none is due. */
  function rowsFor(asked: string, items: readonly QuickPickItem[]): readonly QuickPickItem[] {
    const answer = waiting.shift();
    const labels = answer?.choose ?? [];
    const rows = labels.flatMap((label) => items.find((item) => label.test(item.label)) ?? []);
    const isRight = answer?.asked.test(asked) === true && rows.length === labels.length;
    if (isRight) return rows;
    wrong.push(`“${asked}” with ${items.map(({ label }) => label).join(', ') || 'no rows'}`);
    return [];
  }

  /** The same for a line of text. */
  function textFor(asked: string): string | undefined {
    const answer = waiting.shift();
    if (answer?.asked.test(asked) === true && answer.write !== undefined) return answer.write;
    wrong.push(`“${asked}”, a line of text`);
    return undefined;
  }

  /** A text that the extension refuses. */
  function refused(text: string, why: string): void {
    wrong.push(`“${text}” was refused: ${why}`);
  }

  function message(text: string, ...rest: readonly unknown[]): Promise<string | undefined> {
    const buttons = rest.filter((each) => typeof each === 'string');
    const [next] = waiting;
    if (next?.asked.test(text) !== true) {
      messages.push(text);
      return Promise.resolve(undefined);
    }
    waiting.shift();
    const button = buttons.find((label) => (next.choose ?? []).every((each) => each.test(label)));
    if (button === undefined) wrong.push(`“${text}” with ${buttons.join(', ') || 'no buttons'}`);
    return Promise.resolve(button);
  }

  Object.assign(window, {
    createQuickPick: () => standInPick(rowsFor),
    createInputBox: () => standInBox(textFor, refused),
    showInformationMessage: message,
    showWarningMessage: message,
    showErrorMessage: message,
  });
  return {
    messages,
    checkAll() {
      const left = waiting.map(({ asked }) => `never asked: ${String(asked)}`);
      assert.deepEqual([...wrong, ...left], [], `also said: ${messages.join(' | ')}`);
    },
    restore() {
      Object.assign(window, {
        createQuickPick,
        createInputBox,
        showInformationMessage,
        showWarningMessage,
        showErrorMessage,
      });
    },
  };
}

function editorOfExtension(): typeof editor {
  const extension = extensions.getExtension(extensionId);
  assert(extension, 'the extension is not there');
  const load = createRequire(join(extension.extensionPath, 'dist/extension.js'));
  return load('vscode') as typeof editor;
}

/** A list of rows that answers itself once it is shown and has all of its rows. */
function standInPick(
  rowsFor: (asked: string, items: readonly QuickPickItem[]) => readonly QuickPickItem[],
): object {
  const accepted = new EventEmitter<void>();
  const hidden = new EventEmitter<void>();
  const never = new EventEmitter<void>();
  let isShown = false;
  let isAnswered = false;
  let isBusy = false;
  const pick = {
    placeholder: '',
    items: [] as readonly QuickPickItem[],
    selectedItems: [] as readonly QuickPickItem[],
    onDidAccept: accepted.event,
    onDidHide: hidden.event,
    onDidTriggerButton: never.event,
    onDidChangeValue: never.event,
    onDidChangeSelection: never.event,
    get busy() {
      return isBusy;
    },
    set busy(value: boolean) {
      isBusy = value;
      // What else changes with it changes right after it.
      queueMicrotask(answer);
    },
    show() {
      isShown = true;
      queueMicrotask(answer);
    },
    dispose() {
      for (const each of [accepted, hidden, never]) each.dispose();
    },
  };
  function answer(): void {
    if (!isShown || isBusy || isAnswered) return;
    isAnswered = true;
    pick.selectedItems = rowsFor(pick.placeholder, pick.items);
    if (pick.selectedItems.length > 0) accepted.fire();
    else hidden.fire();
  }
  return pick;
}

/** A line of text that is written once it is shown, and taken with Enter unless what was written is refused. */
function standInBox(
  textFor: (asked: string) => string | undefined,
  refuse: (text: string, why: string) => void,
): object {
  const [changed, accepted, hidden, never] = [
    new EventEmitter<string>(),
    new EventEmitter<void>(),
    new EventEmitter<void>(),
    new EventEmitter<void>(),
  ];
  const box = {
    prompt: '',
    value: '',
    validationMessage: undefined as InputBoxValidationMessage | undefined,
    onDidChangeValue: changed.event,
    onDidAccept: accepted.event,
    onDidHide: hidden.event,
    onDidTriggerButton: never.event,
    show: () => {
      queueMicrotask(answer);
    },
    dispose() {
      for (const each of [changed, accepted, hidden, never]) each.dispose();
    },
  };
  function answer(): void {
    const text = textFor(box.prompt);
    if (text !== undefined) {
      box.value = text;
      changed.fire(text);
      const { validationMessage: problem } = box;
      if (problem?.severity !== InputBoxValidationSeverity.Error) {
        accepted.fire();
        return;
      }
      refuse(text, problem.message);
    }
    hidden.fire();
  }
  return box;
}
