import {
  commands,
  env,
  l10n,
  ProgressLocation,
  Range,
  Uri,
  ViewColumn,
  window,
  workspace,
  type WebviewPanel,
} from 'vscode';
import { doByWorker } from '../../adapters/workerJob.ts';
import { parsePlatform } from '../../core/platform/platform.ts';
import type { Place, Report } from '../../core/report/report.ts';
import { placeText } from '../../core/report/reportWords.ts';
import { reportJson } from '../../core/report/reportJson.ts';
import { reportMarkdown } from '../../core/report/reportMarkdown.ts';
import { isListOf, isObjectOf, type Guard } from '../../protocol/guards.ts';
import { readPageState } from '../../protocol/inspectorMessages.ts';
import type { PageAction } from '../../protocol/inspectorPage.ts';
import { readReportMessage, type ReportRequest } from '../../protocol/report.ts';
import { reportPanel } from '../contributions.ts';
import { editorWording } from '../images/inspector/editorWording.ts';
import { PageEditor } from '../images/inspector/pageEditor.ts';
import type { LanguageServer } from '../languageServer.ts';
import { run } from '../register.ts';
import { dockerProgram, folderSettings, targetPlatforms } from '../settings.ts';
import { reportPage, type ReportState } from './reportPage.ts';

/** What reports are made with. */
export interface ReportPorts {
  readonly server: LanguageServer;
  /** Folder of the extension. */
  readonly extension: Uri;
  /** Path of the worker's program. */
  readonly worker: string;
  /** Platform of the engine's host, e.g. `linux/arm64`. */
  readonly thisHost: () => Promise<string | undefined>;
}

/** What the page keeps over a reload of the window. */
interface ReportOrigin {
  /** None where the files say themselves. */
  readonly targets: readonly string[];
}

const isPlatform: Guard<string> = (value): value is string =>
  typeof value === 'string' && parsePlatform(value).ok;

const isReportOrigin = isObjectOf<ReportOrigin>({ targets: isListOf(isPlatform) });

/** The page of the readiness report: one, which is made anew for each call. */
export class ReadinessReport {
  readonly #ports: ReportPorts;
  readonly #editor: PageEditor;
  #targets: readonly string[] | undefined;
  #report: Report | undefined;
  #stop = new AbortController();

  constructor(ports: ReportPorts) {
    this.#ports = ports;
    this.#editor = new PageEditor({
      ...{ extension: ports.extension, type: reportPanel, column: ViewColumn.Active },
      title: l10n.t('Readiness Report'),
      onAction: (action) => void this.#act(action),
      onClose: () => {
        this.#stop.abort();
      },
    });
  }

  /**
   * Shows a report, and gives what it comes to, for others that run the command.
   *
   * @param targets what files say themselves when left out
   */
  async show(targets: readonly string[] | undefined): Promise<Report['summary'] | undefined> {
    this.#targets = targets;
    this.#editor.open();
    await this.#read();
    return this.#report?.summary;
  }

  /** After a reload of the window: what takes long is done when somebody asks for it. */
  restore(panel: WebviewPanel, state: unknown): void {
    if (!this.#editor.takeBack(panel)) return;
    const origin = readPageState(state)?.origin;
    const targets = isReportOrigin(origin) ? origin.targets : [];
    this.#targets = targets.length > 0 ? targets : undefined;
    this.#show({ kind: 'lost' });
  }

  dispose(): void {
    this.#stop.abort();
    this.#editor.dispose();
  }

  async #read(): Promise<void> {
    this.#stop.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.#report = undefined;
    if (!workspace.isTrusted) {
      this.#show({ kind: 'untrusted' });
      return;
    }
    this.#show({ kind: 'reading' });
    const state = await window.withProgress(
      {
        location: ProgressLocation.Notification,
        title: l10n.t('Readiness report'),
        cancellable: true,
      },
      async (_, token) => {
        token.onCancellationRequested(() => {
          stop.abort();
        });
        return this.#ask(stop.signal);
      },
    );
    // A newer one has taken its place, or nobody looks.
    if (this.#stop !== stop) return;
    if (state.kind === 'done') this.#report = state.report;
    this.#show(state);
  }

  async #ask(signal: AbortSignal): Promise<ReportState> {
    const [registries, host] = await Promise.all([
      this.#ports.server.readRegistries(),
      this.#ports.thisHost(),
    ]);
    if (signal.aborted) return { kind: 'cancelled' };
    if (registries === undefined) {
      return { kind: 'failed', message: l10n.t('the language server does not run') };
    }
    const folders = reportFolders();
    const request: ReportRequest = {
      ...{ job: 'report', folders, docker: dockerProgram(), registries },
      otherwise: targetPlatforms(undefined),
      ...(this.#targets && { targets: this.#targets }),
      ...(host !== undefined && { buildPlatform: host }),
    };
    return askWorker(this.#ports.worker, request, signal);
  }

  #show(state: ReportState): void {
    const origin: ReportOrigin = { targets: this.#targets ?? [] };
    this.#editor.show(reportPage(state, editorWording), origin);
  }

  async #act(action: PageAction): Promise<void> {
    if (action.do === 'reveal') await this.#reveal(action.place);
    if (action.do !== 'run') return;
    switch (action.way) {
      case 'refresh':
        await this.#read();
        return;
      case 'copy-report':
        if (this.#report === undefined) return;
        await env.clipboard.writeText(reportMarkdown(this.#report));
        window.setStatusBarMessage(l10n.t('$(check) Report copied'), 3000);
        return;
      case 'save-report':
        if (this.#report !== undefined) await saveReport(this.#report);
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

  /** Only places of the report are opened, whatever the page says. */
  async #reveal(written: string): Promise<void> {
    const place =
      this.#report && placesOf(this.#report).find((each) => placeText(each) === written);
    const uri = place && uriOf(place);
    if (uri === undefined) return;
    const { start, end } = place?.range ?? {
      start: { line: 0, character: 0 },
      end: { line: 0, character: 0 },
    };
    const selection = new Range(start.line, start.character, end.line, end.character);
    await window.showTextDocument(uri, { selection });
  }
}

/** The folders of the workspace that are on disk; each in front of its files' paths where there are several. */
function reportFolders(): ReportRequest['folders'] {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return folders.map(({ uri, name }) => ({
    path: uri.fsPath,
    prefix: folders.length > 1 ? `${name}/` : '',
    settings: folderSettings(uri),
  }));
}

function uriOf({ path }: Place): Uri | undefined {
  if (/^(?:\/|[A-Za-z]:)/.test(path)) return Uri.file(path);
  for (const { path: folder, prefix } of reportFolders()) {
    if (path.startsWith(prefix)) return Uri.joinPath(Uri.file(folder), path.slice(prefix.length));
  }
  return undefined;
}

function placesOf({ blockers, units, images, unknown }: Report): readonly Place[] {
  return [
    ...units.map(({ place }) => place),
    ...[...blockers, ...images, ...unknown].flatMap(({ places }) => places),
  ];
}

async function saveReport(report: Report): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    filters: { Markdown: ['md'], JSON: ['json'] },
    ...(folder && { defaultUri: Uri.joinPath(folder, 'readiness.md') }),
  });
  if (target === undefined) return;
  const text = target.path.endsWith('.json')
    ? `${JSON.stringify(reportJson(report), null, 2)}\n`
    : reportMarkdown(report);
  await workspace.fs.writeFile(target, new TextEncoder().encode(text));
}

function askWorker(
  program: string,
  request: ReportRequest,
  signal: AbortSignal,
): Promise<ReportState> {
  return doByWorker<ReportState>(
    program,
    request,
    {
      hear: (sent) => {
        const message = readReportMessage(sent);
        return message.kind === 'report' ? { kind: 'done', report: message.report } : message;
      },
      lose: (message) => ({ kind: 'failed', message }),
      cancelled: { kind: 'cancelled' },
    },
    signal,
  );
}
