import {
  CodeActionKind,
  LSPErrorCodes,
  MarkupKind,
  ResponseError,
  type CancellationToken,
  type Connection,
  type ServerCapabilities,
  type TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysis } from '../core/analysis/analyze.ts';
import type { Builder } from '../core/build/workerNode.ts';
import type { Fact } from '../core/facts.ts';
import { say } from '../core/language.ts';
import { withSignal } from './cancellation.ts';
import type { DocumentAnalyses } from './documentAnalyses.ts';
import { kindOf } from './documentKind.ts';
import { codeActions, fixAllKind, isWanted } from './features/codeActions.ts';
import { codeLenses } from './features/codeLens.ts';
import { complete, completionTriggers, type FindTags } from './features/completion.ts';
import { diagnosticReport, diagnosticsOf } from './features/diagnostics.ts';
import { documentLinks } from './features/documentLinks.ts';
import { hoverAt } from './features/hover.ts';
import { inlayHints } from './features/inlayHints.ts';
import { pinActions, readPinUpdate, updateEdit } from './features/pins.ts';
import { completeSpec } from './features/specCompletion.ts';
import { specActions, specDiagnostics } from './features/specDiagnostics.ts';
import { specHover } from './features/specHover.ts';
import { specLenses } from './features/specLens.ts';
import type { Lookups } from './lookups.ts';
import { offerTags } from './offeredTags.ts';
import type { SettingsReader } from './settingsReader.ts';
import type { SearchTags } from './tagSearch.ts';

/** What an editor is told that it may ask for. */
export const featureCapabilities = {
  hoverProvider: true,
  codeActionProvider: {
    codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind],
    resolveProvider: true,
  },
  completionProvider: { triggerCharacters: completionTriggers },
  documentLinkProvider: {},
  codeLensProvider: {},
  inlayHintProvider: true,
  diagnosticProvider: {
    identifier: 'multiarch',
    interFileDependencies: false,
    workspaceDiagnostics: false,
  },
} satisfies ServerCapabilities;

/** What the features read. */
export interface FeatureSources {
  readonly documents: TextDocuments<TextDocument>;
  readonly analyses: DocumentAnalyses;
  readonly settings: SettingsReader;
  readonly lookups: Lookups;
  /** What would build; undefined while nobody has told. */
  readonly builder: () => Fact<Builder> | undefined;
  /** The target that a file is looked at for, formatted; undefined: all of them. */
  readonly lookedAt: (uri: string) => string | undefined;
  readonly searchTags: SearchTags;
  /** Tell the user something; shown as it is. */
  readonly warn: (message: string) => void;
  readonly inform: (message: string) => void;
}

function optionalBuilder(builder: Fact<Builder> | undefined) {
  return builder === undefined ? {} : { builder };
}

/** Answers the editor's requests about a document. One that was overtaken by an edit is given up. */
export function registerFeatures(connection: Connection, sources: FeatureSources): void {
  const { documents, analyses, settings, lookups, lookedAt } = sources;

  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined) return diagnosticReport([], previousResultId);
    const { version } = document;
    const analysis = await analyses.of(document);
    if (document.version !== version) {
      const message = say('The file has changed meanwhile.');
      throw new ResponseError(LSPErrorCodes.ServerCancelled, message, { retriggerRequest: true });
    }
    const items = [
      ...diagnosticsOf(analysis, lookedAt(document.uri)),
      ...specDiagnostics(analysis),
    ];
    return diagnosticReport(items, previousResultId);
  });

  connection.onHover(({ textDocument, position }, token) =>
    answer(textDocument.uri, token, async (document, analyzed) => {
      const { registry } = await settings.read(document.uri);
      const analysis = await analyzed();
      const hover = await withSignal(token, (signal) =>
        (analysis.spec ? specHover : hoverAt)(analysis, position, {
          image: lookups.reader(registry.lookups),
          settle: (references) => lookups.settle(references, registry.lookups, signal),
          quota: (host) => lookups.quota(host),
          ...optionalBuilder(sources.builder()),
          now: Date.now(),
        }),
      );
      return (
        hover && {
          contents: { kind: MarkupKind.Markdown, value: hover.markdown },
          range: hover.range,
        }
      );
    }),
  );

  connection.onCodeAction(({ textDocument, range, context: { only } }, token) =>
    answer(textDocument.uri, token, async (document, analyzed) => {
      const { uri, version } = document;
      const text = document.getText();
      const request = { uri, version, text, range, ...(only !== undefined && { only }) };
      const analysis = await analyzed();
      const { registry } = await settings.read(uri);
      const image = lookups.reader(registry.lookups);
      return [
        ...codeActions(analysis, request),
        ...(isWanted(request, CodeActionKind.RefactorRewrite)
          ? pinActions(analysis, { uri, range, image })
          : []),
        ...(isWanted(request, CodeActionKind.QuickFix)
          ? specActions(analysis, { uri, range })
          : []),
      ];
    }),
  );

  connection.onCodeActionResolve(async (action) => {
    const update = readPinUpdate(action.data);
    if (update === undefined) return action;
    const { registry } = await settings.read(update.uri);
    await lookups.settle([update.reference], registry.lookups);
    const fact = lookups.reader(registry.lookups)(update.reference);
    if (!fact.known) {
      sources.warn(say('The pin was not updated. {0}', fact.reason.message));
      return action;
    }
    const edit = updateEdit(update, fact.value);
    if (edit === undefined)
      sources.inform(say('The pin is what the tag names now: nothing to update.'));
    return { ...action, ...(edit && { edit }) };
  });

  connection.onDocumentLinks(({ textDocument }, token) =>
    answer(textDocument.uri, token, async (_, analyzed) => documentLinks(await analyzed())),
  );

  connection.onCodeLens(({ textDocument }, token) =>
    answer(textDocument.uri, token, async (document, analyzed) => {
      const { codeLens } = await settings.read(document.uri);
      if (!codeLens) return [];
      const analysis = await analyzed();
      return [
        ...codeLenses(analysis, lookedAt(document.uri)),
        ...specLenses(analysis, document.uri),
      ];
    }),
  );

  connection.languages.inlayHint.on(({ textDocument, range }, token) =>
    answer(textDocument.uri, token, async (document, analyzed) => {
      const { inlayHints: isOn } = await settings.read(document.uri);
      if (!isOn) return [];
      return inlayHints(await analyzed(), range, lookedAt(document.uri));
    }),
  );

  connection.onCompletion(({ textDocument, position }, token) =>
    answer(textDocument.uri, token, (document, analyzed) =>
      withSignal(token, async (signal) => {
        const kind = kindOf(document);
        if (kind !== 'dockerfile' && kind !== 'manifest-spec') return undefined;
        const { registry } = await settings.read(document.uri);
        const { targets } = await analyzed();
        const findTags: FindTags = (reference) =>
          registry.lookups === 'off'
            ? Promise.resolve([])
            : offerTags(sources.searchTags, reference, targets, signal);
        return kind === 'dockerfile'
          ? complete(document.getText(), position, targets, findTags)
          : completeSpec(document.getText(), position, findTags);
      }),
    ),
  );

  async function answer<T>(
    uri: string,
    token: CancellationToken,
    make: (document: TextDocument, analyzed: () => Promise<Analysis>) => Promise<T>,
  ): Promise<T | null> {
    const document = documents.get(uri);
    if (document === undefined) return null;
    const { version } = document;
    const made = await make(document, async () => {
      const analysis = await analyses.of(document);
      giveUpUnlessWanted(document, version, token);
      return analysis;
    });
    giveUpUnlessWanted(document, version, token);
    return made;
  }

  /** @throws where nobody waits for an answer about this version of a file any more */
  function giveUpUnlessWanted(document: TextDocument, version: number, token: CancellationToken) {
    if (token.isCancellationRequested) {
      throw new ResponseError(LSPErrorCodes.RequestCancelled, say('Nobody waits for it any more.'));
    }
    if (document.version !== version) {
      throw new ResponseError(
        LSPErrorCodes.ContentModified,
        say('The file has changed meanwhile.'),
      );
    }
  }
}
