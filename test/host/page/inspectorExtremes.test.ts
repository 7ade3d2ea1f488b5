import assert from 'node:assert/strict';
import { failures } from '../../../src/adapters/registry/errors.ts';
import type { UnknownReason } from '../../../src/core/facts.ts';
import { imagePage } from '../../../src/extension/images/inspector/imagePage.ts';
import { newlyInspected } from '../../../src/extension/images/inspector/inspected.ts';
import { sampleInspection } from '../../support/inspections.ts';
import { english } from '../../support/wording.ts';
import { assertNoSidewaysScrolling, openAll, usePages, violations } from './pageChecks.ts';
import { themes } from './pageUnderTest.ts';
import { pageOf, samplePages } from './samplePages.ts';
import { takePicture } from './takePicture.ts';

const host = 'registry.example';
const reference = `${host}/team/app:1`;
const subject = { kind: 'registry', reference } as const;
const again = ['Try Again', 'Show Log'];

/** Every way in which a person sees no image, with the words of the real failure, and the ways on. */
const failed: readonly (readonly [string, UnknownReason, readonly string[]])[] = [
  ['a login is needed', failures.loginRequired(host, 'team/app', {}, ''), again],
  ['it is not there', failures.notFound(host, reference), again],
  ['there were too many requests', failures.rateLimited(host, {}, 'in 6 hours', ''), again],
  ['nobody answers in time', failures.answerTimeout(host, 30_000), again],
  ['there is no network', failures.nameNotFound(host), again],
  ['the workspace is not trusted', failures.untrusted(host), ['Manage Workspace Trust']],
  ['it may not be asked', failures.hostNotAllowed(host), ['Ask It This Time', 'Always Allow']],
  ['look-ups are off', failures.lookupsOff(host), ['Show Setting']],
];

/** Bidirectional overrides and isolates, and what a terminal would take for an order. */
const turning = 'linux/amd64\u202e46dma/xunil\u2066\u001b[31m\u0000';

describe("the inspector's page at its limits", function () {
  this.timeout(180_000);
  const onPage = usePages();

  // The themes take turns: what differs between them is shown in every one by the tests beside these.
  for (const [at, [what, reason, ways]] of failed.entries()) {
    const theme = themes[at % themes.length] ?? 'dark';
    it(`says why there is no image, and how to go on: ${what} (${theme})`, async () => {
      const inspection = { known: false as const, reason };
      const image = { ...newlyInspected(subject, 'view'), busy: false, inspection };
      await onPage({ theme, width: 300, place: 'sideBar' }, async ({ page, show }) => {
        await show(imagePage(image, english));
        assert.equal(await page.locator('main .note').textContent(), reason.message);
        assert.deepEqual(await page.getByRole('button').allTextContents(), ways);
        const status = `${reference} could not be read.`;
        assert.equal(await page.getByRole('status').textContent(), status);
        assert.deepEqual(await violations(page), []);
        await assertNoSidewaysScrolling(page);
        await takePicture(page, `inspector-failed-${at}`);
      });
    });
  }

  for (const [at, [name, shown]] of Object.entries(samplePages).entries()) {
    const theme = themes[at % themes.length] ?? 'dark';
    it(`${name}: at 200 % zoom, and with letters of twice the size (${theme})`, async () => {
      await onPage({ theme, width: 1000, zoom: 2 }, async ({ page, show }) => {
        await show(shown);
        await openAll(page);
        await assertNoSidewaysScrolling(page);
        await takePicture(page, `inspector-${name}-${theme}-zoomed`);
        const size = '"--vscode-font-size", "26px"';
        await page.evaluate(`document.documentElement.style.setProperty(${size})`);
        await assertNoSidewaysScrolling(page);
        assert.deepEqual(await violations(page), []);
      });
    });
  }

  it('shows an index of a hundred platforms in a narrow view', async () => {
    const platforms = Array.from({ length: 100 }, (_, at) => `linux/arm64/v9.${at}`);
    const shown = pageOf(sampleInspection({ platforms }), { place: 'view' });
    await onPage(
      { theme: 'high-contrast', width: 300, place: 'sideBar' },
      async ({ page, show }) => {
        await show(shown);
        assert.equal(await page.locator('#platforms tbody tr').count(), 100);
        await openAll(page);
        assert.deepEqual(await violations(page), []);
        await assertNoSidewaysScrolling(page);
      },
    );
  });

  it('shows long digests, names and paths without a scroll bar', async () => {
    const value = sampleInspection({ platforms: ['linux/amd64', 'linux/arm64'] });
    const long = 'very-long-name/'.repeat(60);
    const digest = `sha512:${'0123456789abcdef'.repeat(8)}`;
    const shown = pageOf({
      ...value,
      familiar: `${host}/${long}app:1`,
      mediaType: `application/vnd.${'x'.repeat(300)}`,
      annotations: { [digest]: digest, [long]: long },
      platforms: value.platforms.map((entry) => ({ ...entry, digest, platform: `linux/${long}` })),
    });
    for (const width of [300, 1000]) {
      await onPage({ width }, async ({ page, show }) => {
        await show(shown);
        await openAll(page);
        await takePicture(page, `inspector-long-${width}`);
        await assertNoSidewaysScrolling(page);
        assert.deepEqual(await violations(page), []);
      });
    }
  });

  it('shows what turns the reading direction, and draws no text of a megabyte', async () => {
    const value = sampleInspection({
      platforms: ['linux/amd64', 'linux/arm64'],
      config: (platform) => ({
        Labels: { [`a ${platform}`]: 'x'.repeat(1_000_000), turning },
        Cmd: [turning, '\u202e'],
      }),
    });
    await onPage({}, async ({ page, show }) => {
      await show(
        pageOf({
          ...value,
          familiar: turning,
          annotations: { [turning]: 'y'.repeat(1_000_000) },
          platforms: value.platforms.map((entry) => ({ ...entry, platform: turning })),
        }),
      );
      await openAll(page);
      const html = await page.evaluate<string>('document.documentElement.outerHTML');
      for (const sign of ['\u0000', '\u001b', '\u202e', '\u2066']) {
        assert(!html.includes(sign), JSON.stringify(sign));
      }
      assert(html.includes('linux/amd64\ufffd46dma'));
      assert(html.length < 200_000, String(html.length));
      assert(!(await page.title()).includes('\u202e'));
      assert.deepEqual(await violations(page), []);
      await assertNoSidewaysScrolling(page);
      await takePicture(page, 'inspector-turning');
    });
  });

  it('fits into every width', async () => {
    const { image, counted, comparison } = samplePages;
    await onPage({}, async ({ page, show }) => {
      for (const shown of [image, counted, comparison]) {
        assert(shown);
        await show(shown);
        await openAll(page);
        for (let width = 200; width <= 1200; width += 20) {
          await page.setViewportSize({ width, height: 900 });
          await assertNoSidewaysScrolling(page);
        }
      }
    });
  });

  it('does not move, whether or not the user minds', async () => {
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      await onPage({ reducedMotion }, async ({ page, show }) => {
        const { image } = samplePages;
        assert(image);
        await show(image);
        await page.locator('#configs-summary').click();
        assert.equal(await page.evaluate('document.getAnimations().length'), 0);
      });
    }
  });

  it('is walked through both ways by the keyboard, holds nobody, and Escape changes nothing', async () => {
    await onPage({}, async ({ page, show, sent }) => {
      const { image } = samplePages;
      assert(image);
      await show(image);
      const focused = () => page.evaluate<string>('document.activeElement.id');
      await page.locator('#layers-summary').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      assert.equal(await focused(), 'layers-0-summary');
      const before = (await sent()).length;
      await page.keyboard.press('Escape');
      assert.equal(await focused(), 'layers-0-summary');
      assert.equal(await page.evaluate('layers.open'), true);
      assert.equal((await sent()).length, before);
      await page.keyboard.press('Shift+Tab');
      assert.equal(await focused(), 'layers-summary');
      const seen = new Set<string>();
      for (let at = await focused(); at !== '' && !seen.has(at); at = await focused()) {
        seen.add(at);
        await page.keyboard.press('Tab');
      }
      assert.equal(await focused(), '');
      assert(seen.has('annotations-summary'));
    });
  });

  it('names the columns and rows of every table', async () => {
    for (const shown of Object.values(samplePages)) {
      await onPage({ width: 300, place: 'sideBar' }, async ({ page, show }) => {
        await show(shown);
        await openAll(page);
        const nameless = await page.evaluate<string[]>(
          `[...document.querySelectorAll('table')].filter((table) =>
            !table.caption?.textContent ||
            [...table.querySelectorAll('thead th')].some((th) => th.scope !== 'col' || !th.textContent) ||
            [...table.querySelectorAll('tbody tr')].some((row) => row.cells[0]?.scope !== 'row')
          ).map(({ id }) => id)`,
        );
        assert.deepEqual(nameless, []);
      });
    }
  });
});
