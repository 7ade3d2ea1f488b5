import { quickInput, quickPickRow, type Window } from './window.ts';

/** What a person sees of a file for each target: lenses, hints, and one target alone. */
export function lookTests(windowOf: () => Window): void {
  describe('a Dockerfile with a stage for each platform', () => {
    it('has lenses that say what a build does, and a click tells why', async () => {
      const window = windowOf();
      const { page } = window;
      await window.showExplorer();
      await window.openFile('Dockerfile.stages');
      await page.locator('.squiggly-warning').first().waitFor();
      const lens = page.locator('.codelens-decoration a', { hasText: 'not needed' }).first();
      await lens.waitFor();
      await page.locator('.view-line', { hasText: '→ for-amd64 | for-arm64' }).waitFor();
      await window.picture('lenses');
      await lens.click();
      await quickInput(page, /^What a build does/);
      await quickPickRow(page, /linux\/arm64.*A build for linux\/arm64 does not need/).waitFor();
      await window.picture('lens-explained');
      await page.keyboard.press('Escape');
    });

    it('is shown for one of them after a click in the status bar', async () => {
      const window = windowOf();
      const { page } = window;
      await page.locator('.statusbar-item', { hasText: 'amd64, arm64' }).click();
      await quickInput(page, 'Which platform is the file shown for?');
      await window.picture('look-question');
      await quickPickRow(page, /^linux\/arm64/).click();
      await page.getByRole('button', { name: /^Shown for linux\/arm64\./ }).waitFor();
      await page.locator('.squiggly-inline-unnecessary').first().waitFor();
      await page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
      await page.locator('.view-line', { hasText: '→ for-arm64', hasNotText: '|' }).waitFor();
      await page
        .locator('.codelens-decoration a')
        .getByText('arm64: not needed', { exact: true })
        .waitFor();
      await window.picture('look-at-arm64');
    });

    it('is shown for all of them again', async () => {
      const window = windowOf();
      const { page } = window;
      await page.getByRole('button', { name: /^Shown for linux\/arm64\./ }).click();
      await quickPickRow(page, /^linux\/arm64, shown now/).waitFor();
      await quickPickRow(page, /^All target platforms/).click();
      await page.locator('.squiggly-inline-unnecessary').first().waitFor({ state: 'detached' });
      await page.locator('.squiggly-warning').first().waitFor();
    });
  });

  describe('the status bar', () => {
    it('names the targets of .multiarch.yaml, and where they come from', async () => {
      const window = windowOf();
      const { page } = window;
      await window.openFile('Dockerfile.declared');
      const item = page.locator('.statusbar-item', { hasText: 's390x, riscv64' });
      await item.waitFor();
      await item.hover();
      await page.locator('.monaco-hover:visible', { hasText: '(from .multiarch.yaml)' }).waitFor();
      await window.picture('status-project-file');
      await window.leave();
    });
  });

  describe('typing', () => {
    it('--platform= leads to a list of platforms, the targets first', async () => {
      const window = windowOf();
      const { page } = window;
      await window.openFile('Dockerfile.typing');
      await page.locator('.view-line').first().click();
      await page.keyboard.press('Control+End');
      await page.keyboard.type('FROM --platform=');
      const list = page.locator('.suggest-widget.visible');
      await list.getByText('$TARGETPLATFORM').first().waitFor();
      await list.getByText('linux/arm64').first().waitFor();
      await window.picture('completion');
      await page.keyboard.press('Escape');
    });
  });
}
