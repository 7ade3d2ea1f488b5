import assert from 'node:assert/strict';
import { commands, extensions, version } from 'vscode';
import { paletteCommands } from '../../../src/extension/contributions.ts';
import { watchInput } from './inputWatch.ts';
import { diagnosticsWhen, openDockerfile } from './documents.ts';
import { extensionId } from './extensionUnderTest.ts';

describe('activation', () => {
  it('has not happened before anybody needed it', async () => {
    // This version asks whoever provides servers of the Model Context Protocol for them as soon as it runs.
    if (version.startsWith('1.104.')) await extension().activate();
    else assert.equal(extension().isActive, false);
  });

  it('starts no process, opens no connection and reads nothing outside of dist', async () => {
    const { extensionPath } = extension();
    const watch = watchInput(extensionPath);
    try {
      await extension().activate();
      // What activation has put off until its caller is done.
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      watch.stop();
    }
    assert.equal(extension().isActive, true);
    assert.deepEqual(watch.seen(), []);
  });

  it('is put to use by the first Dockerfile, which starts the language server', async () => {
    const watch = watchInput(extension().extensionPath);
    try {
      const document = await openDockerfile('FROM scratch\nRUN true\nNOPE\n');
      await diagnosticsWhen(document.uri, (diagnostics) => diagnostics.length > 0);
    } finally {
      watch.stop();
    }
    assert.match(watch.seen().join('\n'), /PROCESSWRAP/);
  });

  it('registers every command', async () => {
    const known = await commands.getCommands(true);
    assert.deepEqual(
      paletteCommands.filter((command) => !known.includes(command)),
      [],
    );
  });
});

function extension() {
  const found = extensions.getExtension(extensionId);
  assert(found, `${extensionId} is not installed`);
  return found;
}
