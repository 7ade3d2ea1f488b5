import assert from 'node:assert/strict';
import { analyze } from '../../../../src/core/analysis/analyze.ts';
import { applyEdits } from '../../../../src/core/analysis/edits.ts';
import type { Finding } from '../../../../src/core/analysis/finding.ts';
import {
  corpusBuilder,
  corpusCases,
  corpusContext,
  corpusImage,
  corpusText,
  type CorpusCase,
  type ExpectedFinding,
} from './corpusWorld.ts';

function find(corpusCase: CorpusCase, text: string): readonly Finding[] {
  const { targets, buildPlatform, buildArgs } = corpusCase;
  return analyze({
    text,
    targets,
    ...(buildPlatform !== undefined && { buildPlatform }),
    ...(buildArgs !== undefined && { buildArgs }),
    image: corpusImage,
    builder: corpusBuilder(corpusCase),
    context: corpusContext(corpusCase),
  }).findings;
}

function line({ rule, severity, platforms, range }: Finding | ExpectedFinding): string {
  return `${range.start.line}: ${severity} ${rule} for ${platforms.join(' ')}`;
}

describe('the corpus', () => {
  for (const corpusCase of corpusCases) {
    const { file, findings: expected, fix } = corpusCase;
    const text = corpusText(file);

    it(`finds in ${file} what is wrong, and nothing else`, () => {
      const found = find(corpusCase, text);
      assert.deepEqual(found.map(line), expected.map(line));
      for (const [index, finding] of found.entries()) {
        const range = expected[index]?.range;
        assert(range && overlap(finding.range, range), `${finding.rule} points at other words`);
      }
    });

    if (fix !== undefined) {
      it(`mends ${file}: ${fix.title}`, () => {
        const [finding] = find(corpusCase, text);
        const edits = finding?.fixes.flatMap((way) => (way.kind === 'edit' ? [way] : [])) ?? [];
        const texts = edits.map((edit) => applyEdits(text, edit.edits));
        assert(texts.includes(fix.text), texts.join('\n=====\n') || 'there is no fix');
      });
    }

    it(`finds nothing new in ${file} after each fix`, () => {
      const found = find(corpusCase, text);
      for (const finding of found) {
        for (const way of finding.fixes) {
          if (way.kind !== 'edit') continue;
          const after = find(corpusCase, applyEdits(text, way.edits));
          assert.deepEqual(
            after.map(({ rule }) => rule).filter((rule) => !found.some((old) => old.rule === rule)),
            [],
          );
          assert(after.length < found.length, `${finding.rule} is still found`);
        }
      }
    });
  }
});

type Range = Finding['range'];

/** On the same lines, with a character in common. */
function overlap(a: Range, b: Range): boolean {
  return isUpTo(a.start, b.end) && isUpTo(b.start, a.end);
}

function isUpTo(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character <= b.character);
}
