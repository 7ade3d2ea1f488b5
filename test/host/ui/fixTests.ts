import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { quickInput, quickPickRow, unlessClosed, type Window } from './window.ts';

/** What a person gets from the lightbulb, with the keyboard and with the mouse. */
export function fixTests(windowOf: () => Window): void {
  describe('the lightbulb', () => {
    it('offers the ways out of a finding, and the first one mends it', async () => {
      const window = windowOf();
      const { page } = window;
      await window.showExplorer();
      await window.openFile('Dockerfile.fix');
      await page.locator('.squiggly-info').first().waitFor();
      await openMenu(page, 'TARGETPLATFORM', 'Remove --platform');
      await window.picture('fix-menu');
      await page.keyboard.press('Enter');
      await page.locator('.squiggly-info').first().waitFor({ state: 'detached' });
      await window.picture('fix-done');
      await page.keyboard.press('Control+Z');
      await page.locator('.squiggly-info').first().waitFor();
    });

    it('mends the whole workspace, and says how much that was', async () => {
      const window = windowOf();
      const { page } = window;
      await choose(page, 'TARGETPLATFORM', 'Fix all redundant-target-platform in the workspace');
      await page
        .locator('.notification-toast', {
          hasText: 'Fixed 2 findings of redundant-target-platform in 2 files.',
        })
        .waitFor();
      await page.locator('.squiggly-info').first().waitFor({ state: 'detached' });
      await window.picture('fix-workspace');
    });

    it('looks for a tag that has all platforms, and writes it', async () => {
      const window = windowOf();
      const { page } = window;
      await window.openFile('Dockerfile.tag');
      await page.locator('.squiggly-error').first().waitFor();
      await openMenu(page, 'index', /^Find a tag of .* with all platforms/);
      await window.picture('find-tag-menu');
      await page.keyboard.press('Enter');
      await quickInput(page, /^(Looking for tags|Choose the tag)/);
      await quickInput(page, 'Choose the tag to build on');
      await window.picture('find-tag-list');
      await quickPickRow(page, /^multi,/).click();
      await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
      await page.locator('.view-line', { hasText: '/app:multi' }).first().waitFor();
    });

    it('turns a rule off, and leads to the setting', async () => {
      const window = windowOf();
      const { page } = window;
      await window.openFile('Dockerfile.quiet');
      await page.locator('.squiggly-warning').first().waitFor();
      await choose(page, 'linux/amd64', 'Turn off constant-platform-flag in the settings');
      const told = page.locator('.notification-toast', {
        hasText: 'The rule constant-platform-flag is “off”',
      });
      await told.getByText('Show Setting').waitFor();
      await page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
      await window.picture('turned-off');
      assert.deepEqual(workspaceSettings(window)['multiarch.rules'], {
        'constant-platform-flag': 'off',
      });
      await told.getByText('Show Setting').click();
      const shown = page.locator('.settings-editor');
      await shown.getByText('constant-platform-flag', { exact: true }).first().waitFor();
      await window.picture('rules-setting');
      // Newer editors show the settings over the others, older ones beside them.
      const isOver = await page.locator('.monaco-modal-editor-block').isVisible();
      if (isOver) await page.keyboard.press('Escape');
      else await window.command('View: Close Editor');
      await shown.waitFor({ state: 'detached' });
    });
  });
}

/** What the folder's settings say. */
function workspaceSettings({ folder }: Window): Readonly<Record<string, unknown>> {
  const text = readFileSync(join(folder, '.vscode/settings.json'), 'utf8');
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

/**
 * Opens the menu of quick fixes on some words, as Ctrl+. does it, and waits for a row; again where the menu went
 * away, for it closes when lines above the FROM come late.
 */
async function openMenu(page: Page, words: string, title: string | RegExp): Promise<void> {
  await unlessClosed(page, async () => {
    await page.locator('.view-line span span', { hasText: words }).first().click();
    await page.keyboard.press('Control+.');
    await menuRow(page, title).waitFor({ timeout: 15_000 });
  });
}

function menuRow(page: Page, title: string | RegExp) {
  return page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
}

async function choose(page: Page, words: string, title: string): Promise<void> {
  await unlessClosed(page, async () => {
    await openMenu(page, words, title);
    const row = menuRow(page, title);
    // The menu takes no click before the pointer has moved in it.
    await row.hover({ force: true, timeout: 15_000 });
    await row.click({ timeout: 15_000 });
  });
}
