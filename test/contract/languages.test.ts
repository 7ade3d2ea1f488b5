import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { collectTexts, textsOf } from '../languages/collectTexts.ts';
import { root } from './sources.ts';

/** Texts of a file by their keys. */
type Bundle = Readonly<Record<string, string>>;

function read(file: string): Bundle {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Bundle;
}

/** `{0}`, `{1}`, … of a text, each once, sorted. */
function places(text: string): readonly string[] {
  return [...new Set(text.match(/\{\d\}/g) ?? [])].sort();
}

function differencesOf(english: Bundle, other: Bundle): readonly string[] {
  return [
    ...Object.keys(other).flatMap((key) => (Object.hasOwn(english, key) ? [] : [`old: ${key}`])),
    ...Object.entries(english).flatMap(([key, text]) => {
      const own = other[key];
      if (own === undefined) return [`missing: ${key}`];
      if (own.trim() === '') return [`empty: ${key}`];
      return places(own).join() === places(text).join() ? [] : [`other places: ${key}`];
    }),
  ];
}

describe('the texts of the editor', function () {
  // All sources are read, by a compiler.
  this.timeout(120_000);

  it('are all seen by translators, and all in l10n/bundle.l10n.json (npm run l10n)', () => {
    const { texts, unseen } = collectTexts();
    assert.deepEqual(unseen, []);
    assert.deepEqual(Object.keys(read('l10n/bundle.l10n.json')).sort(), texts);
  });

  const pairs = [
    { english: 'package.nls.json', pattern: /^package\.nls\.[\w-]+\.json$/, folder: '.' },
    { english: 'l10n/bundle.l10n.json', pattern: /^bundle\.l10n\.[\w-]+\.json$/, folder: 'l10n' },
  ];
  for (const { english, pattern, folder } of pairs) {
    const names = readdirSync(path.join(root, folder)).filter(
      (name) => pattern.test(name) && name !== 'bundle.l10n.json',
    );
    for (const name of names) {
      it(`are in ${name}, each with its places, and no other`, () => {
        assert.deepEqual(differencesOf(read(english), read(path.join(folder, name))), []);
      });
    }
    it(`are there in another language: ${english}`, () => {
      assert.ok(names.length > 0);
    });
  }
});

describe('what collects texts', () => {
  check("l10n.t('Build {0}', name)", ['Build {0}']);
  check("wording.l10n.t(isOne ? 'One' : 'Several')", ['One', 'Several']);
  check("say('a' + 'b')", ['ab']);
  check("const text = 'Nothing.'; say(text)", ['Nothing.']);
  check("const words = { a: 'Aa', b: 'Bb' }; say(words[kind])", ['Aa', 'Bb']);
  check("const message = { text: 'It has {0}.', args: [names] };", ['It has {0}.']);
  check("function cell(text: string) { return { text, args: [] }; } cell('Native')", ['Native']);
  check("say('{0}: {1}', a, b)", []);
  check('say(`It has ${names}`)', undefined);
  check('say(read())', undefined);
});

/** @param expected undefined where the text cannot be seen */
function check(text: string, expected: readonly string[] | undefined): void {
  it(text, () => {
    const { texts, unseen } = textsOf([{ path: 'src/core/a.ts', text }]);
    assert.deepEqual(unseen.length === 0 ? texts : undefined, expected);
  });
}
