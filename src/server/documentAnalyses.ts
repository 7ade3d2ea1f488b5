import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysis } from '../core/analysis/analyze.ts';
import type { Turn } from './turns.ts';

/** Analyses of open documents: each is made once per version and state of the world. */
export interface DocumentAnalyses {
  /**
   * What is known of a document now. Several features that ask at the same time share one analysis, and go on one after
   * the other: between two of them messages are read.
   */
  of(document: TextDocument): Promise<Analysis>;
  /** The world has changed: facts, settings, the builder. */
  forget(): void;
  /** A closed document costs nothing. */
  close(uri: string): void;
}

/**
 * @param analyze makes the analysis; what it awaits decides nothing about the text
 * @param turn waits for the turn in which one of those who asked goes on
 */
export function createDocumentAnalyses(
  analyze: (document: TextDocument) => Promise<Analysis>,
  turn: Turn,
): DocumentAnalyses {
  const known = new Map<string, { version: number; analysis: Promise<Analysis> }>();

  function shared(document: TextDocument): Promise<Analysis> {
    const { uri, version } = document;
    const entry = known.get(uri);
    if (entry?.version === version) return entry.analysis;
    const analysis = analyze(document);
    known.set(uri, { version, analysis });
    analysis.catch(() => {
      if (known.get(uri)?.analysis === analysis) known.delete(uri);
    });
    return analysis;
  }

  return {
    async of(document) {
      const analysis = await shared(document);
      await turn();
      return analysis;
    },
    forget: () => {
      known.clear();
    },
    close: (uri) => {
      known.delete(uri);
    },
  };
}
