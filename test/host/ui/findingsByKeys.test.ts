import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeAll } from './closing.ts';
import { keyboardOf, type Keyboard } from './keyboard.ts';
import { inEachTheme } from './themes.ts';
import { openWindow, pictureOfFailure, quickInput, unlessClosed, type Window } from './window.ts';

const redundant = 'FROM --platform=$TARGETPLATFORM busybox:1.37\nRUN uname -m\n';

/** What is underlined, said in hovers and written above lines, for somebody who has no mouse. */
describe('a Dockerfile, by keys alone', function () {
  this.timeout(180_000);
  let window: Window;
  let keys: Keyboard;

  before(async () => {
    window = await openWindow({
      files: {
        'Dockerfile.two': `${redundant}${redundant}`,
        'Dockerfile.hover': 'FROM busybox:1.37\nRUN uname -m\n',
        'Dockerfile.lens': `FROM busybox:1.37 AS unused\nRUN true\n\nFROM busybox:1.37\nRUN uname -m\n`,
      },
      // The editor in a browser saves by itself.
      settings: { 'files.autoSave': 'off' },
    });
    keys = keyboardOf(window.page);
    // The palette knows no command of an extension before the editor has read them all.
    await window.page.getByRole('tab', { name: 'Multi-Arch' }).waitFor();
    await window.page.getByRole('treeitem', { name: 'Dockerfile.two', exact: true }).waitFor();
  });
  pictureOfFailure(() => window);
  after(closeAll);

  /** Opens a file and waits for the lines above its last FROM: when these come, they close what is open. */
  async function open(name: string): Promise<void> {
    await keys.openFile(name);
    const { page } = window;
    await page.locator('.codelens-decoration a', { hasText: 'Build Image…' }).first().waitFor();
    await page
      .locator('.codelens-decoration a', { hasText: /emulated|native/ })
      .first()
      .waitFor();
  }

  const cursor = (place: string) =>
    window.page.locator('.statusbar-item', { hasText: place }).first().waitFor();

  it('is gone through from finding to finding, and mended', async () => {
    const { page } = window;
    const { keyboard } = page;
    await open('Dockerfile.two');
    const findings = page.locator('.squiggly-info');
    await findings.nth(1).waitFor();
    const told = (which: string) => page.locator('.peekview-widget', { hasText: which }).waitFor();
    await keyboard.press('F8');
    await told('1 of 2 problems');
    await cursor('Ln 1,');
    await keyboard.press('F8');
    await told('2 of 2 problems');
    await cursor('Ln 3,');
    await window.picture('keys-finding-told');
    await keyboard.press('Shift+F8');
    await told('1 of 2 problems');
    await keyboard.press('Escape');
    await page.locator('.peekview-widget').waitFor({ state: 'detached' });
    await keys.fix('Remove --platform', () => window.picture('keys-finding-fixes'));
    await findings.nth(1).waitFor({ state: 'detached' });
    await page.locator('.tab.active.dirty').waitFor();
    await keyboard.press('ControlOrMeta+S');
    await page.locator('.tab.active:not(.dirty)').waitFor();
    await findings.first().waitFor();
    const text = readFileSync(join(window.folder, 'Dockerfile.two'), 'utf8');
    assert.equal(text, `FROM busybox:1.37\nRUN uname -m\n${redundant}`);
  });

  it('tells in a hover what a build gets, and leads to the image', async () => {
    const { page } = window;
    const { keyboard } = page;
    await open('Dockerfile.hover');
    await keyboard.press('Control+Home');
    // The cursor is in the name of the image then.
    await keyboard.press('Control+ArrowRight');
    await keyboard.press('Control+ArrowRight');
    const hover = page.locator('.monaco-hover:visible', { hasText: 'What a build gets' });
    const show = async () => {
      await keyboard.press('ControlOrMeta+K');
      await keyboard.press('ControlOrMeta+I');
    };
    await unlessClosed(page, async () => {
      await show();
      await hover.getByRole('row', { name: /linux\/arm64.*its own image/ }).waitFor();
    });
    // Once more, and the keys are the hover's.
    await show();
    await page.locator('.monaco-resizable-hover:focus-within').waitFor();
    const link = page.locator('.monaco-hover a:focus', { hasText: /^Inspect$/ });
    for (let tabs = 0; tabs < 5 && (await link.count()) === 0; tabs++) await keyboard.press('Tab');
    await inEachTheme(window, (theme) => window.picture(`keys-hover-${theme}`));
    await link.waitFor();
    await keyboard.press('Enter');
    await page.getByRole('tab', { name: 'busybox:1.37' }).waitFor();
  });

  it('has lines above each FROM to choose from', async () => {
    const { page } = window;
    const { keyboard } = page;
    await open('Dockerfile.lens');
    await keyboard.press('Control+Home');
    await keys.command('Show CodeLens Commands for Current Line');
    await quickInput(page, 'Select a command');
    await keyboard.press('Enter');
    await quickInput(page, /^What a build does/);
    await page.locator('.quick-input-list', { hasText: /does not need this stage/ }).waitFor();
    await window.picture('keys-lens-told');
    await keyboard.press('Escape');
  });
});
