import type { CancellationToken, Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Builder } from '../core/build/workerNode.ts';
import { explainBuild } from '../core/explain/explainBuild.ts';
import type { Fact } from '../core/facts.ts';
import {
  explainBuildRequest,
  type ExplainBuildParams,
  type ExplainBuildResult,
} from '../protocol/requests.ts';
import { withSignal } from './cancellation.ts';
import { kindOf } from './documentKind.ts';
import type { Lookups } from './lookups.ts';
import type { SettingsReader } from './settingsReader.ts';
import type { TextAnalyzer } from './textAnalyzer.ts';

/** What is read to explain a build. */
interface ExplainSources {
  readonly documents: TextDocuments<TextDocument>;
  readonly analyzer: TextAnalyzer;
  readonly settings: SettingsReader;
  readonly lookups: Lookups;
  readonly builder: () => Fact<Builder> | undefined;
}

/** How often more is looked up: images, then their configs, then what an ONBUILD of these brings in. */
const rounds = 3;

const noBuilder: Fact<Builder> = {
  known: false,
  reason: { code: 'builder-unknown', message: 'No builder was asked.' },
};

/** Answers what a build of an open Dockerfile does. */
export function registerExplain(connection: Connection, sources: ExplainSources): void {
  const { documents, analyzer, settings, lookups } = sources;
  connection.onRequest(
    explainBuildRequest,
    (
      { uri, settle, build }: ExplainBuildParams,
      token: CancellationToken,
    ): Promise<ExplainBuildResult> =>
      withSignal(token, async (signal) => {
        const document = documents.get(uri);
        if (document === undefined || kindOf(document) !== 'dockerfile') return null;
        const { registry } = await settings.read(uri);
        const asked = { everyConfig: true, ...(build && { build }) } as const;
        const analyze = () => analyzer.analyze(uri, document.getText(), 'dockerfile', asked);
        let analysis = await analyze();
        for (let round = 0; settle && round < rounds && !signal.aborted; round += 1) {
          const { needs, needsBases } = analysis;
          await lookups.settle(needs, registry.lookups, signal, needsBases);
          analysis = await analyze();
          const keys = new Set(needsBases.map(({ key }) => key));
          if (
            analysis.needs.every((need) => needs.includes(need)) &&
            analysis.needsBases.every(({ key }) => keys.has(key))
          ) {
            break;
          }
        }
        const image = lookups.reader(registry.lookups);
        return explainBuild({ analysis, image, builder: sources.builder() ?? noBuilder });
      }),
  );
}
