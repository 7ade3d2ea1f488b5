import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { ConfigurationTarget, Uri, workspace, type TextDocument } from 'vscode';
import type { LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { diagnosticsWhen, hoverText, openDockerfile, positionOf, ruleOf } from './documents.ts';
import { applyFix, lensTexts, offeredFixes } from './features.ts';
import { startRegistry } from './registry.ts';

const rule = 'redundant-target-platform';
const flag = '--platform=$TARGETPLATFORM';

describe('quick fixes', () => {
  let registry: LoopbackServer;
  before(async () => {
    registry = await startRegistry();
  });
  after(() => registry.close());

  it('mend what was found, from the squiggle to its end', async () => {
    const image = `${registry.host}/app:multi`;
    const document = await openDockerfile(`FROM ${flag} ${image}\nCOPY . /app\n`);
    const [found] = await findings(document, 1);
    assert(found);
    assert.equal(ruleOf(found), rule);
    assert.equal(document.getText(found.range), '$TARGETPLATFORM');
    assert.match(await hoverText(document, positionOf(document, image)), /✓/);
    assert.deepEqual(await lensTexts(document), [
      '0: amd64, arm64: copy only',
      '0: $(play) Build Image…',
    ]);
    assert.deepEqual(await offeredFixes(document, '$TARGETPLATFORM'), [
      'Remove --platform',
      `Fix all ${rule} in the workspace`,
      `Ignore ${rule} here with a comment`,
      `Turn off ${rule} in the settings`,
    ]);
    await applyFix(document, '$TARGETPLATFORM', 'Remove --platform');
    assert.equal(document.getText(), `FROM ${image}\nCOPY . /app\n`);
    await findings(document, 0);
  });

  it('mend all findings of a rule in the file', async () => {
    const document = await openDockerfile(
      `FROM ${flag} scratch AS one\nFROM ${flag} scratch\nCOPY --from=one / /\n`,
    );
    await findings(document, 2);
    await applyFix(document, '$TARGETPLATFORM', `Fix all ${rule} in this file`);
    assert.equal(document.getText(), 'FROM scratch AS one\nFROM scratch\nCOPY --from=one / /\n');
    await findings(document, 0);
  });

  it('mend all findings of a rule in the workspace, also in files that are not open', async () => {
    const document = await openDockerfile(`FROM ${flag} scratch AS here\n`);
    const folder = Uri.joinPath(document.uri, '../..', randomUUID());
    const other = Uri.joinPath(folder, 'Dockerfile');
    await mkdir(folder.fsPath);
    await writeFile(other.fsPath, `FROM ${flag} scratch AS there\n`);
    await findings(document, 1);
    const mended = textWhen(other, (text) => text === 'FROM scratch AS there\n');
    await applyFix(document, '$TARGETPLATFORM', `Fix all ${rule} in the workspace`);
    await findings(document, 0);
    assert.equal(document.getText(), 'FROM scratch AS here\n');
    await mended;
  });

  it('ignore a finding with a comment', async () => {
    const document = await openDockerfile(`FROM ${flag} scratch\n`);
    await findings(document, 1);
    await applyFix(document, '$TARGETPLATFORM', `Ignore ${rule} here with a comment`);
    assert.equal(document.getText(), `# multiarch: ignore ${rule}\nFROM ${flag} scratch\n`);
    await findings(document, 0);
  });

  it('turn a rule off in the settings of the folder, beside what they say already', async () => {
    const document = await openDockerfile(`FROM ${flag} scratch\n`);
    const settings = () => workspace.getConfiguration('multiarch', document.uri);
    const others = { 'invalid-platform': 'warning' };
    await settings().update('rules', others, ConfigurationTarget.WorkspaceFolder);
    try {
      await findings(document, 1);
      await applyFix(document, '$TARGETPLATFORM', `Turn off ${rule} in the settings`);
      await findings(document, 0);
      assert.deepEqual(settings().inspect('rules')?.workspaceFolderValue, {
        ...others,
        [rule]: 'off',
      });
      assert.equal(settings().inspect('rules')?.globalValue, undefined);
    } finally {
      await settings().update('rules', undefined, ConfigurationTarget.WorkspaceFolder);
    }
    await findings(document, 1);
  });

  it('take a platform out of the targets that nobody can build', async () => {
    const image = `${registry.host}/app:amd64-index`;
    const text = `# multiarch: platforms=linux/amd64,linux/arm64\nFROM ${image}\n`;
    const document = await openDockerfile(text);
    await findings(document, 1);
    await applyFix(document, image, 'Remove linux/arm64 from the targets');
    await findings(document, 0);
    assert.equal(document.getText(), `# multiarch: platforms=linux/amd64\nFROM ${image}\n`);
  });
});

function findings(document: TextDocument, count: number) {
  return diagnosticsWhen(document.uri, ({ length }) => length === count);
}

/** Waits until the editor holds a text for a file; mocha limits the time. */
function textWhen(uri: Uri, wanted: (text: string) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const subscription = workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.toString() !== uri.toString() || !wanted(document.getText())) return;
      subscription.dispose();
      resolve();
    });
  });
}
