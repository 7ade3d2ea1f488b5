import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { recordedLayout } from '../../support/registry/recordedLayout.ts';
import { tarOf } from '../../support/tar.ts';
import { zstdOf } from '../../support/zstd.ts';
import type { Stage } from './stage.ts';
import { chooseFromMenu, quickInput, quickPickRow } from './window.ts';

/** What a person sees of an image in the inspector's editor and view. */
export function inspectorTests(stage: () => Stage): void {
  describe('the inspector', () => {
    it('opens an image of the open file from the palette', async () => {
      const { registry } = stage();
      const shown = await inspectOpenFile(stage(), 'inspector-question');
      await shown.getByRole('heading', { name: `${registry.host}/app:amd64-index` }).waitFor();
      const table = shown.getByRole('table', { name: '1 platform' });
      await table.getByRole('row', { name: /^linux\/amd64/ }).waitFor();
      await shown.getByText(/no matching manifest for linux\/arm64/).waitFor();
      await stage().window.picture('inspector-editor');
    });

    it('shows the JSON of the manifest list as a document', async () => {
      const { window } = stage();
      const { page } = window;
      await inspector(page).getByRole('button', { name: 'Show Index JSON' }).click();
      await page.locator('.view-line', { hasText: '"manifests"' }).first().waitFor();
      await window.picture('inspector-json');
      await window.command('View: Close Editor');
    });

    it('copies a digest', async () => {
      const { window } = stage();
      const { page } = window;
      await inspector(page).getByRole('button', { name: 'Copy digest of linux/amd64' }).click();
      await page.locator('.statusbar-item', { hasText: 'Digest copied' }).waitFor();
      await window.command('View: Close Editor');
    });

    it('opens tar files and layouts from the explorer, also those of zstd', async () => {
      const { window } = stage();
      const { page } = window;
      const files = recordedLayout('example.com/demo:1');
      writeFileSync(join(window.folder, 'demo.tar.zst'), zstdOf(tarOf(files)));
      for (const { name, body } of files) {
        const file = join(window.folder, 'demo-oci', name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, body);
      }
      await window.showExplorer();
      for (const name of ['demo.tar.zst', 'demo-oci']) {
        await page.getByRole('treeitem', { name, exact: true }).click({ button: 'right' });
        await chooseFromMenu(page, 'Inspect Image…');
        const shown = inspector(page);
        await shown.getByRole('heading', { name: 'example.com/demo:1' }).waitFor();
        const table = shown.getByRole('table', { name: '3 platforms' });
        await table.getByRole('row', { name: /^linux\/arm\/v7.*\/bin\/sh/ }).waitFor();
        await shown.getByText(name === 'demo-oci' ? /in the folder/ : /in the file/).waitFor();
        await window.picture(`inspector-${name.replace(/\W/g, '-')}`);
        await window.command('View: Close Editor');
      }
    });

    it('opens an image from the hover of its line', async () => {
      const { window, registry } = stage();
      const { page } = window;
      await window.showExplorer();
      await window.openFile('Dockerfile.declared');
      const hover = await window.hover(':multi', 'Inspect');
      await hover.locator('a', { hasText: /^Inspect$/ }).click();
      await inspector(page)
        .getByRole('heading', { name: `${registry.host}/app:multi` })
        .waitFor();
      await window.picture('inspector-from-hover');
      await window.command('View: Close Editor');
    });

    it('asks before it follows a link, and refuses what is no image', async () => {
      const { window, registry } = stage();
      const { page } = window;
      const toast = (saying: string | RegExp) =>
        page.locator('.notification-toast', { hasText: saying });
      await page.keyboard.press('Control+Alt+Shift+Digit2');
      await toast('A link asks for an image that has no valid name').waitFor();
      assert.equal(await page.locator('.notification-toast a[href^="command:"]').count(), 0);
      await window.picture('inspector-link-refused');
      await page.keyboard.press('Control+Alt+Shift+Digit3');
      await toast('A link asks for something that is not known here').waitFor();
      await window.command('Notifications: Clear All Notifications');
      const before = registry.seen.length;
      await page.keyboard.press('Control+Alt+Shift+Digit1');
      const question = toast(`A link asks to inspect the image ${registry.host}/app:multi`);
      await question.waitFor();
      assert.equal(registry.seen.length, before);
      await window.picture('inspector-link');
      await question.getByRole('button', { name: 'Inspect' }).click();
      const shown = inspector(page);
      await shown.getByRole('heading', { name: `${registry.host}/app:multi` }).waitFor();
      await window.command('View: Close Editor');
    });

    it('follows the cursor in its view', async () => {
      const { window, registry } = stage();
      const { page } = window;
      await window.showExplorer();
      await window.openFile('Dockerfile.stages');
      await window.command('Multi-Arch: Focus on Inspector View');
      const shown = inspector(page);
      const title = shown.locator('h1');
      await page.locator('.view-line', { hasText: ':multi' }).first().click();
      await shown.getByRole('heading', { name: `${registry.host}/app:multi` }).waitFor();
      await page.locator('.view-line', { hasText: ':single-arm64' }).first().click();
      await shown.getByRole('heading', { name: `${registry.host}/app:single-arm64` }).waitFor();
      await shown.getByRole('button', { name: 'Open in Editor' }).waitFor();
      await window.picture('inspector-view');
      // A line without an image changes nothing.
      await page.locator('.view-line', { hasText: 'tool-x64' }).first().click();
      assert.equal(await title.textContent(), `${registry.host}/app:single-arm64`);
    });

    it('asks no registry that nobody has allowed, until a person says so', async () => {
      const { window } = stage();
      const { page } = window;
      await window.showExplorer();
      await window.openFile('Dockerfile.elsewhere');
      await page.locator('.view-line', { hasText: 'registry.example' }).first().click();
      await window.command('Multi-Arch: Focus on Inspector View');
      const shown = inspector(page);
      await shown.getByText('registry.example.invalid was not asked').waitFor();
      await shown.getByRole('button', { name: 'Ask It This Time' }).waitFor();
      await window.picture('inspector-not-allowed');
    });

    it('compares two images', async () => {
      const { window, registry } = stage();
      const { page } = window;
      await window.showExplorer();
      await window.command('Multi-Arch: Compare Images…');
      for (const [placeholder, tag] of [
        [/^The image before/, 'multi'],
        [/^The image after/, 'amd64-index'],
      ] as const) {
        const field = await quickInput(page, placeholder);
        await field.fill(`${registry.host}/app:${tag}`);
        await quickPickRow(page, new RegExp(`^${registry.host}/app:${tag}, asks`)).click();
      }
      const shown = inspector(page);
      await shown.getByText(/^Lost: linux\/arm64/).waitFor();
      await window.picture('inspector-comparison');
      await window.command('View: Close Editor');
    });

    it('comes back with the window, as it was left', async () => {
      const { window, registry } = stage();
      const { page } = window;
      const shown = await inspectOpenFile(stage(), 'inspector-question-again');
      const heading = shown.getByRole('heading', { name: `${registry.host}/app:amd64-index` });
      const row = shown.getByRole('row', { name: /^linux\/amd64/ }).first();
      await heading.waitFor();
      await row.waitFor();
      await shown.locator('#layers-summary').click();
      await shown.locator('#layers[open]').waitFor();
      await window.reload();
      await heading.waitFor();
      await row.waitFor();
      await shown.locator('#layers[open]').waitFor();
      const way = await page.evaluate("performance.getEntriesByType('navigation')[0].type");
      assert.equal(way, 'reload');
      await window.picture('inspector-reloaded');
      await window.command('View: Close Editor');
    });
  });
}

/** Inspects the image of Dockerfile.index from the palette. */
async function inspectOpenFile(
  { window, registry }: Stage,
  picture: string,
): Promise<FrameLocator> {
  const { page } = window;
  await window.showExplorer();
  await window.openFile('Dockerfile.index');
  await window.command('Multi-Arch: Inspect Image…');
  await quickInput(page, 'An image, for example alpine:3.22');
  const row = quickPickRow(page, new RegExp(`^${registry.host}/app:amd64-index`));
  await row.waitFor();
  await window.picture(picture);
  await row.click();
  return inspector(page);
}

/** The page of the only webview that is seen. */
function inspector(page: Page): FrameLocator {
  return page
    .locator('iframe.webview.ready')
    .filter({ visible: true })
    .first()
    .contentFrame()
    .frameLocator('iframe#active-frame');
}
