import '../../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import { commands, window } from 'vscode';
import { itemCommands } from '../../../src/extension/contributions.ts';
import { register } from '../../../src/extension/register.ts';

/** Registers a command that notes what it was called with, and calls it as the editor does. */
async function call(
  id: Parameters<typeof register>[0],
  ...given: readonly unknown[]
): Promise<{ readonly called: readonly unknown[][]; readonly told: readonly string[] }> {
  const called: unknown[][] = [];
  const told: string[] = [];
  let handler: ((...given: readonly unknown[]) => unknown) | undefined;
  const before = { ...commands };
  Object.assign(commands, {
    registerCommand: (_: string, handle: typeof handler) => {
      handler = handle;
    },
  });
  Object.assign(window, {
    showInformationMessage: (text: string) => {
      told.push(text);
      return Promise.resolve(undefined);
    },
  });
  try {
    register(id, (...args: unknown[]) => {
      called.push(args);
    });
    await handler?.(...given);
  } finally {
    Object.assign(commands, before);
  }
  return { called, told };
}

describe('a command', () => {
  for (const id of itemCommands) {
    it(`${id} says that it needs a row where the editor gives none`, async () => {
      const { called, told } = await call(id);
      assert.deepEqual(called, []);
      assert.deepEqual(told, ['This is for a row of a view. Choose it from the menu of the row.']);
    });
  }

  it('gets the row that it is chosen from', async () => {
    const row = { kind: 'history' };
    assert.deepEqual(await call('multiarch.showStepLog', row), { called: [[row]], told: [] });
  });

  it('of the palette needs none', async () => {
    assert.deepEqual(await call('multiarch.removeBuilder'), { called: [[]], told: [] });
  });
});
