import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { EditorOptions } from '../../lab/editor.mjs';
import { closing, interrupted } from './closing.ts';
import { editorVersion, packagedExtension, picturePath } from './environment.ts';

/** A window of VS Code with the packaged extension, on a folder of its own. */
export interface Window {
  readonly page: Page;
  readonly folder: string;
  /** Where the editor keeps its settings, logs and what extensions remember. */
  readonly home: string;
  /** Runs a command of the palette by its full title, with its category. */
  command(title: string): Promise<void>;
  /** Opens a file by its name in the explorer and waits for its text. */
  openFile(name: string): Promise<void>;
  /** Shows the explorer in the side bar. */
  showExplorer(): Promise<void>;
  /** Shows this extension's views in the side bar. */
  showBuilders(): Promise<void>;
  /** The hover over some words of the open file, once it says something of interest. */
  hover(words: string, saying: string | RegExp): Promise<Locator>;
  /** Takes the pointer, and with it any hover, away. */
  leave(): Promise<void>;
  picture(name: string): Promise<void>;
  /** Reloads the window as the editor does, which writes down what is open before. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** How a window is opened: the files of its folder, by path, and what the editor is started with, our extension besides. */
export type WindowOptions = Partial<EditorOptions> & {
  readonly files: Readonly<Record<string, string>>;
};

/** Longest time for one step, in ms; a step that takes longer fails its test. */
const patience = 60_000;

/** Opens a window. */
export async function openWindow({ files, vsix = [], ...options }: WindowOptions): Promise<Window> {
  const folder = join(mkdtempSync(join(tmpdir(), 'multiarch-ui-')), 'sample');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { startEditor } = await import('../../lab/editor.mjs');
  const editor = await startEditor({
    viewport: { width: 1120, height: 700 },
    ...options,
    settings: { 'editor.minimap.enabled': false, ...options.settings },
    version: editorVersion(),
    folder,
    vsix: [packagedExtension, ...vsix],
    browser: true,
    signal: interrupted,
  });
  await editor.open();
  const close = async () => {
    await editor.stop();
    rmSync(dirname(folder), { recursive: true, force: true });
  };
  return await windowOn(editor.page, { folder, home: editor.home, close });
}

/** Opens another window on the folder of one, as in another browser; closing it leaves that one as it is. */
export async function openBeside({ page, folder, home }: Window): Promise<Window> {
  const other = await page.context().browser()?.newPage();
  if (other === undefined) throw new Error('The browser is gone.');
  await other.goto(page.url(), { waitUntil: 'commit' });
  return await windowOn(other, { folder, home, close: () => other.close() });
}

/** The window in a page that was opened; waits until it is there. */
async function windowOn(
  page: Page,
  { close, ...place }: Pick<Window, 'folder' | 'home' | 'close'>,
): Promise<Window> {
  page.setDefaultTimeout(patience);
  const started = () => page.locator('.activitybar').waitFor({ timeout: 3 * patience });
  const closed = closing(close);
  await started();
  return {
    ...place,
    page,
    leave: () => page.mouse.move(1, 1),
    command: (title) => runCommand(page, title),
    showExplorer: () => showView(page, 'Explorer'),
    showBuilders: () => showView(page, 'Multi-Arch'),
    openFile: (name) => openFile(page, name),
    hover: (words, saying) => hover(page, words, saying),
    picture: async (name) => {
      await page.screenshot({ path: picturePath(name) });
    },
    reload: async () => {
      const reloaded = page.waitForEvent('domcontentloaded');
      await runCommand(page, 'Developer: Reload Window');
      await reloaded;
      await started();
    },
    close: closed,
  };
}

/** Call it inside `describe`: takes a picture of the window when a test has failed. */
export function pictureOfFailure(window: () => Window | undefined): void {
  afterEach(async function () {
    const { currentTest } = this;
    if (currentTest?.state !== 'failed') return;
    await window()?.picture(`failed ${currentTest.fullTitle()}`.replace(/\W+/g, '-'));
  });
}

async function runCommand(page: Page, title: string): Promise<void> {
  const timeout = 15_000;
  // The row that has the focus need not be the one with exactly this title.
  const exactly = new RegExp(`^${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(,|$)`);
  await unlessClosed(page, async () => {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input.input').fill(`>${title}`, { timeout });
    await quickPickRow(page, exactly).click({ timeout });
  });
}

/**
 * Asks a question of the editor's, and asks again when it went away: the editor moves the focus into a view whose
 * first rows have come and into a terminal that opens, and closes what had it.
 */
export async function unlessClosed(page: Page, ask: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await ask();
      return;
    } catch (error) {
      if (tries === 4) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/** A row of the quick pick that is open, by its accessible name. */
export function quickPickRow(page: Page, name: string | RegExp): Locator {
  return page.locator('.quick-input-list').getByRole('option', { name }).first();
}

/** Chooses from the context menu that was just opened: by keys, for it takes no click for a moment. */
export async function chooseFromMenu(page: Page, name: string): Promise<void> {
  await page.getByRole('menuitem', { name, exact: true }).hover();
  await page.keyboard.press('Enter');
}

/**
 * Clicks a link of a welcome view, unless the view has looked by itself meanwhile and lost the link. Whoever calls
 * waits for what is to be found.
 */
export async function lookAgain(link: Locator): Promise<void> {
  await link.click({ timeout: 10_000 }).catch(() => undefined);
}

/** Waits for a quick pick or input with a placeholder, and gives its field. */
export async function quickInput(page: Page, placeholder: string | RegExp): Promise<Locator> {
  const field = page.locator('.quick-input-widget').getByPlaceholder(placeholder);
  await field.waitFor();
  return field;
}

/** A row of the quick pick of several that is open, by the beginning of its label. */
export function quickPickBox(page: Page, label: string): Locator {
  return page.locator(`.quick-input-list .monaco-list-row[aria-label^="${label}"]`).first();
}

async function showView(page: Page, name: string): Promise<void> {
  const tab = page.locator('.activitybar').getByRole('tab', { name });
  const shown = page.locator('.activitybar').getByRole('tab', { name, selected: true });
  await unlessClosed(page, async () => {
    // Another click on the tab of the view that is shown would hide the side bar.
    if ((await shown.count()) === 0) await tab.click();
    await shown.waitFor({ timeout: 5_000 });
  });
}

async function openFile(page: Page, name: string): Promise<void> {
  // The explorer draws its rows anew when files come and go.
  await unlessClosed(page, () =>
    page.getByRole('treeitem', { name, exact: true }).dblclick({ timeout: 15_000 }),
  );
  // The editor stays for the next file: only by its address the lines are told from those before.
  const editor = page.locator(`.editor-instance .monaco-editor[data-uri$="/${name}"]`);
  await editor.locator('.view-line').first().waitFor();
}

async function hover(page: Page, words: string, saying: string | RegExp): Promise<Locator> {
  const text = page.locator('.editor-instance .view-line span span', { hasText: words }).first();
  const found = page.locator('.monaco-hover:visible', { hasText: saying });
  // Lines above a FROM that come late move the words away from under the pointer.
  await unlessClosed(page, async () => {
    // What is still seen of a hover before would be taken for this one.
    await page.mouse.move(1, 1);
    await page.locator('.monaco-hover:visible').first().waitFor({ state: 'hidden' });
    await text.hover();
    await found.waitFor({ timeout: 20_000 });
  });
  return found;
}
