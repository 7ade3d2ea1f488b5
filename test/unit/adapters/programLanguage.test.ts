import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { languageEnvironment, takeLanguage } from '../../../src/adapters/programLanguage.ts';
import { say, speak } from '../../../src/core/language.ts';

describe('the language of a program', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'multiarch-language-'));
  });
  afterEach(() => {
    speak({});
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('is English without a file, and those that it starts hear of none', () => {
    takeLanguage({});
    assert.equal(say('yes'), 'yes');
    assert.deepEqual(languageEnvironment(), {});
  });

  it('is that of the file, also for those that it starts', () => {
    const file = path.join(folder, 'de.json');
    writeFileSync(file, JSON.stringify({ yes: 'ja', odd: { message: 1 } }));
    takeLanguage({ MULTIARCH_LANGUAGE: file });
    assert.deepEqual([say('yes'), say('odd')], ['ja', 'odd']);
    takeLanguage(languageEnvironment());
    assert.equal(say('yes'), 'ja');
  });

  for (const text of ['', 'null', '{']) {
    it(`is English when its file is broken: ${JSON.stringify(text)}`, () => {
      const file = path.join(folder, 'broken.json');
      writeFileSync(file, text);
      takeLanguage({ MULTIARCH_LANGUAGE: file });
      assert.equal(say('yes'), 'yes');
    });
  }
});
