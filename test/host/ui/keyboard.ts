import type { Locator, Page } from 'playwright-core';
import { quickInput, unlessClosed } from './window.ts';

/** Longest time for one try of a command, in ms. */
const timeout = 15_000;

/** A window as somebody uses it who has no mouse. */
export interface Keyboard {
  /** Runs a command of the palette by its full title. */
  command(title: string): Promise<void>;
  /** Answers the question with a placeholder: types, and takes it with Enter. */
  answer(placeholder: string | RegExp, text: string): Promise<void>;
  /** Answers a question of several rows: ticks the one of a label and takes what is ticked. */
  tick(placeholder: string | RegExp, label: string): Promise<void>;
}

/** Only keys are pressed; the page is looked at, never clicked. */
export function keyboardOf(page: Page): Keyboard {
  const { keyboard } = page;
  const focused = (label: RegExp): Locator =>
    page.locator('.quick-input-list .monaco-list-row.focused').and(page.getByLabel(label));
  const exactly = (label: string) =>
    new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(,|$)`);
  return {
    command: (title) =>
      unlessClosed(page, async () => {
        await keyboard.press('F1');
        await page.locator('.quick-input-widget input.input:focus').waitFor({ timeout });
        // Of a try that was cut short something may stand there.
        await keyboard.press('ControlOrMeta+A');
        await keyboard.type(`>${title}`);
        await focused(exactly(title)).waitFor({ timeout });
        await keyboard.press('Enter');
      }),
    answer: async (placeholder, text) => {
      await quickInput(page, placeholder);
      await page.locator('.quick-input-widget input.input:focus').waitFor();
      await keyboard.press('ControlOrMeta+A');
      if (text === '') await keyboard.press('Delete');
      else await keyboard.type(text);
      await keyboard.press('Enter');
    },
    tick: async (placeholder, label) => {
      await quickInput(page, placeholder);
      await keyboard.type(label);
      // The arrow leads from the line into the list, where the space bar ticks.
      await keyboard.press('ArrowDown');
      await focused(exactly(label)).waitFor();
      await keyboard.press('Space');
      await keyboard.press('Enter');
    },
  };
}
