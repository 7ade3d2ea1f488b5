import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { browserArguments, installBrowser } from '../../lab/editorBrowser.mjs';
import { openPage, type PageOptions, type PageUnderTest } from './pageUnderTest.ts';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Opens a page for one test. It has to keep to its policy, and to ask for nothing but its own files. */
export type OnPage = (
  options: Partial<PageOptions>,
  test: (under: PageUnderTest) => Promise<void>,
) => Promise<void>;

/** Call it inside `describe`: one browser for all its tests. */
export function usePages(): OnPage {
  let browser: Browser;
  before(async () => {
    const executablePath = await installBrowser();
    browser = await chromium.launch({ executablePath, args: [...browserArguments] });
  });
  after(() => browser.close());
  return async (options, test) => {
    const under = await openPage(browser, { theme: 'dark', width: 1000, ...options });
    try {
      await test(under);
      assert.deepEqual(under.complaints, []);
      assert.deepEqual(under.requests, ['/', '/inspector.css', '/inspector.js']);
    } finally {
      await under.close();
    }
  };
}

/** Opens every section that is there. */
export async function openAll(page: Page): Promise<void> {
  await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
}

/** What axe has to say against the page. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate<AxeResults>(
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

/** Nothing is wider than the page. */
export async function assertNoSidewaysScrolling(page: Page): Promise<void> {
  const [needed, given] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, innerWidth]',
  );
  assert.ok(needed <= given, `${needed} px of ${given}`);
}
