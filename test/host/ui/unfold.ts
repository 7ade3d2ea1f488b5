import type { Locator } from 'playwright-core';

/** How often a row is clicked. */
const tries = 8;

/**
 * Unfolds a row of a tree. While the tree is drawn anew a click may choose the row and no more, or meet the row
 * that came into its place; then it is clicked again.
 */
export async function unfold(row: Locator): Promise<void> {
  await row.waitFor({ timeout: 60_000 });
  for (let at = 0; at < tries; at++) {
    await row.click();
    for (let looks = 0; looks < 20; looks++) {
      if ((await row.getAttribute('aria-expanded')) === 'true') return;
      await row.page().waitForTimeout(100);
    }
  }
  throw new Error(`The row stays folded: ${await row.innerText()}`);
}
