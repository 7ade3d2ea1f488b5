import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { closeAll } from './closing.ts';
import { areTakenAnew, picturePath, setting } from './environment.ts';
import { keyboardOf, type Keyboard } from './keyboard.ts';
import { inEachTheme } from './themes.ts';
import {
  openWindow,
  pictureOfFailure,
  quickInput,
  quickPickRow,
  unlessClosed,
  type Window,
} from './window.ts';

/** The walkthrough as somebody goes through it who is new and has no mouse, with a real engine. */
describe('the first steps, by keys alone', function () {
  this.timeout(180_000);
  let window: Window;
  let keys: Keyboard;
  const tag = () => `${setting('MULTIARCH_LAB_REGISTRY')}/first/steps:1.${process.pid}`;

  before(async () => {
    const mistake = join(__dirname, '../../lab/sample/Dockerfile.mistake');
    window = await openWindow({
      files: {
        Dockerfile: 'FROM busybox:1.37\nRUN uname -m > /etc/machine\n',
        'Dockerfile.mistake': readFileSync(mistake, 'utf8'),
      },
      viewport: { width: 1400, height: 900 },
    });
    keys = keyboardOf(window.page);
    // The palette knows no command of an extension before the editor has read them all.
    await window.page.getByRole('tab', { name: 'Multi-Arch' }).waitFor();
    await window.page.getByRole('treeitem', { name: 'Dockerfile', exact: true }).waitFor();
    // An editor that has just begun does not know the walkthroughs of its extensions yet.
    await unlessClosed(window.page, async () => {
      await window.command('Multi-Arch: Get Started');
      await step('targets').waitFor({ timeout: 15_000 });
    });
  });
  pictureOfFailure(() => window);
  after(closeAll);

  const step = (name: string) =>
    window.page.locator(`[data-step-id="multiarch.multiarch#firstSteps#${name}"]`);
  const focused = () => window.page.locator(':focus');

  /** Shows the walkthrough, unless it is seen: it takes the focus from a question when it is opened again. */
  async function opened(name: string): Promise<void> {
    if (await step(name).isVisible()) return;
    await keys.command('Multi-Arch: Get Started');
    await step(name).waitFor();
  }

  /** Opens a step of the walkthrough and presses one of its buttons. */
  async function take(name: string, button: string): Promise<void> {
    const { page } = window;
    await opened(name);
    await step(name).focus();
    await page.keyboard.press('Enter');
    await step(name).and(page.locator('[aria-expanded="true"]')).waitFor();
    const wanted = focused().and(page.getByRole('button', { name: button, exact: true }));
    for (let tabs = 0; tabs < 10 && !(await wanted.isVisible()); tabs++) {
      await page.keyboard.press('Tab');
    }
    await window.picture(`walk-${name}`);
    await page.keyboard.press('Enter');
  }

  /** Waits until a step is ticked off. */
  async function isDone(name: string): Promise<void> {
    await opened(name);
    await step(name).and(window.page.locator('[aria-checked="true"]')).waitFor();
  }

  /** What the walkthrough shows beside a step: the upper part of what is seen, in each theme. */
  async function show(name: string, part: Locator): Promise<void> {
    const box = await part.boundingBox();
    if (box === null) throw new Error(`There is nothing to see of ${name}.`);
    const clip = { ...box, height: Math.min(box.height, 480) };
    await inEachTheme(window, (theme) =>
      window.page.screenshot({ clip, path: picturePath(`walkthrough-${name}-${theme}`) }),
    );
  }

  it('let target platforms be chosen', async () => {
    await take('targets', 'Choose Target Platforms');
    await quickInput(window.page, /^Platforms/);
    if (areTakenAnew()) await show('targets', window.page.locator('.quick-input-widget'));
    await window.page.keyboard.press('Enter');
    await isDone('targets');
  });

  it('show a Dockerfile where there is none', async () => {
    const { page } = window;
    await take('look', 'Open Sample Dockerfile');
    await page.locator('.squiggly-warning').first().waitFor();
    await keys.command('Go to Next Problem in Files (Error, Warning, Info)');
    await page.locator('.peekview-widget, .marker-widget').first().waitFor();
    await window.picture('walk-sample');
    await page.keyboard.press('Escape');
    await keys.command('Show or Focus Hover');
    await page.locator('.monaco-hover:visible').waitFor();
    await isDone('look');
    if (!areTakenAnew()) return;
    await window.openFile('Dockerfile.mistake');
    await page.locator('.squiggly-warning').first().waitFor();
    await window.hover('amd64/busybox', 'What a build gets');
    await show('look', page.locator('.editor-instance .view-lines'));
    await window.leave();
  });

  it('show who builds', async () => {
    await take('builder', 'Show Builders');
    await window.page.getByRole('treeitem', { name: /^Builder default/ }).waitFor();
    if (areTakenAnew()) await show('builder', window.page.locator('.sidebar'));
    await isDone('builder');
  });

  it('build and push an image', async () => {
    const { page } = window;
    await take('build', 'Build Image…');
    await quickPickRow(page, 'Dockerfile').waitFor();
    await keys.answer('Dockerfile to build', '');
    await keys.answer(/^Platforms/, '');
    await keys.answer('registry.example.com/app:1.0', tag());
    await keys.answer('What becomes of the image', 'Push to the registry');
    await page.locator('.notification-toast', { hasText: `${tag()} was pushed for` }).waitFor();
    await window.picture('walk-pushed');
    await keys.command('Notifications: Clear All Notifications');
    if (areTakenAnew()) await show('build', page.locator('.part.panel'));
    await isDone('build');
  });

  it('look into it', async () => {
    await take('inspect', 'Inspect Image…');
    await keys.answer(/./, tag());
    await window.page.locator('.webview.ready').first().waitFor();
    await window.picture('walk-inspected');
    if (areTakenAnew()) await show('inspect', window.page.locator('.part.editor'));
    await isDone('inspect');
  });

  it('prove that its labels are true', async () => {
    const { page } = window;
    await take('audit', 'Audit Image Architectures…');
    await quickPickRow(page, new RegExp(tag())).waitFor();
    await keys.answer('An image, for example alpine:3.22', tag());
    await page
      .getByRole('treeitem', { name: /linux\/arm64/ })
      .first()
      .waitFor();
    await window.picture('walk-audited');
    await isDone('audit');
    if (!areTakenAnew()) return;
    await keys.command('Notifications: Clear All Notifications');
    await page.getByRole('button', { name: /^Builders.* Section$/ }).click();
    await show('audit', page.locator('.sidebar .pane', { hasText: 'of layers read' }));
  });
});
