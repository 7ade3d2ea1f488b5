import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './sources.ts';

const page = readFileSync(path.join(root, 'docs/security.md'), 'utf8');

describe('docs/security.md', () => {
  const tests = [...page.matchAll(/\[“([^”]+)”\]\(\.\.\/(test\/[^)]+)\)/g)];

  it('has tests for what it says', () => {
    assert.ok(tests.length >= 40, `${tests.length}`);
  });

  for (const [, title = '', file = ''] of tests) {
    it(`has a test “${title}”`, () => {
      assert.ok(existsSync(path.join(root, file)), file);
      // As a title is written: a text of its own, in either kind of quotes.
      const source = readFileSync(path.join(root, file), 'utf8');
      const titles = [...source.matchAll(/\b(?:describe|it|check)\(\s*(['"`])(.*?)\1/g)];
      assert.ok(
        titles.some(([, , words]) => words === title),
        `${file} has no test “${title}”`,
      );
    });
  }

  it('names a test for every threat', () => {
    const rows = page
      .split('\n')
      .filter((line) => line.startsWith('| ') && !/^\| -|^\| Threat/.test(line));
    assert.ok(rows.length >= 25, `${rows.length}`);
    for (const row of rows) assert.match(row, /\[“[^”]+”\]\(\.\.\/test\//);
  });
});
