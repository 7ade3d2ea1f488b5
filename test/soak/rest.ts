import { setTimeout as pause } from 'node:timers/promises';
import { editorProcesses } from './editorProcesses.ts';
import type { Soak } from './soak.ts';
import { workspaceFiles } from './workspace.ts';

/** Longest time until nothing turns any more, and until docker has ended, in ms. */
const patience = 45_000;

/** Whatever shows that something is going on. */
const turning = [
  '.codicon-loading',
  '.codicon-modifier-spin',
  '.monaco-progress-container.active',
  '.monaco-progress-container.infinite',
]
  .map((one) => `${one}:visible`)
  .join(', ');

/**
 * Brings the window to where nothing is open and nothing is going on, with the files as they were.
 *
 * @returns what did not stop to turn, in its own words
 */
export async function comeToRest(soak: Soak): Promise<readonly string[]> {
  const { page, window, surroundings } = soak;
  await surroundings.mend();
  for (let times = 0; times < 3; times++) await page.keyboard.press('Escape');
  await window.leave();
  await window.command('View: Close All Editors');
  await window.command('Terminal: Kill All Terminals');
  const stuck = await untilNothingTurns(soak);
  await window.command('Notifications: Clear All Notifications');
  for (const [name, text] of Object.entries(workspaceFiles(surroundings.host))) {
    if (name !== 'stamp.txt') soak.write(name, text);
  }
  // The editor hears of files on disk, and a builder of its end, a moment later.
  await pause(3_000);
  await untilDockerHasEnded(soak);
  return stuck;
}

/** What is still there afterwards is seen in the sample that is taken. */
async function untilDockerHasEnded({ window }: Soak): Promise<void> {
  const runs = () => editorProcesses(window.home).some(({ kind }) => kind === 'docker');
  for (const end = Date.now() + patience; Date.now() < end && runs();) await pause(500);
}

async function untilNothingTurns({ page }: Soak): Promise<readonly string[]> {
  const found = page.locator(turning);
  for (const end = Date.now() + patience; Date.now() < end;) {
    if ((await found.count()) === 0) return [];
    await pause(500);
  }
  return Promise.all(
    (await found.all()).map(async (one) => {
      const named = one.locator('xpath=ancestor-or-self::*[@aria-label][1]');
      const options = { timeout: 1_000 };
      const kind = await one.getAttribute('class', options).catch(() => 'gone');
      return `${kind}: ${await named.getAttribute('aria-label', options).catch(() => 'no name')}`;
    }),
  );
}
