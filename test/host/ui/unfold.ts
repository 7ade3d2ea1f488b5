import type { Locator } from 'playwright-core';

/** Unfolds a row of a tree. A click while the tree is drawn anew may choose the row and no more. */
export async function unfold(row: Locator): Promise<void> {
  await row.click();
  const isFolded = (await row.getAttribute('aria-expanded')) === 'false';
  if (isFolded) await row.page().keyboard.press('ArrowRight');
}
