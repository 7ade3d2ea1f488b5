import assert from 'node:assert/strict';
import type { Stage } from './stage.ts';

/** What happens before a workspace is trusted, and when it becomes so. */
export function trustTests(stage: () => Stage): void {
  describe('a workspace that is not trusted', () => {
    it('is checked by its text alone: no registry is asked, docker is not started', async () => {
      const { window, registry, docker } = stage();
      const { page } = window;
      await page.getByRole('button', { name: /^No, I don't trust/ }).click();
      await window.openFile('Dockerfile.wrong');
      await page.locator('.squiggly-error').first().waitFor();
      await window.openFile('Dockerfile');
      await window.hover(':single', 'this workspace is not trusted');
      await window.picture('untrusted-hover');
      await window.leave();
      await window.showBuilders();
      await page.getByText('Docker is not started and no registry is asked').waitFor();
      await window.picture('untrusted-view');
      assert.deepEqual(registry.seen, []);
      assert.deepEqual(docker.starts(), []);
    });

    it('builds nothing', async () => {
      const { window, docker } = stage();
      await window.command('Multi-Arch: Build Image…');
      await window.page
        .locator('.notification-toast', { hasText: 'Docker is not started in a workspace' })
        .waitFor();
      await window.picture('untrusted-build');
      assert.deepEqual(docker.starts(), []);
    });

    it('is looked up as soon as it is trusted, without a reload', async () => {
      const { window, registry, docker } = stage();
      const { page } = window;
      await page.locator('.notification-toast').getByText('Manage Workspace Trust').click();
      await page.getByRole('button', { name: 'Trust', exact: true }).first().click();
      await page.getByText('You trust this folder').waitFor();
      await window.command('View: Close Editor');
      await page.getByRole('treeitem', { name: /^Builder bk/ }).waitFor();
      await page.getByRole('tab', { name: 'Dockerfile', exact: true }).click();
      await page.locator('.squiggly-warning').first().waitFor();
      await window.picture('trusted');
      assert.notEqual(registry.seen.length, 0);
      assert(docker.starts().some((words) => words.join(' ').startsWith('buildx inspect')));
    });
  });
}
