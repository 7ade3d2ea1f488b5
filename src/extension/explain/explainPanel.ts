import {
  CancellationTokenSource,
  commands,
  Disposable,
  env,
  l10n,
  languages,
  Range,
  Uri,
  ViewColumn,
  window,
  workspace,
  type CancellationToken,
  type WebviewPanel,
} from 'vscode';
import { ruleCodes } from '../../core/analysis/finding.ts';
import type { Explanation } from '../../core/explain/explanation.ts';
import { explanationMarkdown } from '../../core/explain/explanationMarkdown.ts';
import { rulePage } from '../../core/markdown.ts';
import { readPageState } from '../../protocol/inspectorMessages.ts';
import type { PageAction } from '../../protocol/inspectorPage.ts';
import type { BuilderStore } from '../builders/builderStore.ts';
import { explainPanel } from '../contributions.ts';
import { editorWording } from '../images/inspector/editorWording.ts';
import { PageEditor } from '../images/inspector/pageEditor.ts';
import type { LanguageServer } from '../languageServer.ts';
import { run } from '../register.ts';
import { translated } from '../translated.ts';
import { chooseExplained } from './chooseExplained.ts';
import { openDockerfile, readDeclared, type DeclaredBuild } from './declaredBuild.ts';
import { explainPage, specPlace, type ExplainState } from './explainPage.ts';
import { fileOf, originOf, readExplainOrigin, type ExplainSubject } from './explainSubject.ts';

/** What builds are explained with. */
export interface ExplainPorts {
  readonly server: LanguageServer;
  readonly builders: BuilderStore;
  /** Folder of the extension. */
  readonly extension: Uri;
}

/** How long nothing must have changed before the page is made anew, in ms. */
const pause = 600;

/** The page that explains a build: one, about what was asked for last. It follows the files that this is made of. */
export class ExplainPanel {
  readonly #ports: ExplainPorts;
  readonly #editor: PageEditor;
  #subject: ExplainSubject | undefined;
  /** Kept while its file cannot be read: it says what is followed. */
  #declared: DeclaredBuild | undefined;
  #isStale = false;
  /** The Dockerfile, as far as it is known. */
  #file: Uri | undefined;
  #explanation: Explanation | undefined;
  #reading = new CancellationTokenSource();
  #timer: NodeJS.Timeout | undefined;

  constructor(ports: ExplainPorts) {
    this.#ports = ports;
    this.#editor = new PageEditor({
      ...{ extension: ports.extension, type: explainPanel, column: ViewColumn.Beside },
      title: l10n.t('Explain This Build'),
      onAction: (action) => void this.#act(action),
      onOpen: () => this.#follow(),
      onClose: () => {
        clearTimeout(this.#timer);
        this.#reading.cancel();
        // The next page begins with what is known at once.
        this.#forget();
      },
    });
  }

  /** Explains what the command was called with, or the file in the editor; else the user is asked. */
  async show(given: unknown): Promise<void> {
    const subject = await chooseExplained(given, this.#ports.server);
    if (subject === undefined) return;
    this.#forget();
    this.#subject = subject;
    this.#editor.open();
    await this.#read();
  }

  /** After a reload of the window: goes on with what the page was about. */
  async restore(panel: WebviewPanel, state: unknown): Promise<void> {
    const subject = readExplainOrigin(readPageState(state)?.origin);
    if (subject === undefined) {
      panel.dispose();
      return;
    }
    if (!this.#editor.takeBack(panel)) return;
    this.#forget();
    this.#subject = subject;
    await this.#read();
  }

  dispose(): void {
    this.#reading.cancel();
    this.#editor.dispose();
  }

  #forget(): void {
    this.#explanation = undefined;
    this.#declared = undefined;
    this.#file = undefined;
  }

  #follow(): Disposable {
    const isOurs = (uri: Uri) => uri.toString() === this.#file?.toString();
    const soon = () => {
      this.#readSoon();
    };
    const isWritten = (uri: Uri) => {
      if (this.#declared?.isMadeOf(uri, 'saved') === true) this.#declareAgain();
    };
    // Other programs write such files, too.
    const watcher = workspace.createFileSystemWatcher('**/{*.hcl,*.json,*.yaml,*.yml,.env}');
    return Disposable.from(
      watcher,
      watcher.onDidChange(isWritten),
      watcher.onDidCreate(isWritten),
      watcher.onDidDelete(isWritten),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (isOurs(document.uri)) soon();
        else if (this.#declared?.isMadeOf(document.uri, 'typed') === true) this.#declareAgain();
      }),
      workspace.onDidSaveTextDocument(({ uri }) => {
        isWritten(uri);
      }),
      // The server has learnt something about its images.
      languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some(isOurs)) soon();
      }),
      this.#ports.server.onDidChangeTargets((uri) => {
        if (uri === undefined || uri === this.#file?.toString()) soon();
      }),
      this.#ports.builders.onDidChange(soon),
      workspace.onDidGrantWorkspaceTrust(() => {
        this.#declareAgain();
      }),
    );
  }

  #declareAgain(): void {
    // What is being read may be of the file before.
    this.#reading.cancel();
    this.#isStale = true;
    this.#readSoon();
  }

  #readSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), pause);
  }

  /** First what is known at once, then what registries say. */
  async #read(): Promise<void> {
    clearTimeout(this.#timer);
    this.#reading.cancel();
    const reading = new CancellationTokenSource();
    this.#reading = reading;
    const subject = this.#subject;
    if (subject === undefined) return;
    const file = workspace.asRelativePath(fileOf(subject), false);
    if (this.#explanation === undefined) this.#show({ kind: 'reading', file });
    const spec = subject.kind === 'declared' ? { spec: file } : {};
    try {
      const declared =
        subject.kind === 'declared'
          ? ((this.#isStale ? undefined : this.#declared) ??
            (await readDeclared(subject, this.#ports.server, reading.token)))
          : undefined;
      if (reading.token.isCancellationRequested) return;
      this.#declared = declared;
      this.#isStale = false;
      await this.#explain(subject, declared, reading.token);
    } catch (error) {
      if (reading.token.isCancellationRequested) return;
      const message = error instanceof Error ? error.message : String(error);
      this.#show({ kind: 'failed', file, message, ...spec });
    }
  }

  /** @throws a sentence where it cannot be told */
  async #explain(
    subject: ExplainSubject,
    declared: DeclaredBuild | undefined,
    token: CancellationToken,
  ): Promise<void> {
    const uri = declared?.dockerfile ?? fileOf(subject);
    this.#file = uri;
    const file = workspace.asRelativePath(uri, false);
    // One that was closed is opened again: the server knows open files.
    await openDockerfile(uri, declared);
    for (const settle of this.#explanation === undefined ? [false, true] : [true]) {
      const asked = {
        ...{ uri: uri.toString(), settle },
        ...(declared && { build: declared.declaration }),
      };
      const answer = await this.#ports.server.explainBuild(asked, token);
      if (token.isCancellationRequested) return;
      if (!answer) {
        throw new Error(
          answer === null
            ? l10n.t('{0} is no Dockerfile.', file)
            : l10n.t('the language server does not run'),
        );
      }
      this.#explanation = declared ? declared.tell(answer) : answer;
      this.#show({
        ...{ kind: 'done', file, explanation: this.#explanation, busy: !settle },
        trusted: workspace.isTrusted,
        ...(declared && { declared: declared.shown() }),
      });
    }
  }

  #show(state: ExplainState): void {
    const origin = this.#subject && originOf(this.#subject);
    this.#editor.show(explainPage(state, editorWording), origin);
  }

  async #act(action: PageAction): Promise<void> {
    if (action.do === 'reveal') await this.#reveal(action.place);
    if (action.do !== 'run') return;
    switch (action.way) {
      case 'refresh':
        this.#isStale = true;
        await this.#read();
        return;
      case 'choose-targets':
        await this.#reveal('line:1');
        run('multiarch.choosePlatforms');
        return;
      case 'copy-report':
        if (this.#explanation === undefined || this.#file === undefined) return;
        await env.clipboard.writeText(
          explanationMarkdown(
            this.#explanation,
            workspace.asRelativePath(this.#file, false),
            translated,
          ),
        );
        window.setStatusBarMessage(l10n.t('$(check) Explanation copied'), 3000);
        return;
      case 'manage-trust':
        await commands.executeCommand('workbench.trust.manage');
        return;
      case 'show-log':
        run('multiarch.showLog');
        return;
      default:
        return;
    }
  }

  /** A line of the file, or a rule's documentation; nothing else, whatever the page says. */
  async #reveal(place: string): Promise<void> {
    const rule = ruleCodes.find((code) => place === `rule:${code}`);
    if (rule !== undefined) {
      await env.openExternal(Uri.parse(`${rulePage}${rule}`));
      return;
    }
    if (place === specPlace && this.#subject?.kind === 'declared') {
      await showLine(this.#subject.spec, this.#declared?.line ?? 0, this.#editor.otherColumn);
      return;
    }
    const [, number] = /^line:(\d{1,7})$/.exec(place) ?? [];
    if (number === undefined || this.#file === undefined) return;
    await showLine(this.#file, Number(number) - 1, this.#editor.otherColumn);
  }
}

/** Shows a line, counted from 0, in the editor that the file has already where there is one. */
async function showLine(file: Uri, line: number, otherwise: ViewColumn): Promise<void> {
  const shown = window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === file.toString(),
  );
  await window.showTextDocument(file, {
    selection: new Range(line, 0, line, 0),
    viewColumn: shown?.viewColumn ?? otherwise,
  });
}
