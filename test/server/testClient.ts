import assert from 'node:assert/strict';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  CancellationToken,
  createConnection,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  HoverRequest,
  InitializeRequest,
  InitializedNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type ConfigurationParams,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type Hover,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import {
  bakeRequest,
  type BakeParams,
  type BakeResult,
  type InitializationOptions,
} from '../../src/protocol/requests.ts';
import { serveLanguage } from '../../src/server/languageServer.ts';

/** An editor that talks real LSP to the server over a stream in memory. */
export interface TestClient {
  readonly connection: ProtocolConnection;
  /** Opens a Dockerfile, or a file of another name or absolute path and language, and gives its URI. */
  open(text: string, name?: string, languageId?: string): Promise<string>;
  /** Replaces the whole text of an open file. */
  change(uri: string, text: string): Promise<void>;
  /** One pull, as the server answers it. */
  report(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport>;
  /** What one pull finds. */
  pull(uri: string): Promise<readonly Diagnostic[]>;
  /** Pulls now and whenever the server asks for a refresh, until `done` is true. */
  diagnostics(
    uri: string,
    done: (items: readonly Diagnostic[]) => boolean,
  ): Promise<readonly Diagnostic[]>;
  hover(uri: string, line: number, character: number): Promise<string | undefined>;
  dispose(): Promise<void>;
}

/** What the editor's settings say and how far the workspace is trusted. */
export interface TestClientOptions {
  readonly settings?: unknown;
  /** The settings of one file, or of the window; goes before `settings`. */
  readonly settingsFor?: (uri: string | undefined) => unknown;
  readonly initialization?: Partial<InitializationOptions>;
  /** The folder of the workspace, an absolute path; without it no file belongs to a project. */
  readonly folder?: string;
  /** What docker makes of bake files. */
  readonly readBake?: (asked: BakeParams) => BakeResult | Promise<BakeResult>;
  /** The editor's own section `http`. */
  readonly http?: unknown;
}

/** Starts a server in this process and an editor for it. */
export async function startTestClient(options: TestClientOptions = {}): Promise<TestClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  serveLanguage(
    createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)),
  );
  return connectTestClient(
    createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer)),
    options,
  );
}

/** Makes an editor of a connection to a server, wherever it runs. */
export async function connectTestClient(
  connection: ProtocolConnection,
  options: TestClientOptions = {},
): Promise<TestClient> {
  const refreshed = new Set<() => void>();
  connection.onRequest('workspace/configuration', ({ items }: ConfigurationParams) =>
    items.map(({ scopeUri, section }) =>
      section === 'http'
        ? (options.http ?? {})
        : (options.settingsFor?.(scopeUri) ?? options.settings ?? {}),
    ),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest(bakeRequest, (asked: BakeParams, token: CancellationToken) => {
    // The editor listens to it.
    assert.ok(CancellationToken.is(token), `a token of ${bakeRequest}`);
    return options.readBake?.(asked) ?? null;
  });
  connection.onRequest('workspace/diagnostic/refresh', () => {
    for (const wake of refreshed) wake();
    return null;
  });
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, {
    processId: null,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the type still demands it
    rootUri: null,
    ...(options.folder !== undefined && {
      workspaceFolders: [{ uri: pathToFileURL(options.folder).href, name: 'project' }],
    }),
    capabilities: {
      workspace: {
        configuration: true,
        didChangeConfiguration: { dynamicRegistration: true },
        diagnostics: { refreshSupport: true },
      },
    },
    initializationOptions: {
      ...{ trusted: true, engineExpected: false, readsBake: options.readBake !== undefined },
      ...options.initialization,
    },
  });
  await connection.sendNotification(InitializedNotification.type, {});

  let files = 0;
  let version = 1;
  const report = (uri: string, previousResultId?: string) =>
    connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri },
      ...(previousResultId !== undefined && { previousResultId }),
    });
  async function pull(uri: string): Promise<readonly Diagnostic[]> {
    const answer = await report(uri);
    return answer.kind === 'full' ? answer.items : [];
  }
  return {
    connection,
    async open(text, name = 'Dockerfile', languageId = 'dockerfile') {
      const uri = path.isAbsolute(name)
        ? pathToFileURL(name).href
        : `file:///project/${++files}/${name}`;
      await connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId, version, text },
      });
      return uri;
    },
    change: (uri, text) =>
      connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: ++version },
        contentChanges: [{ text }],
      }),
    report,
    pull,
    async diagnostics(uri, done) {
      for (;;) {
        const change = new Promise<void>((resolve) => {
          refreshed.add(resolve);
        });
        const items = await pull(uri);
        if (done(items)) return items;
        await change;
      }
    },
    async hover(uri, line, character) {
      const hover: Hover | null = await connection.sendRequest(HoverRequest.type, {
        textDocument: { uri },
        position: { line, character },
      });
      return hover === null ? undefined : (hover.contents as { value: string }).value;
    },
    async dispose() {
      await connection.sendRequest(ShutdownRequest.type);
      connection.dispose();
    },
  };
}
