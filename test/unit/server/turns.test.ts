import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { analyze } from '../../../src/core/analysis/analyze.ts';
import type { Steps } from '../../../src/core/steps.ts';
import { createDocumentAnalyses } from '../../../src/server/documentAnalyses.ts';
import { doInSlices } from '../../../src/server/slices.ts';
import { createTurns } from '../../../src/server/turns.ts';
import { indexOf } from '../../support/imageFacts.ts';

describe('a turn of the loop of events', () => {
  /** Counts turns, as one in which a message could be read. */
  function countTurns() {
    let count = 0;
    let isOver = false;
    const next = () => {
      count += 1;
      if (!isOver) setImmediate(next);
    };
    setImmediate(next);
    return { now: () => count, end: () => (isOver = true) };
  }

  it('is had by one feature alone of those that wait for an analysis', async () => {
    const document = TextDocument.create('file:///Dockerfile', 'dockerfile', 1, 'FROM alpine\n');
    const analyses = createDocumentAnalyses(
      (open) =>
        Promise.resolve(analyze({ text: open.getText(), targets: [], image: () => indexOf() })),
      createTurns(),
    );
    const turns = countTurns();
    const feature = async (name: string) => {
      await analyses.of(document);
      return { name, turn: turns.now() };
    };
    const done = await Promise.all(['diagnostics', 'hover', 'lenses'].map(feature));
    turns.end();
    const inOrder = done.toSorted((a, b) => a.turn - b.turn).map(({ name }) => name);
    assert.deepEqual(inOrder, ['diagnostics', 'hover', 'lenses']);
    assert.equal(new Set(done.map(({ turn }) => turn)).size, 3, JSON.stringify(done));
  });

  it('is had by one long work alone of those that are done in slices', async () => {
    const turns = countTurns();
    const took: number[] = [];
    let now = 0;
    const clock = Object.getOwnPropertyDescriptor(performance, 'now');
    Object.defineProperty(performance, 'now', { configurable: true, value: () => (now += 11) });
    /** Work of four slices, as the clock goes on whenever somebody looks at it. */
    function* work(): Steps<string> {
      for (let step = 0; step < 4; step += 1) {
        took.push(turns.now());
        yield;
      }
      return 'done';
    }
    const turn = createTurns();
    const works = [1, 2, 3].map(() => doInSlices(work(), turn, () => false));
    const all = await Promise.all(works).finally(() => {
      if (clock === undefined) Reflect.deleteProperty(performance, 'now');
      else Object.defineProperty(performance, 'now', clock);
    });
    turns.end();
    assert.deepEqual(all, ['done', 'done', 'done']);
    // The first slice is done at once, whoever begins.
    const later = took.filter((at) => at > 0);
    assert.equal(later.length, 9);
    assert.equal(new Set(later).size, later.length, JSON.stringify(took));
  });
});
