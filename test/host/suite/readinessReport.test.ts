import assert from 'node:assert/strict';
import { commands, TabInputWebview, window } from 'vscode';
import { reportPanel } from '../../../src/extension/contributions.ts';

/** The worker is a process of its own, started by the extension host. */
describe('the readiness report', () => {
  it('is made by the worker, and shown in an editor of its own', async () => {
    const isReport = (input: unknown) =>
      input instanceof TabInputWebview && input.viewType.endsWith(reportPanel);
    try {
      const summary = await commands.executeCommand<readonly { readonly target: string }[]>(
        'multiarch.showReadinessReport',
        ['linux/arm64'],
      );
      assert.deepEqual(
        summary.map(({ target }) => target),
        ['linux/arm64'],
      );
      const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
      assert.equal(tabs.filter(({ input }) => isReport(input)).length, 1);
    } finally {
      const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
      await window.tabGroups.close(tabs.filter(({ input }) => isReport(input)));
    }
  });
});
