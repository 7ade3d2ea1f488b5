import '../../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import { TreeItem } from 'vscode';
import { plainDetail, plainLabel, plainRow, plainText } from '../../../src/extension/plainRow.ts';

describe('plainText', () => {
  const check = (text: string, expected: string) =>
    it(JSON.stringify(text.slice(0, 40)), () => {
      assert.equal(plainText(text), expected);
    });

  check('linux/arm64 → farm0 · “x”', 'linux/arm64 → farm0 · “x”');
  // Arabic and Hebrew names have a direction of their own, and need no character for it.
  check('بناء', 'بناء');
  check('\u001b[31mred', '\ufffd[31mred');
  check('two\nlines\tand', 'two lines and');
  check('\u202egnp.exe', '\ufffdgnp.exe');
  check('a\u2066b\u2069c', 'a\ufffdb\ufffdc');
  check('y'.repeat(100_000), `${'y'.repeat(300)}…`);
});

describe('plainLabel', () => {
  const check = (text: string, expected: string) =>
    it(text, () => {
      assert.equal(plainLabel(text), expected);
    });

  check('$(trash) and $(sync~spin)', '$\u200b(trash) and $\u200b(sync~spin)');
  check('\\$(trash)', '\\$\u200b(trash)');
  check('$HOME (x) \u202e', '$HOME (x) \ufffd');
});

describe('plainRow', () => {
  it('keeps lines in a tooltip only', () => {
    const row = new TreeItem('a\nb');
    Object.assign(row, { description: '\u0000', tooltip: 'c\nd\u202e' });
    row.accessibilityInformation = { label: 'e\u0007' };
    plainRow(row);
    assert.deepEqual(
      [row.label, row.description, row.tooltip, row.accessibilityInformation.label],
      ['a b', '\ufffd', 'c\nd\ufffd', 'e\ufffd'],
    );
  });

  it('cuts a tooltip without end', () => {
    assert(plainDetail('x\n'.repeat(1_000_000)).length < 1000);
    assert(plainDetail('x'.repeat(1_000_000)).length < 5000);
  });
});
