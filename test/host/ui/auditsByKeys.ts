import { told, type KeyedStage } from './keyedStage.ts';

/** What an audit has found, and what its row offers. */
export function auditsByKeys(stage: () => KeyedStage): void {
  describe('an audit', () => {
    const row = (name: RegExp) => stage().window.page.getByRole('treeitem', { name });
    const image = /^keys\d+\/app:1, 2 right/;

    it('is read row by row', async () => {
      const { window, keys } = stage();
      await keys.command('Multi-Arch: Focus on Audits View');
      await keys.row(/^linux\/arm64, right/);
      await window.page.keyboard.press('ArrowRight');
      await row(/of layers read/).waitFor();
      await window.picture('keys-audit');
    });

    it('is made again, and goes', async () => {
      const { keys } = stage();
      await keys.command('Notifications: Clear All Notifications');
      await keys.row(image);
      await keys.menu('Audit Again');
      await told(stage(), /The architectures of .*: 2 right\./);
      await keys.row(image);
      await keys.menu('Remove from List');
      await row(image).waitFor({ state: 'detached' });
    });
  });
}
