import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Window } from './window.ts';

/** Themes, with the class that the workbench has then. */
const themes = [
  ['light', 'Default Light Modern', 'vs'],
  ['dark', 'Default Dark Modern', 'vs-dark'],
  ['high-contrast', 'Default High Contrast', 'hc-black'],
] as const;

/** Changes a setting of the window's folder. */
function changeSetting(window: Window, name: string, value: unknown): void {
  const file = join(window.folder, '.vscode/settings.json');
  mkdirSync(join(window.folder, '.vscode'), { recursive: true });
  const written = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>)
    : {};
  writeFileSync(file, JSON.stringify({ ...written, [name]: value }));
}

/** Does something in each theme, with the name of the theme; the window has the last one afterwards. */
export async function inEachTheme(
  window: Window,
  look: (theme: string) => Promise<unknown>,
): Promise<void> {
  for (const [name, theme, className] of themes) {
    changeSetting(window, 'workbench.colorTheme', theme);
    await window.page.locator(`.monaco-workbench.${className}`).waitFor();
    await look(name);
  }
}
