import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commands, TabInputText, TabInputTextDiff, window } from 'vscode';
import { openFile, workspaceFolder } from './documents.ts';
import { answerQuestions, type Answer, type Answered } from './questions.ts';

const dockerfile = 'ARG BASE=busybox\nFROM $BASE\nRUN true\n';

/** From the command to the document that it shows; what is asked on the way is answered by a script. */
describe('a workflow that is generated', function () {
  this.timeout(60_000);
  let answered: Answered | undefined;

  afterEach(async () => {
    answered?.restore();
    answered = undefined;
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await rm(join(workspaceFolder().fsPath, '.github/workflows/image.yml'), { force: true });
  });

  /** The text that is shown for some answers. */
  async function generate(...script: readonly Answer[]): Promise<string> {
    const { uri } = await openFile('generated/Dockerfile', dockerfile);
    answered = answerQuestions([
      { asked: /^Build context/, choose: [/^\.$/] },
      { asked: /^Platforms/, choose: [/^linux\/amd64$/, /^linux\/arm64$/] },
      ...script,
    ]);
    await commands.executeCommand('multiarch.generateWorkflow', uri);
    answered.checkAll();
    const { input } = window.tabGroups.activeTabGroup.activeTab ?? {};
    assert(input instanceof TabInputText || input instanceof TabInputTextDiff);
    const shown = input instanceof TabInputText ? input.uri : input.modified;
    assert.equal(shown.scheme, 'untitled');
    const editor = window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === shown.toString(),
    );
    return editor?.document.getText() ?? '';
  }

  it('builds on a machine for each platform, at GitHub', async () => {
    const text = await generate(
      { asked: /^Who runs it/, choose: [/^GitHub/] },
      { asked: /^Where it is built/, choose: [/^A machine for each platform/] },
      { asked: /^The repository that is pushed to/, write: 'ghcr.io/team/app' },
    );
    for (const words of ['ghcr.io/team/app', 'linux/arm64', 'generated/Dockerfile', 'runs-on'])
      assert(text.includes(words), `${words} is not in\n${text}`);
    assert(!text.includes('setup-qemu-action'), text);
  });

  it('stands beside the file that is there already', async () => {
    await openFile('.github/workflows/image.yml', 'on: push\n');
    const text = await generate(
      { asked: /^Who runs it/, choose: [/^GitHub/] },
      { asked: /^Where it is built/, choose: [/^One machine for all/] },
      { asked: /^The repository that is pushed to/, write: 'ghcr.io/team/app' },
    );
    assert(window.tabGroups.activeTabGroup.activeTab?.input instanceof TabInputTextDiff);
    assert(text.includes('setup-qemu-action'), text);
  });

  it('is a pipeline of GitLab, for the registry of the project where none is named', async () => {
    const text = await generate(
      { asked: /^Who runs it/, choose: [/^GitLab/] },
      { asked: /^Where it is built/, choose: [/^A machine for each platform/] },
      { asked: /Empty: the registry of the project/, write: '' },
    );
    assert(text.includes('CI_REGISTRY_IMAGE'), text);
  });
});
