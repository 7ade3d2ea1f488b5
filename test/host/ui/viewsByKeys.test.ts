import { closeAll } from './closing.ts';
import { keyboardOf, type Keyboard } from './keyboard.ts';
import { openWindow, pictureOfFailure, type Window } from './window.ts';

/** The rows of a view and their menus, with a real engine, for somebody who has no mouse. */
describe('the views, by keys alone', function () {
  this.timeout(180_000);
  let window: Window;
  let keys: Keyboard;

  before(async () => {
    window = await openWindow({
      files: { Dockerfile: 'FROM busybox:1.37\n' },
      viewport: { width: 1120, height: 900 },
    });
    keys = keyboardOf(window.page);
    // The palette knows no command of an extension before the editor has read them all.
    await window.page.getByRole('tab', { name: 'Multi-Arch' }).waitFor();
    await window.page.getByRole('treeitem', { name: 'Dockerfile', exact: true }).waitFor();
  });
  pictureOfFailure(() => window);
  after(closeAll);

  it('lead from a builder to what buildx says of it', async () => {
    const { page } = window;
    await keys.command('Multi-Arch: Focus on Builders View');
    await keys.row(/^Builder default/);
    await keys.menu('Inspect Builder', () => window.picture('keys-builder-menu'));
    await page.locator('.view-line', { hasText: 'buildx inspect default' }).waitFor();
  });

  it('show what goes before it goes', async () => {
    const { page } = window;
    await keys.command('Multi-Arch: Focus on Builders View');
    await keys.row(/^Build cache/);
    await keys.menu('Remove Build Cache…');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText(/can be freed/).waitFor();
    await window.picture('keys-prune');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });
});
