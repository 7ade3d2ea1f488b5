import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EditorVersion } from '../../lab/editor.mjs';

const root = join(__dirname, '../../..');

/** The package as users install it. */
export const packagedExtension = join(root, 'multiarch.vsix');

/** What the runner has set; see run.mjs. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: use run.mjs`);
  return value;
}

/** The editor that is tested. */
export function editorVersion(): EditorVersion {
  return setting('MULTIARCH_UI_VERSION') === 'oldest' ? 'oldest' : 'newest';
}

/** Pictures that the README and the documentation show. */
const readmePictures = [
  'diagnostics',
  'build',
  'manifest-list-plan',
  'sidebar-light',
  'sidebar-dark',
  'sidebar-high-contrast',
  'sidebar-emulator-gone',
];

/**
 * Where a picture goes: with the traces of the run; those of the README into its folder when they are
 * taken anew, which only the newest editor does.
 */
export function picturePath(name: string): string {
  const anew = process.env['MULTIARCH_IMAGES'] === '1' && editorVersion() === 'newest';
  const folder =
    anew && readmePictures.includes(name)
      ? join(root, 'docs/images')
      : setting('MULTIARCH_UI_TRACES');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}
