import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { quickInput, quickPickBox, quickPickRow, type Window } from './window.ts';

/** What a person sees of the findings of a Dockerfile. */
export function checkTests(windowOf: () => Window): void {
  describe('a Dockerfile', () => {
    it('has a squiggle under the name of an image that lacks a platform', async () => {
      const window = windowOf();
      const { page } = window;
      await window.showExplorer();
      await window.openFile('Dockerfile.index');
      const squiggle = page.locator('.squiggly-error').first();
      await squiggle.waitFor();
      const drawn = await squiggle.boundingBox();
      const name = await page.locator('.view-line span span', { hasText: '/app:' }).boundingBox();
      assert(drawn && name);
      assert(Math.abs(drawn.x + drawn.width - (name.x + name.width)) < 3, 'ends with the name');
    });

    it('shows the platforms of the image in a hover', async () => {
      const window = windowOf();
      const hover = await window.hover('/app:', 'manifest list');
      await hover.getByRole('row', { name: /linux\/arm64.*no image/ }).waitFor();
      await hover.getByRole('row', { name: /linux\/amd64.*its own image/ }).waitFor();
      await window.picture('hover');
      await window.leave();
    });

    it('is in the list of problems', async () => {
      const window = windowOf();
      await window.command('Problems: Focus on Problems View');
      await window.page
        .locator('.markers-panel .monaco-list-row', { hasText: 'No image for linux/arm64' })
        .waitFor();
      await window.picture('problems');
    });

    it('is right for other platforms, which the status bar offers to choose', async () => {
      const window = windowOf();
      const { page } = window;
      await switchArm64(page, 'amd64, arm64', () => window.picture('choose-platforms'));
      await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
      await page
        .getByRole('button', { name: 'Target platforms: linux/amd64', exact: true })
        .waitFor();
      await switchArm64(page, 'amd64');
      await page.locator('.squiggly-error').first().waitFor();
    });

    it('of an unknown registry leads to a question, and to nothing before it is answered', async () => {
      const window = windowOf();
      const { page } = window;
      await window.openFile('Dockerfile.elsewhere');
      const question = page.locator('.notification-toast', {
        hasText: 'May Multi-Arch ask this registry',
      });
      await question.getByText('Allow registry.example.invalid').waitFor();
      await window.hover('registry.example', 'it is not among the hosts');
      await window.picture('host-question');
      await window.leave();
      await question.getByText('Never').click();
    });

    it('may have a name that ends with an architecture', async () => {
      const window = windowOf();
      await window.openFile('Dockerfile_amd64');
      await window.page.getByRole('button', { name: /^Target platforms/ }).waitFor();
    });
  });
}

/** Takes linux/arm64 out of the targets, or in again, beginning with a click on what the status bar says. */
async function switchArm64(page: Page, status: string, look?: () => Promise<void>): Promise<void> {
  const isIt = new RegExp(`^\\s*${status}\\s*$`);
  await page.locator('.statusbar-item', { hasText: isIt }).click();
  await quickPickRow(page, /^Choose Target Platforms/).click();
  // This question takes the place of the one before it.
  await quickInput(page, /^Platforms/);
  // Why nothing is said about them stands once above all platforms.
  const reason = page.locator('.quick-input-list').getByText(/The Docker engine does not answer/);
  await reason.waitFor();
  await quickPickBox(page, 'linux/arm64').click();
  await look?.();
  await page.locator('.quick-input-action').getByText('OK').click();
}
