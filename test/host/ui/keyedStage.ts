import type { Locator } from 'playwright-core';
import type { Keyboard } from './keyboard.ts';
import type { Window } from './window.ts';

/** A window on a real engine and registry, as somebody uses it who has no mouse. */
export interface KeyedStage {
  readonly window: Window;
  readonly keys: Keyboard;
  /** Where builders are kept. */
  readonly store: string;
  /** A repository of the lab's registry, which the engine has too. */
  readonly repository: string;
  /** Runs docker, with the builders of this window. */
  readonly docker: (...args: readonly string[]) => Promise<string>;
}

/** The row of a tree that the next key is for, by what is read out of it. */
export function focusedRow({ window }: KeyedStage, name: RegExp): Locator {
  const { page } = window;
  return page.locator('.monaco-list:focus .monaco-list-row.focused').and(page.getByLabel(name));
}

/** Waits for a message. */
export async function told({ window }: KeyedStage, text: string | RegExp): Promise<void> {
  await window.page.locator('.notification-toast', { hasText: text }).waitFor();
}

/** Answers the question that has a title. */
export async function typed({ window }: KeyedStage, title: string, text: string): Promise<void> {
  const { page } = window;
  const question = page.locator('.quick-input-widget', {
    has: page.locator('.quick-input-title', { hasText: title }),
  });
  await question.locator('input.input:focus').waitFor();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  // The answer is looked at before the question goes.
  await question.waitFor({ state: 'hidden' });
}
