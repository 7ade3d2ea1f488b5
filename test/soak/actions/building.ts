import type { Locator } from 'playwright-core';
import { quickPickRow } from '../../host/ui/window.ts';
import type { Action, Soak } from '../soak.ts';
import { slowCommand } from '../workspace.ts';

const terminal = ({ page }: Soak): Locator => page.locator('.xterm-rows').first();

/** Starts the build that does not end by itself, and waits until it runs. */
export async function beginSlowBuild(soak: Soak): Promise<void> {
  const { page, window } = soak;
  await clearTerminals(soak);
  await window.showExplorer();
  await window.openFile('Dockerfile.slow');
  // Else what was built before is taken from the cache.
  soak.write(
    'Dockerfile.slow',
    `FROM busybox:1.37 AS slow\nRUN ${slowCommand} # ${soak.fresh()}\n`,
  );
  await window.command('Multi-Arch: Build Target…');
  await quickPickRow(page, /^slow,/).click();
  await terminal(soak).filter({ hasText: '▸' }).filter({ hasText: slowCommand }).waitFor();
}

/** Waits for what a build's terminal says at its end. */
export async function buildSays(soak: Soak, text: string | RegExp, seconds = 20): Promise<void> {
  await terminal(soak)
    .filter({ hasText: text })
    .waitFor({ timeout: seconds * 1_000 });
}

/** So that nothing of a build before is taken for this one's. */
async function clearTerminals({ window }: Soak): Promise<void> {
  await window.command('Terminal: Kill All Terminals');
  await window.command('Notifications: Clear All Notifications');
}

/** Starts the build that is pushed. */
async function beginPush(soak: Soak): Promise<void> {
  const { page, window, surroundings } = soak;
  await clearTerminals(soak);
  soak.write('stamp.txt', `${soak.fresh()}\n`);
  await window.showExplorer();
  await window.openFile('Dockerfile');
  await window.command('Multi-Arch: Build and Push');
  const field = page
    .locator('.quick-input-widget')
    .getByPlaceholder('registry.example.com/app:1.0');
  // Only the first time: then the tag is remembered.
  await field.or(terminal(soak)).first().waitFor();
  if (!(await field.isVisible())) return;
  await field.fill(`${surroundings.host}/soak/app:1`);
  await page.keyboard.press('Enter');
}

/** Somebody builds. */
export const building: readonly Action[] = [
  {
    name: 'build and push',
    bound: 150,
    weight: 3,
    run: async (soak) => {
      await beginPush(soak);
      await buildSays(soak, 'Built for', 120);
      const toast = soak.page.locator('.notification-toast', { hasText: 'was pushed for' });
      await toast.waitFor();
    },
  },
  {
    name: 'build a stage',
    bound: 120,
    weight: 3,
    run: async (soak) => {
      const { page, window } = soak;
      await clearTerminals(soak);
      soak.write('stamp.txt', `${soak.fresh()}\n`);
      await window.showExplorer();
      await window.openFile('Dockerfile');
      await window.command('Multi-Arch: Build Target…');
      await quickPickRow(page, /^app,/).click();
      await buildSays(soak, 'Built for', 90);
    },
  },
  {
    name: 'cancel a build',
    bound: 90,
    weight: 3,
    run: async (soak) => {
      await beginSlowBuild(soak);
      await soak.window.command('Multi-Arch: Cancel Build');
      await buildSays(soak, 'The build was cancelled after');
    },
  },
  {
    name: 'close the terminal of a build',
    bound: 90,
    weight: 1,
    run: async (soak) => {
      await beginSlowBuild(soak);
      await soak.window.command('Terminal: Kill All Terminals');
    },
  },
  {
    name: 'a push meets a lost network',
    bound: 240,
    weight: 1,
    run: async (soak) => {
      soak.surroundings.network.cut();
      await beginPush(soak);
      await soak.page.waitForTimeout(10_000);
      soak.surroundings.network.restore();
      await buildSays(soak, /Built for|The build failed/, 180);
    },
  },
  {
    name: 'explain the build',
    bound: 60,
    weight: 1,
    run: async (soak) => {
      const { page, window } = soak;
      await window.showExplorer();
      await window.openFile('Dockerfile');
      await window.command('Multi-Arch: Explain This Build');
      const shown = page
        .locator('iframe.webview.ready')
        .filter({ visible: true })
        .first()
        .contentFrame()
        .frameLocator('iframe#active-frame');
      await shown.getByRole('heading').first().waitFor();
      await window.command('View: Close All Editors');
    },
  },
];
