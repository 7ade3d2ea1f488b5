import { quickInput } from '../../host/ui/window.ts';
import type { Action, Soak } from '../soak.ts';
import { listSpec } from '../workspace.ts';

const planIsShown = /^The editor shows what changes/;

/** Writes the spec of a list that is not the one before, and asks for its push up to the plan. */
async function plan(soak: Soak): Promise<void> {
  const { window, page, random, surroundings } = soak;
  await window.command('Notifications: Clear All Notifications');
  const others = ['arm64', '386', 'arm', 'ppc64le', 'riscv64'].filter(() => random.below(2) === 0);
  soak.write('list.yaml', listSpec(surroundings.host, ['amd64', ...others]));
  await window.showExplorer();
  await window.openFile('list.yaml');
  await page.locator('.codelens-decoration a', { hasText: 'Plan' }).waitFor();
  await soak.keys.command('Multi-Arch: Push Manifest List Spec…');
}

/** Somebody makes manifest lists. */
export const listing: readonly Action[] = [
  {
    name: 'push a manifest list',
    bound: 90,
    weight: 2,
    run: async (soak) => {
      const { page } = soak;
      await plan(soak);
      const toast = page.locator('.notification-toast', { hasText: /soak\/list:1/ });
      const question = page.locator('.quick-input-widget').getByPlaceholder(planIsShown);
      await question.or(toast).first().waitFor();
      // The list is the one that is there already.
      if (!(await question.isVisible())) return;
      await page.keyboard.press('Enter');
      const loss = page.locator('.quick-input-widget').getByPlaceholder(/would be lost/);
      await loss.or(toast).first().waitFor();
      if (await loss.isVisible()) {
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
      }
      await toast.first().waitFor();
    },
  },
  {
    name: 'leave the plan of a manifest list',
    bound: 60,
    weight: 1,
    run: async (soak) => {
      const { page } = soak;
      await plan(soak);
      const toast = page.locator('.notification-toast', { hasText: /soak\/list:1/ });
      const question = page.locator('.quick-input-widget').getByPlaceholder(planIsShown);
      await question.or(toast).first().waitFor();
      if (await question.isVisible()) {
        await quickInput(page, planIsShown);
        await page.keyboard.press('Escape');
      }
      await soak.window.command('View: Close All Editors');
    },
  },
];
