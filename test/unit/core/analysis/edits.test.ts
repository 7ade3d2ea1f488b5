import assert from 'node:assert/strict';
import {
  applyEdits,
  compatibleEdits,
  ruleEdits,
  safeEdits,
  type EditFix,
} from '../../../../src/core/analysis/edits.ts';
import { findingsOf } from '../../../support/ruleTable.ts';

/** `start-end=text` of one line, e.g. `2-4=x`; several of one fix by blanks. */
function fixOf(written: string): EditFix {
  const edits = written.split(' ').map((edit) => {
    const [, start, end, newText = ''] = /^(\d+)-(\d+)=(.*)$/.exec(edit) ?? [];
    const at = (character: string | undefined) => ({ line: 0, character: Number(character) });
    return { range: { start: at(start), end: at(end) }, newText };
  });
  return { kind: 'edit', title: { text: 't', args: [] }, edits, safe: true };
}

describe('edits of several fixes', () => {
  const check = (title: string, fixes: readonly string[], expected: string) => {
    it(title, () => {
      assert.equal(applyEdits('0123456789', compatibleEdits(fixes.map(fixOf))), expected);
    });
  };
  check('are made in the order of the file', ['7-8=b', '1-2=a'], '0a23456b89');
  check('are made in the order of the file within a fix', ['7-8=b 1-2=a'], '0a23456b89');
  check(
    'are made once where two fixes need the same',
    ['1-1=a 3-4=b', '1-1=a 6-7=c'],
    '0a12b45c789',
  );
  check('are made both where one stretch follows the other', ['1-3=a', '3-5=b'], '0ab56789');
  check('are made both where one stretch precedes the other', ['3-5=b', '1-3=a'], '0ab56789');
  check('are left out where they overlap', ['1-4=a', '3-6=b'], '0a456789');
  check('are left out where one is within another', ['1-6=a', '3-4=b'], '0a6789');
  check('are left out where one holds another', ['3-4=b', '1-6=a'], '012b456789');
  check(
    'are left out where another text is put at the same place',
    ['3-3=a', '3-3=b'],
    '012a3456789',
  );
  check('are left out where one is put at the end of a stretch', ['1-3=a', '3-3=b'], '0a3456789');
  check('are left out where one is put at its start', ['3-5=a', '3-3=b'], '012a56789');
  check('are left out as a whole', ['1-4=a', '3-6=b 8-9=c'], '0a456789');
  check('are none of no fix', [], '0123456789');
});

describe('edits of findings', () => {
  const text =
    'FROM --platform=linux/x86_64 a AS x\nFROM --platform=$TARGETPLATFORM b\nCOPY --from=x / /\nRUN echo $TARGETARCH\n';
  const findings = findingsOf(text);

  it('are the safe ones of all rules, or of one', () => {
    const lines = text.split('\n');
    const mended = (changes: Readonly<Record<number, string>>) =>
      lines.map((line, at) => changes[at] ?? line).join('\n');
    assert.equal(
      applyEdits(text, safeEdits(findings)),
      mended({ 0: 'FROM --platform=linux/amd64 a AS x', 1: 'FROM b' }),
    );
    assert.equal(
      applyEdits(text, safeEdits(findings, 'redundant-target-platform')),
      mended({ 1: 'FROM b' }),
    );
    assert.deepEqual(safeEdits(findings, 'platform-arg-undeclared'), []);
  });

  it('are the best ones of one rule, with how many there are', () => {
    const { edits, mended, left } = ruleEdits(findings, 'platform-arg-undeclared');
    assert.ok(applyEdits(text, edits).includes('b\nARG TARGETARCH\nCOPY'));
    assert.deepEqual([mended, left], [1, 0]);
    const single = findingsOf(
      'FROM a\nRUN ["wget", "https://x/a-amd64"]\nRUN wget https://y/b-amd64\n',
    );
    const { mended: some, left: others } = ruleEdits(single, 'architecture-literal');
    assert.deepEqual([some, others], [1, 1]);
  });
});
