import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { focusedRow, told, typed, type KeyedStage } from './keyedStage.ts';

/** An image of the engine, from its row to its page and to its audit. */
export function imagesByKeys(stage: () => KeyedStage): void {
  describe('an image', () => {
    const shown = (): FrameLocator =>
      stage()
        .window.page.locator('iframe.webview.ready')
        .filter({ visible: true })
        .first()
        .contentFrame()
        .frameLocator('iframe#active-frame');

    it('is found by its name, and unfolded', async () => {
      const { keys, repository } = stage();
      const { page } = stage().window;
      const [, path = ''] = /^[^/]+\/(.*)/.exec(repository) ?? [];
      await keys.command('Multi-Arch: Filter Images…');
      await typed(stage(), 'Filter Images', path);
      await keys.row(new RegExp(`^${path}, 1 · `));
      await page.keyboard.press('ArrowRight');
      await keys.row(/^1, linux\/amd64, linux\/arm64/);
    });

    it('keeps the focus when the engine gets another name for it', async () => {
      const { window, docker, repository } = stage();
      await docker('tag', `${repository}:1`, `${repository}:late`);
      const late = window.page.getByRole('treeitem', { name: /^late, / });
      await late.waitFor();
      await focusedRow(stage(), /^1, linux\/amd64/).waitFor();
      await docker('image', 'rm', `${repository}:late`);
      await late.waitFor({ state: 'detached' });
      await focusedRow(stage(), /^1, linux\/amd64/).waitFor();
    });

    it('gives its digest', async () => {
      const { keys, window } = stage();
      const { page } = window;
      await keys.menu('Copy Digest', () => window.picture('keys-image-menu'));
      await page.locator('.statusbar-item', { hasText: /Copied .*@sha256:/ }).waitFor();
      await page.keyboard.press('ControlOrMeta+P');
      const line = page.locator('.quick-input-widget input.input:focus');
      await line.and(page.locator(':placeholder-shown')).waitFor();
      await page.keyboard.press('ControlOrMeta+V');
      const filled = line.and(page.locator(':not(:placeholder-shown)'));
      assert.match(await filled.inputValue(), /@sha256:[0-9a-f]{64}$/);
      await page.keyboard.press('Escape');
      await focusedRow(stage(), /^1, linux\/amd64/).waitFor();
    });

    it('opens a page whose buttons are reached one after the other', async () => {
      const { window, keys, repository } = stage();
      const { page } = window;
      const told = (text: string) => page.locator('.statusbar-item', { hasText: text }).waitFor();
      await keys.menu('Inspect');
      await shown()
        .getByRole('heading', { name: `${repository}:1` })
        .waitFor();
      await shown()
        .getByRole('row', { name: /^linux\/arm64.*sh/ })
        .first()
        .waitFor();
      await keys.reach('Tab', shown().locator('#copy-image:focus'));
      for (const id of ['run-compare', 'run-refresh', 'copy-platform-0']) {
        await page.keyboard.press('Tab');
        await shown().locator(`#${id}:focus`).waitFor();
      }
      await window.picture('keys-image-page');
      await page.keyboard.press('Enter');
      await told('Digest copied');
      await keys.reach('Tab', shown().locator('#layers-summary:focus'));
      await page.keyboard.press('Enter');
      await shown().locator('#layers[open]').waitFor();
      await keys.reach('Shift+Tab', shown().locator('#run-refresh:focus'));
      await shown()
        .locator('#run-refresh')
        .evaluate("button => button.setAttribute('data-before', '')");
      await page.keyboard.press('Enter');
      // It is drawn anew, and keeps the focus where it was.
      await shown().locator('#run-refresh:focus:not([data-before])').waitFor();
      await keys.command('View: Close Editor');
    });

    it('is audited', async () => {
      const { window, keys } = stage();
      await keys.command('Multi-Arch: Focus on Images View');
      await keys.row(/^1, linux\/amd64, linux\/arm64/);
      await keys.menu('Audit Architectures');
      await told(stage(), /The architectures of .*: 2 right\./);
      await window.picture('keys-audited');
    });
  });
}
