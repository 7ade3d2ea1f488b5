import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildLogScheme } from '../../../src/extension/contributions.ts';
import type { KeyedStage } from './keyedStage.ts';
import { quickPickRow } from './window.ts';

/** A file whose build says something at once and then takes longer than anybody waits. */
export function slowDockerfile(): string {
  const once = process.hrtime.bigint();
  return `FROM busybox:1.37 AS slow\nRUN : ${once}; echo told by a step\nRUN sleep 78\nFROM busybox:1.37\n`;
}

/** A build that is followed, cancelled and begun again from the menus of its rows. */
export function buildsByKeys(stage: () => KeyedStage): void {
  describe('a build', () => {
    const row = (name: RegExp) => stage().window.page.getByRole('treeitem', { name }).first();
    const running = /^build Dockerfile, running/;
    const cancelled = /^build Dockerfile, cancelled after/;

    it('is begun and followed', async () => {
      const { window, keys } = stage();
      const settings = join(window.folder, '.vscode/settings.json');
      mkdirSync(dirname(settings), { recursive: true });
      writeFileSync(settings, JSON.stringify({ 'multiarch.platforms': ['linux/amd64'] }));
      await keys.openFile('Dockerfile');
      await window.page.locator('.statusbar-item', { hasText: /^ *amd64$/ }).waitFor();
      await keys.command('Multi-Arch: Build Target…');
      // BuildKit knows a stage without a name by no number: only the last one can be built.
      await quickPickRow(window.page, /^The last one/).waitFor();
      await keys.answer('Stage to build', 'slow');
      await keys.command('Multi-Arch: Focus on Builds View');
      await keys.row(/RUN sleep 78, running/);
      await window.picture('keys-build');
    });

    it('has a log for each step, and a line', async () => {
      const { window, keys } = stage();
      const { page } = window;
      await keys.row(/echo told by a step, done/);
      await keys.menu('Show Log');
      // The Dockerfile has these words too: who goes on before the log has the focus loses it to the log.
      const log = page.locator(`.monaco-editor.focused[data-uri^="${buildLogScheme}:"]`);
      await log.locator('.view-line', { hasText: 'told by a step' }).waitFor();
      await keys.command('Multi-Arch: Focus on Builds View');
      await keys.row(/echo told by a step, done/);
      await keys.menu('Go to the Line');
      await page.locator('.statusbar-item', { hasText: 'Ln 2, Col 1' }).waitFor();
    });

    it('is cancelled, and begun again', async () => {
      const { window, keys } = stage();
      await keys.command('Multi-Arch: Focus on Builds View');
      await keys.row(running);
      await keys.menu('Cancel Build', () => window.picture('keys-build-menu'));
      await row(cancelled).waitFor();
      await keys.row(cancelled);
      await keys.menu('Build Again');
      await row(running).waitFor();
      await keys.command('Multi-Arch: Focus on Builds View');
      await keys.row(running);
      await keys.menu('Cancel Build');
      await row(running).waitFor({ state: 'detached' });
    });
  });
}
