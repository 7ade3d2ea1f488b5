import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

const root = path.join(__dirname, '../../..');

/** Pictures that the documentation shows. */
const shown = [...themedPictures('image'), 'inspector-explain-light-1000'];

/** Takes a picture of the page: into the documentation when its pictures are taken anew, else beside the traces. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const isAnew = process.env['MULTIARCH_IMAGES'] === '1' && shown.includes(name);
  const traces = process.env['MULTIARCH_UI_TRACES'];
  const folder = isAnew ? path.join(root, 'docs/images') : traces;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: !isAnew });
}

function themedPictures(name: string): readonly string[] {
  return ['light', 'dark', 'high-contrast'].map((theme) => `inspector-${name}-${theme}-1000`);
}
