import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { diagnosticsWhen, openDockerfile } from './documents.ts';

describe('the language server', () => {
  it('can be restarted, and then knows the open files again', async () => {
    const document = await openDockerfile('FROM scratch\nRUNN true\n');
    await diagnosticsWhen(document.uri, ({ length }) => length === 1);
    const cleared = diagnosticsWhen(document.uri, ({ length }) => length === 0);
    await commands.executeCommand('multiarch.restartServer');
    await cleared;
    const found = await diagnosticsWhen(document.uri, ({ length }) => length > 0);
    assert.equal(found.length, 1);
  });
});
