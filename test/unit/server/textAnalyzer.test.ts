import assert from 'node:assert/strict';
import type { ProjectFacts } from '../../../src/adapters/workspace/projectReader.ts';
import type { ComposeServices } from '../../../src/core/project/composeServices.ts';
import { createTextAnalyzer, type AnalyzerSources } from '../../../src/server/textAnalyzer.ts';
import { defaultSettings } from '../../../src/protocol/settings.ts';
import { unreachable } from '../../support/imageFacts.ts';

describe('what is known about a file while its disk is slow', () => {
  it('is asked for all at once, and each once: one wait after the other would be twice as long', async () => {
    const answers: (() => void)[] = [];
    /** Answers when both were asked, and never a second time. */
    const slow =
      <T>(value: T) =>
      (): Promise<T> =>
        new Promise((resolve) => {
          answers.push(() => {
            resolve(value);
          });
          if (answers.length === 2) for (const answer of answers) answer();
        });
    const services: ComposeServices = { images: [], platforms: [] };
    const projects = {
      of: slow<ProjectFacts | undefined>(undefined),
      services: slow(services),
      contextOf: () => undefined,
    };
    const lookups = { reader: () => () => unreachable, baseReader: () => () => unreachable };
    const sources = {
      settings: { read: () => Promise.resolve(defaultSettings) },
      projects,
      lookups,
      builder: () => undefined,
      overlaps: () => false,
    };
    const analyzer = createTextAnalyzer(sources as unknown as AnalyzerSources);
    const analysis = analyzer.analyze('file:///compose.yaml', 'services: {}\n', 'compose');
    assert.deepEqual((await analysis).findings, []);
  });
});
