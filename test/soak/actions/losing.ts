import type { Action, Soak } from '../soak.ts';
import { beginSlowBuild, buildSays } from './building.ts';

/** The builder's row, once the engine has answered for it. */
async function builderRuns({ page, window }: Soak): Promise<void> {
  await window.showBuilders();
  await window.command('Multi-Arch: Refresh Builders');
  await page
    .getByRole('treeitem', { name: /^Builder default, docker/ })
    .first()
    .waitFor();
}

/** What happens to somebody. */
export const losing: readonly Action[] = [
  {
    name: 'the engine is started anew',
    bound: 120,
    weight: 1,
    run: async (soak) => {
      const { surroundings, page, window } = soak;
      await window.showBuilders();
      await surroundings.endEngine();
      await window.command('Multi-Arch: Refresh Builders');
      await page.waitForTimeout(3_000);
      await surroundings.mend();
      await builderRuns(soak);
    },
  },
  {
    name: 'the engine goes while it builds',
    bound: 150,
    weight: 1,
    run: async (soak) => {
      await beginSlowBuild(soak);
      await soak.surroundings.endEngine();
      await buildSays(soak, 'The build failed after', 60);
      await soak.surroundings.mend();
      await builderRuns(soak);
    },
  },
  {
    name: 'the registry is started anew',
    bound: 60,
    weight: 2,
    run: async ({ surroundings, window, page }) => {
      await surroundings.endRegistry();
      await window.showExplorer();
      await window.openFile('Dockerfile');
      await page.waitForTimeout(2_000);
      await surroundings.mend();
    },
  },
  {
    name: 'the network is lost for ten seconds',
    bound: 90,
    weight: 2,
    run: async ({ surroundings, window, page }) => {
      surroundings.network.cut();
      await window.showExplorer();
      await window.openFile('Dockerfile.medium');
      await window.showBuilders();
      await window.command('Multi-Arch: Refresh Images');
      await page.waitForTimeout(10_000);
      surroundings.network.restore();
    },
  },
];
