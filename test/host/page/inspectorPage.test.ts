import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { InspectorPage } from '../../../src/protocol/inspectorPage.ts';
import { sampleInspection } from '../../support/inspections.ts';
import { assertNoSidewaysScrolling, openAll, usePages, violations } from './pageChecks.ts';
import { recordedTheme, themes } from './pageUnderTest.ts';
import { pageOf, samplePages } from './samplePages.ts';
import { takePicture } from './takePicture.ts';

const root = path.join(__dirname, '../../..');

/** A side bar, and an editor. */
const widths = [250, 1000];

describe("the inspector's page", function () {
  this.timeout(180_000);
  const onPage = usePages();

  for (const theme of themes) {
    for (const width of widths) {
      describe(`${theme}, ${width} px wide`, () => {
        for (const [name, shown] of Object.entries(samplePages)) {
          it(`${name}: is accessible, and does not scroll sideways`, async () => {
            const place = width < 500 ? 'sideBar' : 'editor';
            await onPage({ theme, width, place }, async ({ page, show }) => {
              await show(shown);
              await openAll(page);
              await takePicture(page, `inspector-${name}-${theme}-${width}`);
              assert.deepEqual(await violations(page), []);
              await assertNoSidewaysScrolling(page);
            });
          });
        }
      });
    }
  }

  it('uses colours of the editor that it knows', () => {
    const style = readFileSync(path.join(root, 'src/webview/inspector.css'), 'utf8');
    const used = [...style.matchAll(/var\((--vscode-[\w-]+)/g)].map(([, name = '']) => name);
    const { variables } = recordedTheme('high-contrast');
    // High contrast has borders where others have backgrounds.
    const maybe = ['--vscode-button-border', '--vscode-button-secondaryHoverBackground'];
    const all = { ...recordedTheme('dark').variables, ...variables };
    assert.deepEqual(
      used.filter((name) => !(name in all) && !maybe.includes(name)),
      [],
    );
    assert.doesNotMatch(style, /#[0-9a-f]{3,8}\b|rgb|hsl|url\(|@import|animation|transition/);
  });

  it('takes texts of registries as texts', async () => {
    const hostile = '<img src=x onerror=alert(1)><script>alert(2)</script>';
    const value = {
      ...sampleInspection({ platforms: ['linux/amd64'] }),
      familiar: hostile,
      annotations: { [hostile]: hostile },
    };
    await onPage({}, async ({ page, show }) => {
      await show(pageOf(value));
      assert.equal(await page.locator('h1').textContent(), hostile);
      assert.equal(await page.locator('img, script:not([nonce])').count(), 0);
    });
  });

  it('ignores what is not a message of the extension', async () => {
    await onPage({}, async ({ page, show }) => {
      await show(imageOf(1));
      for (const message of ['1', '{ kind: "show", page: { title: "x" } }', 'null']) {
        await page.evaluate(`window.postMessage(${message}, '*')`);
      }
      await show(imageOf(1));
      assert.equal(await page.locator('h1').textContent(), 'nginx:1.27');
    });
  });

  it('sends what its buttons and fields are for', async () => {
    await onPage({}, async ({ page, show, sent }) => {
      const shown = imageOf(2);
      await show(shown);
      const digests = sampleInspection({ platforms: ['linux/amd64', 'linux/arm64'] }).platforms.map(
        ({ digest }) => digest,
      );
      await page.getByRole('button', { name: 'Copy digest of linux/arm64' }).click();
      await page.getByRole('button', { name: 'Manifest JSON of linux/amd64' }).click();
      await page.getByRole('button', { name: 'Refresh' }).click();
      await page.getByText('Config differences').click();
      await page.getByRole('combobox', { name: 'and platform' }).selectOption('linux/amd64');
      await page.getByText('Attestations').click();
      await page.getByText('Attestations').click();
      await show(shown);
      assert.deepEqual(await sent(), [
        { kind: 'ready' },
        ...[
          { do: 'copy', text: digests[1] },
          { do: 'show', digest: digests[0] },
          { do: 'run', way: 'refresh' },
          { do: 'choose', field: 'compare-right', value: digests[0] },
          { do: 'open', section: 'attestations' },
        ].map((action) => ({ kind: 'act', action })),
      ]);
    });
  });

  it('keeps focus, opened sections and place while it is drawn anew', async () => {
    await onPage({}, async ({ page, show, state }) => {
      await show(imageOf(3));
      await page.getByText('Config differences').click();
      const field = page.getByRole('combobox', { name: 'and platform' });
      await field.focus();
      await show(imageOf(3));
      assert.equal(await page.evaluate('document.activeElement.id'), 'compare-right');
      assert.ok(await field.isVisible());
      assert.deepEqual((await state()).sections, { configs: true });
      // What is gone leaves the focus at the title.
      await show(imageOf(1));
      assert.equal(await page.evaluate('document.activeElement.id'), 'title');
    });
  });

  it('comes back as it was left', async () => {
    const origin = { kind: 'registry', reference: 'nginx:1.27' };
    const state = { origin, sections: { configs: true, hosts: false }, scroll: 120 };
    await onPage({ state }, async ({ page, show, state: kept }) => {
      await show(imageOf(12), origin);
      await page.waitForFunction('scrollY === 120');
      assert.equal(await page.evaluate('configs.open'), true);
      assert.equal(await page.evaluate('hosts.open'), false);
      assert.deepEqual(await kept(), state);
    });
  });

  it('says what happens to those who do not see it', async () => {
    await onPage({}, async ({ page, show }) => {
      const { pending } = samplePages;
      assert(pending);
      await show(pending);
      const status = page.getByRole('status');
      assert.equal(await status.textContent(), 'Reading nginx:1.27…');
      assert.equal(await page.getByRole('main').getAttribute('aria-busy'), 'true');
      await page.evaluate('test.status = document.querySelector("[role=status]")');
      await show(imageOf(1));
      assert.equal(await status.textContent(), 'nginx:1.27 was read.');
      assert.equal(await page.getByRole('main').getAttribute('aria-busy'), 'false');
      assert.ok(await page.evaluate('test.status.isConnected'), 'the region stays');
    });
  });

  it('is walked through with the keyboard, with a focus that is seen', async () => {
    await onPage({ theme: 'high-contrast' }, async ({ page, show, sent }) => {
      await show(imageOf(2));
      const walked: string[] = [];
      for (;;) {
        await page.keyboard.press('Tab');
        const [id, outline] = await page.evaluate<[string, string]>(
          '[document.activeElement.id, getComputedStyle(document.activeElement).outlineStyle]',
        );
        if (id === '' || walked.includes(id)) break;
        assert.equal(outline, 'solid', id);
        walked.push(id);
        if (id === 'configs-summary') await page.keyboard.press('Enter');
      }
      assert.deepEqual(walked, [
        ...['copy-image', 'root-json', 'run-compare', 'run-change-list', 'run-refresh'],
        ...['copy-platform-0', 'base-platform-0', 'manifest-platform-0', 'config-platform-0'],
        ...['copy-platform-1', 'base-platform-1', 'manifest-platform-1', 'config-platform-1'],
        ...['audit-summary', 'run-audit'],
        ...['hosts-summary', 'configs-summary', 'compare-left', 'compare-right'],
        ...['layers-summary', 'attestations-summary', 'referrers-summary', 'annotations-summary'],
      ]);
      await page.locator('#copy-platform-1').focus();
      await page.keyboard.press('Space');
      assert.equal((await sent()).length, 2);
    });
  });

  it('keeps its tables tables when they are drawn as cards', async () => {
    await onPage({ width: 250, place: 'sideBar' }, async ({ page, show }) => {
      await show(imageOf(2));
      const table = page.getByRole('table', { name: '2 platforms' });
      const row = table.getByRole('row', { name: /^linux\/arm64/ });
      assert.equal(await row.getByRole('rowheader').textContent(), 'linux/arm64');
      assert.equal(await row.getByRole('cell').count(), 7);
      assert.equal(await table.getByRole('columnheader').count(), 8);
    });
  });

  it('draws an index in one layout, in time and elements that grow with its platforms', async () => {
    const counts = [60, 120, 240] as const;
    await onPage({}, async ({ page, show }) => {
      const session = await page.context().newCDPSession(page);
      // Time of the processor, because other programs run at the same time.
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      const measured = async () => {
        const { metrics } = await session.send('Performance.getMetrics');
        const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
        const time = of('ScriptDuration') + of('RecalcStyleDuration') + of('LayoutDuration');
        return { time, layouts: of('LayoutCount') };
      };
      const drawings = [];
      for (const count of counts) {
        let time = Infinity;
        let layouts = Infinity;
        for (let turn = 0; turn < 5; turn++) {
          const before = await measured();
          await show(imageOf(count));
          const after = await measured();
          time = Math.min(time, after.time - before.time);
          layouts = Math.min(layouts, after.layouts - before.layouts);
        }
        assert.equal(await page.locator('#platforms tbody tr').count(), count);
        const elements = await page.evaluate<number>("document.querySelectorAll('*').length");
        drawings.push({ time, layouts, elements });
      }
      const [small, middle, large] = drawings;
      assert(small && middle && large);
      assert.equal(large.elements - middle.elements, 2 * (middle.elements - small.elements));
      assert.equal(large.layouts, small.layouts);
      const times = drawings.map(({ time }) => (1000 * time).toFixed(1)).join(', ');
      // The square of it would take sixteen times as long for four times the platforms.
      assert.ok(large.time < 8 * small.time, `${times} ms`);
    });
  });
});

/** A page about an image with some of all platforms that there are, and more. */
function imageOf(count: number): InspectorPage {
  const names = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'];
  const more = Array.from({ length: Math.max(0, count - 3) }, (_, at) => `linux/arm64/v9.${at}`);
  return pageOf(sampleInspection({ platforms: [...names, ...more].slice(0, count) }));
}
