import { told, typed, type KeyedStage } from './keyedStage.ts';
import { quickInput } from './window.ts';

/** A manifest list of a registry, changed and deleted from the menu of its row. */
export function listsByKeys(stage: () => KeyedStage): void {
  describe('a manifest list', () => {
    const tag = () => `${stage().repository}:1`;
    const pinned = /^keys\d+\/app:1, 127\./;

    /** Waits for the plan, and for what it says. */
    async function planned(line: RegExp): Promise<void> {
      const { page } = stage().window;
      await quickInput(page, /^The editor shows what changes/);
      await page.locator('.editor.modified .view-line').filter({ hasText: line }).first().waitFor();
    }

    it('is kept in view', async () => {
      const { keys } = stage();
      await keys.command('Multi-Arch: Pin Image…');
      await typed(stage(), 'Pin Image', tag());
      await keys.row(pinned);
    });

    it('gets a platform and loses it', async () => {
      const { window, keys, repository } = stage();
      const { page } = window;
      await keys.menu('Add Platform…', () => window.picture('keys-list-menu'));
      await keys.tick('Tick the images of the list', `${repository}:linux-386`);
      await planned(/adds\slinux\/386/);
      await window.picture('keys-list-plan');
      await page.keyboard.press('Enter');
      await told(stage(), `${tag()} names sha256:`);
      await keys.command('Notifications: Clear All Notifications');
      await keys.command('Multi-Arch: Focus on Images View');
      await keys.row(pinned);
      await keys.menu('Remove Platform…');
      await keys.tick('The platforms that go', 'linux/386');
      await planned(/loses\slinux\/386/);
      await page.keyboard.press('Enter');
      await told(stage(), `${tag()} names sha256:`);
    });

    it('goes after a question', async () => {
      const { window, keys } = stage();
      const { page } = window;
      await keys.command('Multi-Arch: Focus on Images View');
      await keys.row(pinned);
      await keys.menu('Delete Tag…');
      const question = page.locator('.monaco-dialog-box', { hasText: `Delete ${tag()}` });
      await question.waitFor();
      await window.picture('keys-list-deletion');
      await page.keyboard.press('Enter');
      await told(stage(), /Deleted from .*: 1\./);
      await keys.row(pinned);
      await keys.menu('Unpin');
      await page.getByRole('treeitem', { name: pinned }).waitFor({ state: 'detached' });
    });
  });
}
