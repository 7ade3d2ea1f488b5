import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { closeAll } from './closing.ts';
import { keyboardOf } from './keyboard.ts';
import { inEachTheme } from './themes.ts';
import {
  chooseFromMenu,
  openWindow,
  pictureOfFailure,
  quickInput,
  quickPickRow,
  type Window,
} from './window.ts';

const sample = join(__dirname, '../../lab/sample');

const bakeFile = (platform: string) =>
  [
    'target "greet" {',
    '  platforms = ["linux/amd64", "linux/arm64"]',
    '}',
    'target "generated" {',
    '  target    = "generate"',
    `  platforms = ["${platform}"]`,
    '  args      = { GREETING = "hello" }',
    '}',
    '',
  ].join('\n');

/** The engine, buildx and the registry are real. */
describe('the page that explains a build, in the window', function () {
  this.timeout(540_000);
  let window: Window;

  before(async () => {
    window = await openWindow({
      files: {
        ...Object.fromEntries(
          readdirSync(sample).map((name) => [name, readFileSync(join(sample, name), 'utf8')]),
        ),
        'baked/docker-bake.hcl': bakeFile('linux/s390x'),
        'baked/Dockerfile': readFileSync(join(sample, 'Dockerfile'), 'utf8'),
      },
      viewport: { width: 1400, height: 900 },
    });
  });
  pictureOfFailure(() => window);
  after(closeAll);

  const page = (): FrameLocator =>
    window.page
      .locator('iframe.webview.ready')
      .filter({ visible: true })
      .first()
      .contentFrame()
      .frameLocator('iframe#active-frame');
  const subtitle = (text: string) => page().getByText(text, { exact: true }).waitFor();
  const button = (name: string) => page().getByRole('button', { name, exact: true });
  const cursor = (place: string) =>
    window.page.locator('.statusbar-item', { hasText: place }).first().waitFor();
  const row = (name: string): Locator => window.page.getByRole('treeitem', { name, exact: true });

  it('opens from the palette beside the file, by keys alone, and leads to a line', async () => {
    const { keyboard } = window.page;
    await window.openFile('Dockerfile');
    await keyboardOf(window.page).command('Multi-Arch: Explain This Build');
    await page().getByRole('heading', { name: 'How Dockerfile is built' }).waitFor();
    await subtitle('for linux/amd64, linux/arm64');
    await page().getByText('The builder is “default”', { exact: false }).waitFor();
    // Beside it: the lines of the file are still seen.
    await window.page.locator('.editor-instance .view-line', { hasText: 'uname -m' }).waitFor();
    const line = page().locator('button:focus', { hasText: 'Line 13' });
    for (let steps = 0; steps < 60 && (await line.count()) === 0; steps += 1) {
      await keyboard.press('Tab');
    }
    await keyboard.press('Enter');
    await cursor('Ln 13, Col 1');
  });

  it('looks the same in every theme', () =>
    inEachTheme(window, async (theme) => {
      await button('Copy as Markdown').waitFor();
      await window.picture(theme === 'light' ? 'explain' : `explain-${theme}`);
    }));

  it('follows the targets that are chosen on it', async () => {
    await button('Choose Target Platforms…').click();
    await quickInput(window.page, /^Platforms/);
    await window.page.keyboard.type('linux/s390x');
    await window.page.keyboard.press('Enter');
    await subtitle('for linux/amd64, linux/arm64, linux/s390x');
    await page().getByRole('columnheader', { name: 'linux/s390x' }).waitFor();
  });

  it('comes back after a reload of the window', async () => {
    await window.reload();
    await page().getByRole('heading', { name: 'How Dockerfile is built' }).waitFor();
    await subtitle('for linux/amd64, linux/arm64, linux/s390x');
    await window.picture('explain-reloaded');
    await window.command('View: Close All Editors');
  });

  it('asks which target of a bake file is meant, and follows the file', async () => {
    await window.showExplorer();
    await row('baked').click();
    await row('docker-bake.hcl').click({ button: 'right' });
    await chooseFromMenu(window.page, 'Explain This Build');
    await quickInput(window.page, /^The target of baked\/docker-bake\.hcl/);
    await window.picture('explain-question');
    await quickPickRow(window.page, /^generated,/).click();
    await subtitle('as target “generated” of baked/docker-bake.hcl, for linux/s390x');
    await page().getByText('The stage that it builds is “generate”.').waitFor();
    await page().getByText('Its build arguments: GREETING=hello.').waitFor();
    writeFileSync(join(window.folder, 'baked/docker-bake.hcl'), bakeFile('linux/riscv64'));
    await subtitle('as target “generated” of baked/docker-bake.hcl, for linux/riscv64');
    await window.picture('explain-bake');
    await button('Show baked/docker-bake.hcl').click();
    await cursor('Ln 4, Col 1');
  });
});
