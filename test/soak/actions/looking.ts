import type { FrameLocator } from 'playwright-core';
import type { Action, Soak } from '../soak.ts';
import { singleImages } from '../surroundings.ts';

/** The page in the editor. */
function shownPage({ page }: Soak): FrameLocator {
  return page
    .locator('iframe.webview.ready')
    .filter({ visible: true })
    .first()
    .contentFrame()
    .frameLocator('iframe#active-frame');
}

async function inspect(soak: Soak, reference: string): Promise<void> {
  await soak.keys.command('Multi-Arch: Inspect Image…');
  await soak.keys.answer('An image, for example alpine:3.22', reference);
  await shownPage(soak).getByRole('heading', { name: reference }).waitFor();
}

/** Somebody looks at images and builders. */
export const looking: readonly Action[] = [
  {
    name: 'inspect an image',
    bound: 60,
    weight: 3,
    run: async (soak) => {
      const { surroundings, random } = soak;
      const path = random.pick([`${singleImages}:linux-arm64`, 'library/busybox:1.37']);
      await inspect(soak, `${surroundings.host}/${path}`);
      await shownPage(soak).getByText('linux/arm64').first().waitFor();
      await soak.window.command('View: Close All Editors');
    },
  },
  {
    name: 'inspect an image while the network is lost',
    bound: 90,
    weight: 1,
    run: async (soak) => {
      const { surroundings, page } = soak;
      surroundings.network.cut();
      await inspect(soak, `${surroundings.host}/soak/never:${soak.fresh()}`);
      await page.waitForTimeout(10_000);
      surroundings.network.restore();
      await shownPage(soak).getByRole('button').first().waitFor();
      await soak.window.command('View: Close All Editors');
    },
  },
  {
    name: 'audit an image',
    bound: 90,
    weight: 1,
    run: async (soak) => {
      const { surroundings, page, keys } = soak;
      await soak.window.command('Notifications: Clear All Notifications');
      await keys.command('Multi-Arch: Audit Image Architectures…');
      await keys.answer(
        'An image, for example alpine:3.22',
        `${surroundings.host}/library/busybox:1.37`,
      );
      await page.locator('.notification-toast').getByText('Show Details').waitFor();
    },
  },
  {
    name: 'refresh the views',
    bound: 60,
    weight: 2,
    run: async ({ window }) => {
      await window.showBuilders();
      for (const what of ['Builders', 'Images', 'Past Builds']) {
        await window.command(`Multi-Arch: Refresh ${what}`);
      }
    },
  },
  {
    name: 'ask for the readiness report',
    bound: 90,
    weight: 1,
    run: async (soak) => {
      const { page, window } = soak;
      await window.command('Multi-Arch: Show Readiness Report');
      const heading = shownPage(soak).getByRole('heading').first();
      const question = page.locator('.quick-input-widget').getByPlaceholder(/is to be ready for$/);
      // Nobody is asked where files say it.
      await question
        .or(page.getByRole('tab', { name: 'Readiness Report' }))
        .first()
        .waitFor();
      if (await question.isVisible()) await page.keyboard.press('Enter');
      await heading.waitFor();
      await window.command('View: Close All Editors');
    },
  },
];
