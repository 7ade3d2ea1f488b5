import { told, type KeyedStage } from './keyedStage.ts';

/** Builders and emulators, from the menus of their rows. */
export function buildersByKeys(stage: () => KeyedStage): void {
  describe('a builder', () => {
    const row = (name: RegExp) => stage().window.page.getByRole('treeitem', { name });

    it('becomes the one that builds', async () => {
      const { window, keys } = stage();
      await keys.command('Multi-Arch: Focus on Builders View');
      await keys.row(/^Builder spare/);
      await keys.menu('Use for Builds', () => window.picture('keys-builder-menu'));
      await row(/^Builder spare, .*used for builds$/).waitFor();
      await told(stage(), 'Builds from here use builder spare');
      await keys.row(/^Builder default/);
      await keys.menu('Use for Builds');
      await row(/^Builder default, .*used for builds$/).waitFor();
    });

    it('is told of in the words of buildx', async () => {
      const { window, keys } = stage();
      await keys.row(/^Builder default/);
      await keys.menu('Inspect Builder');
      await window.page.locator('.view-line', { hasText: 'buildx inspect default' }).waitFor();
    });

    it('goes after a question', async () => {
      const { window, keys } = stage();
      const { page } = window;
      await keys.command('Multi-Arch: Focus on Builders View');
      await keys.row(/^Builder spare/);
      await keys.menu('Remove Builder…');
      const question = page.locator('.monaco-dialog-box');
      await question.getByText(/buildx rm spare/).waitFor();
      await window.picture('keys-builder-removal');
      await page.keyboard.press('Enter');
      await told(stage(), 'Builder spare was removed.');
      await row(/^Builder spare/).waitFor({ state: 'detached' });
      await keys.row(/^Builder default/);
    });

    it('gets an emulator from the row of an architecture', async () => {
      const { window, keys } = stage();
      const { page } = window;
      await keys.command('Multi-Arch: Focus on Emulation View');
      await keys.row(/^mips64le, not emulated/);
      await keys.menu('Install Emulator…');
      await keys.answer('What changes the kernel', 'latest');
      const question = page.locator('.monaco-dialog-box');
      await question.getByText('Install emulators for mips64le?').waitFor();
      await window.picture('keys-emulator');
      await page.keyboard.press('Escape');
      await question.waitFor({ state: 'hidden' });
      await keys.row(/^amd64, native/);
    });
  });
}
