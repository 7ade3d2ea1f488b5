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

/** Whether the pictures that are kept are taken anew, which only the newest editor does. */
export function areTakenAnew(): boolean {
  return process.env['MULTIARCH_IMAGES'] === '1' && editorVersion() === 'newest';
}

/** The pictures that a walkthrough shows in each theme, without the name of the theme. */
const walkthroughPicture = /^walkthrough-(?<name>[a-z]+-[a-z-]+)$/;

/**
 * Where a picture goes: with the traces of the run; those of the README and of the walkthrough into their
 * folders when they are taken anew.
 */
export function picturePath(name: string): string {
  const ofStep = walkthroughPicture.exec(name)?.groups?.['name'];
  if (areTakenAnew() && ofStep !== undefined) return join(root, `media/walkthrough/${ofStep}.png`);
  const folder =
    areTakenAnew() && readmePictures.includes(name)
      ? join(root, 'docs/images')
      : setting('MULTIARCH_UI_TRACES');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}
