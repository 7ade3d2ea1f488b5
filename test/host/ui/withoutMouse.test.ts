import { closeAll } from './closing.ts';
import { keyboardOf, type Keyboard } from './keyboard.ts';
import { openWindow, pictureOfFailure, quickInput, quickPickRow, type Window } from './window.ts';

const dockerfile = `FROM busybox:1.37 AS unused
FROM --platform=$TARGETPLATFORM busybox:1.37
RUN uname -m
`;

/** What else is reached with a pointer as a rule: findings, lenses, trees and their menus. */
describe('somebody without a mouse', function () {
  this.timeout(240_000);
  let window: Window;
  let keys: Keyboard;

  before(async () => {
    window = await openWindow({ files: { Dockerfile: dockerfile } });
    keys = keyboardOf(window.page);
    // The palette knows no command of an extension before the editor has read them all.
    await window.page.getByRole('tab', { name: 'Multi-Arch' }).waitFor();
  });
  pictureOfFailure(() => window);
  after(closeAll);

  it('goes to a finding, reads it and mends it', async () => {
    const { page } = window;
    await keys.command('Go to File...');
    await quickPickRow(page, /^Dockerfile/).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.squiggly-info').first().waitFor();
    await keys.command('Go to Next Problem in Files (Error, Warning, Info)');
    await page.locator('.marker-widget', { hasText: 'redundant-target-platform' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+.');
    await page.locator('.action-widget', { hasText: 'Remove --platform' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.squiggly-info').first().waitFor({ state: 'detached' });
  });

  it('asks a lens why', async () => {
    const { page } = window;
    await page.keyboard.press('Control+Home');
    await page.locator('.codelens-decoration a', { hasText: 'not needed' }).first().waitFor();
    await keys.command('Show CodeLens Commands for Current Line');
    const lens = quickPickRow(page, /not needed/);
    await lens.waitFor();
    await page.keyboard.type('not needed');
    await page.keyboard.press('Enter');
    await quickInput(page, /^What a build does/);
    await quickPickRow(page, /does not need/).waitFor();
    await page.keyboard.press('Escape');
  });

  it('inspects a builder from the menu of its row', async () => {
    const { page } = window;
    await page.getByRole('treeitem', { name: 'Dockerfile', exact: true }).waitFor();
    await keys.command('Multi-Arch: Focus on Builders View');
    const row = page.locator('.monaco-list-row.focused', { hasText: 'default' });
    await page.getByRole('treeitem', { name: /^Builder default/ }).waitFor();
    await page.keyboard.press('Home');
    await row.first().waitFor();
    await page.keyboard.press('Shift+F10');
    const chosen = page.locator('.monaco-menu .action-item.focused', {
      hasText: 'Inspect Builder',
    });
    await page.locator('.monaco-menu').waitFor();
    for (let steps = 0; steps < 20 && !(await chosen.isVisible()); steps += 1) {
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    await page.locator('.view-line', { hasText: 'buildx inspect default' }).waitFor();
  });
});
