import { env, l10n, window, workspace } from 'vscode';
import { renderMessage } from '../../core/analysis/finding.ts';
import {
  convertedText,
  type ConversionForm,
} from '../../core/manifestSpec/convert/convertedText.ts';
import { convertScript } from '../../core/manifestSpec/convert/convertScript.ts';
import { yamlLanguage } from '../contributions.ts';
import { notify } from '../notify.ts';

const languages: Readonly<Record<ConversionForm, string>> = {
  spec: yamlLanguage,
  task: 'jsonc',
  imagetools: 'shellscript',
};

/**
 * Converts commands of `docker manifest` and manifest-tool, selected or in the clipboard, into a document of
 * its own, with what got lost as comments above.
 */
export async function convertManifestCommands(): Promise<void> {
  const selected = selection();
  const conversion = convertScript(selected ?? (await env.clipboard.readText()));
  if (conversion.lists.length + conversion.specs.length === 0) {
    const where = selected === undefined ? l10n.t('the clipboard') : l10n.t('the selection');
    const message = l10n.t(
      'There is no manifest list in {0}. Select or copy commands such as docker manifest create, annotate and push, or manifest-tool push, and try again.',
      where,
    );
    await notify({ severity: 'information', message });
    return;
  }
  const form = await chooseForm(conversion.lists.length > 0);
  if (form === undefined) return;
  const { text, notes } = convertedText(conversion, form);
  const sign = form === 'task' ? '//' : '#';
  const comments = notes.map((note) => {
    const place = note.line === undefined ? '' : `${l10n.t('Line {0}', note.line + 1)}: `;
    return `${sign} ${place}${renderMessage(note)}\n`;
  });
  const content = `${comments.join('')}${text}`;
  const document = await workspace.openTextDocument({ language: languages[form], content });
  await window.showTextDocument(document);
}

function selection(): string | undefined {
  const editor = window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty) return undefined;
  return editor.selections.map((each) => editor.document.getText(each)).join('\n');
}

async function chooseForm(hasLists: boolean): Promise<ConversionForm | undefined> {
  // What stands in a spec file that is pushed is not known here.
  if (!hasLists) return 'task';
  const forms: readonly {
    readonly label: string;
    readonly detail: string;
    readonly form: ConversionForm;
  }[] = [
    {
      label: l10n.t('Spec File'),
      detail: l10n.t('YAML as manifest-tool has it, with all that is said of platforms'),
      form: 'spec',
    },
    {
      label: l10n.t('Task'),
      detail: l10n.t('Of type multiarch-manifest, for tasks.json'),
      form: 'task',
    },
    {
      label: l10n.t('docker buildx imagetools create'),
      detail: l10n.t('Commands for a script; platforms are what the images say'),
      form: 'imagetools',
    },
  ];
  const chosen = await window.showQuickPick(forms, {
    placeHolder: l10n.t('What the commands are converted to'),
  });
  return chosen?.form;
}
