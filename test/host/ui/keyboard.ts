import type { Locator, Page } from 'playwright-core';
import { quickInput, unlessClosed } from './window.ts';

/** Longest time for one try of a command, in ms. */
const timeout = 15_000;

/** A window as somebody uses it who has no mouse. */
export interface Keyboard {
  /** Runs a command of the palette by its full title. */
  command(title: string): Promise<void>;
  /** Opens a file of the folder by its name, as Ctrl+P does it, and waits for its text. */
  openFile(name: string): Promise<void>;
  /** Goes to a row of the tree that has the focus, by the beginning of what is read out of it. */
  row(name: RegExp): Promise<void>;
  /**
   * Chooses from the menu of the row that has the focus; `look` sees the menu before. The editor closes a menu when
   * something of the window moves: then the row is gone to, and its menu opened, once more.
   */
  menu(entry: string, look?: () => Promise<void>): Promise<void>;
  /** Presses a key until something is there, 60 times at most. */
  reach(key: string, there: Locator): Promise<void>;
  /** Chooses a quick fix where the cursor is; `look` sees the fixes before. */
  fix(title: string, look?: () => Promise<void>): Promise<void>;
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
  const press = async (key: string, there: Locator): Promise<void> => {
    for (let times = 0; times < 60 && (await there.count()) === 0; times++) {
      await keyboard.press(key);
    }
  };
  let lastRow: RegExp | undefined;
  const reach: Keyboard['reach'] = async (key, there) => {
    await press(key, there);
    await there.first().waitFor();
  };
  const toRow: Keyboard['row'] = async (name) => {
    lastRow = name;
    const rows = page.locator('.monaco-list:focus');
    await rows.getByRole('treeitem', { name }).first().waitFor();
    const there = rows.locator('.monaco-list-row.focused').and(page.getByLabel(name));
    // A row that is just drawn anew has no focus for a moment: who went past it goes through the rows again.
    for (let turns = 0; turns < 5 && (await there.count()) === 0; turns++) {
      await keyboard.press('Home');
      await press('ArrowDown', there);
    }
    await there.first().waitFor();
  };
  return {
    reach,
    row: toRow,
    menu: async (entry, look) => {
      const listed = page.getByRole('menuitem', { name: entry, exact: true });
      const chosen = page.locator('.monaco-menu .action-item.focused');
      const there = chosen.getByText(entry, { exact: true });
      let tries = 0;
      await unlessClosed(page, async () => {
        if (tries++ > 0 && lastRow !== undefined) await toRow(lastRow);
        await keyboard.press('Shift+F10');
        await listed.waitFor({ timeout });
        await look?.();
        while ((await there.count()) === 0) {
          if ((await listed.count()) === 0) throw new Error(`The menu with ${entry} went away.`);
          await keyboard.press('ArrowDown');
        }
        await keyboard.press('Enter');
      });
    },
    command: (title) =>
      unlessClosed(page, async () => {
        await keyboard.press('F1');
        await page.locator('.quick-input-widget input.input:focus').waitFor({ timeout });
        // Of a try that was cut short something may stand there.
        await keyboard.press('ControlOrMeta+A');
        await keyboard.type(`>${title}`);
        const listed = page.locator('.quick-input-list .monaco-list-row');
        await listed.and(page.getByLabel(exactly(title))).waitFor({ timeout });
        // Not always is the one with exactly this title the first.
        await reach('ArrowDown', focused(exactly(title)));
        await keyboard.press('Enter');
      }),
    openFile: async (name) => {
      await unlessClosed(page, async () => {
        await keyboard.press('ControlOrMeta+P');
        await page.locator('.quick-input-widget input.input:focus').waitFor({ timeout });
        await keyboard.press('ControlOrMeta+A');
        // Without a name only files are offered that were open before.
        await keyboard.type(name);
        await focused(exactly(name)).waitFor({ timeout });
        await keyboard.press('Enter');
      });
      const editor = page.locator(`.editor-instance .monaco-editor.focused[data-uri$="/${name}"]`);
      await editor.locator('.view-line').first().waitFor();
    },
    fix: async (title, look) => {
      const fixes = page.locator('.action-widget .monaco-list-row.action');
      await unlessClosed(page, async () => {
        await keyboard.press('ControlOrMeta+.');
        await fixes.filter({ hasText: title }).first().waitFor({ timeout });
      });
      await look?.();
      await reach('ArrowDown', page.locator('.action-widget .focused', { hasText: title }));
      await keyboard.press('Enter');
    },
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
