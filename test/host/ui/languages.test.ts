import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { closeAll } from './closing.ts';
import { opening, pseudoFiles, untranslated } from './pseudoTexts.ts';
import { openWindow, pictureOfFailure, unlessClosed, type Window } from './window.ts';

const files = {
  Dockerfile: [
    '# multiarch: platforms=linux/amd64,linux/arm64',
    'FROM --platform=linux/amd64 scratch AS tool',
    'COPY tool /',
    'FROM --platform=$TARGETPLATFORM scratch',
    'COPY --from=tool / /',
    '',
  ].join('\n'),
};

/** Opens the palette on what is typed, and gives its rows. */
async function palette({ page }: Window, typed: string): Promise<Locator> {
  const rows = page.locator('.quick-input-list').getByRole('option');
  await unlessClosed(page, async () => {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input.input').fill(`>${typed}`, { timeout: 15_000 });
    await rows.filter({ hasText: typed }).first().waitFor({ timeout: 15_000 });
  });
  return rows;
}

describe('the window in another language', function () {
  this.timeout(180_000);
  let window: Window | undefined;
  pictureOfFailure(() => window);
  afterEach(async () => {
    await window?.close();
    window = undefined;
  });
  after(closeAll);

  it('is German: findings, lenses, views and commands', async () => {
    window = await openWindow({ files, language: { locale: 'de' } });
    const { page } = window;
    await window.openFile('Dockerfile');
    await page.locator('.squiggly-warning').first().waitFor();
    const text = await window.hover('TARGETPLATFORM', /Plattform/);
    assert.match(await text.innerText(), /ändert nichts/);
    await window.leave();
    await window.showBuilders();
    await page
      .getByRole('button', { name: /^Abschnitt Builder|Builder Section/ })
      .first()
      .waitFor();
    await palette(window, 'Image untersuchen');
    await window.picture('german');
    await page.keyboard.press('Escape');
  });

  it('has no text that translators do not see', async () => {
    const locale = 'qps-ploc';
    window = await openWindow({ files, language: { locale, files: pseudoFiles(locale) } });
    const { page } = window;
    await window.openFile('Dockerfile');
    await page.locator('.squiggly-warning').first().waitFor();
    const lenses = page.locator('.codelens-decoration a');
    await lenses.first().waitFor();
    const hover = await window.hover('TARGETPLATFORM', opening);
    const seen: Record<string, readonly string[]> = {
      lenses: await lenses.allInnerTexts(),
      hover: [await hover.innerText()],
    };
    await window.picture('pseudo-editor');
    await window.leave();
    await window.showBuilders();
    const headers = page.locator('.pane-header h3.title');
    await headers.filter({ hasText: opening }).first().waitFor();
    seen['views'] = await headers.allInnerTexts();
    await window.picture('pseudo-views');
    const rows = await palette(window, opening);
    // VS Code shows the English title below.
    const commands = await rows.filter({ hasText: opening }).allInnerTexts();
    seen['commands'] = commands.map((text) => text.trim().split('\n', 1).join(''));
    await window.picture('pseudo-commands');
    await page.keyboard.press('Escape');
    // Names of things, and what VS Code adds itself to a hover and to a command.
    const names =
      /linux\/\w+|a(?:md|rm)64|TARGETPLATFORM|Dockerfile|scratch|Multi-Arch|multiarch|Checking for quick fixes|Quick Fix|View Problem|Ctrl|Alt|recently used|similar commands|other commands|[a-z]+(?:-[a-z]+)+/gi;
    const plain = Object.entries(seen).flatMap(([place, texts]) => {
      assert.ok(texts.join('').includes(opening), `${place}: ${texts.join(' | ')}`);
      return texts.map((text) => untranslated(text, names)).filter((text) => text !== '');
    });
    assert.deepEqual(plain, []);
  });
});
