import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { animatedPicture, type Frame } from '../../support/animatedPicture.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../../support/registry/sampleImages.ts';
import { closeAll } from './closing.ts';
import { areTakenAnew } from './environment.ts';
import { inEachTheme } from './themes.ts';
import { openWindow, pictureOfFailure, quickInput, quickPickRow, type Window } from './window.ts';

const images = join(__dirname, '../../../docs/images');

/**
 * The animation of the README, from the fault to its end; what it shows the other scripts test. So it is taken only
 * when pictures are taken anew.
 */
if (areTakenAnew()) {
  describe('the tour', function () {
    this.timeout(240_000);
    let window: Window;
    let registry: LoopbackServer;

    before(async () => {
      registry = await startServer(sampleRegistry());
      const text = [
        `FROM ${registry.host}/app:amd64-index`,
        'ARG TARGETARCH',
        'COPY --from=tools /tool-${TARGETARCH} /bin/tool',
        'CMD ["tool"]',
        '',
      ].join('\n');
      const stages = `FROM ${registry.host}/app:multi AS tools\nRUN make-tools\n\n`;
      window = await openWindow({
        files: { 'Dockerfile.light': stages + text, 'Dockerfile.dark': stages + text },
        viewport: { width: 900, height: 480 },
        settings: { 'workbench.activityBar.location': 'default', 'editor.fontSize': 14 },
      });
      // The palette knows no command of an extension before the editor has read them all.
      await window.page.getByRole('tab', { name: 'Multi-Arch' }).waitFor();
    });
    pictureOfFailure(() => window);
    after(async () => {
      await closeAll();
      await registry.close();
    });

    it('is filmed in light and dark', async () => {
      await inEachTheme(window, async (theme) => {
        if (theme === 'high-contrast') return;
        const frames = await film(window, `Dockerfile.${theme}`);
        writeFileSync(join(images, `tour-${theme}.png`), animatedPicture(frames));
        const [first] = frames;
        if (first !== undefined) writeFileSync(join(images, `tour-${theme}-still.png`), first.png);
      });
    });
  });
}

/** A fault is found, explained, mended by another tag, and the file is looked at for one platform. */
async function film(window: Window, file: string): Promise<Frame[]> {
  const { page } = window;
  const frames: Frame[] = [];
  const show = async (time: number) => {
    frames.push({ png: await page.screenshot(), time });
  };
  await window.showExplorer();
  await window.openFile(file);
  await window.command('View: Toggle Primary Side Bar Visibility');
  await page.locator('.squiggly-error').first().waitFor();
  await page.locator('.codelens-decoration a').nth(1).waitFor();
  await window.leave();
  await show(2500);
  await window.hover('amd64-index', 'No image for linux/arm64');
  await show(3500);
  await window.leave();
  await page.locator('.monaco-hover:visible').first().waitFor({ state: 'hidden' });
  await page.locator('.view-line span span', { hasText: 'amd64-index' }).first().click();
  await page.keyboard.press('Control+.');
  const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'Find a tag' }).first();
  await fix.waitFor();
  await show(2500);
  await fix.click();
  await quickInput(page, 'Choose the tag to build on');
  await quickPickRow(page, /^multi,/).waitFor();
  await show(3000);
  await quickPickRow(page, /^multi,/).click();
  await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  await page.locator('.codelens-decoration a').nth(1).waitFor();
  await show(2500);
  await page.locator('.statusbar-item', { hasText: 'amd64, arm64' }).click();
  await quickInput(page, 'Which platform is the file shown for?');
  await quickPickRow(page, /^linux\/arm64/).waitFor();
  await show(2500);
  await page.keyboard.press('Escape');
  await window.command('File: Save');
  await window.command('View: Toggle Primary Side Bar Visibility');
  return frames;
}
