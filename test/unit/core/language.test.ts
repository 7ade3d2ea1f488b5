import assert from 'node:assert/strict';
import { ageText } from '../../../src/core/age.ts';
import { renderMessage } from '../../../src/core/analysis/finding.ts';
import { languageFile, say, speak } from '../../../src/core/language.ts';

describe('a text', () => {
  afterEach(() => {
    speak({});
  });

  it('is English until a language is spoken', () => {
    assert.equal(say('{0} of {1}', 3, 'four'), '3 of four');
  });

  it('is filled in in the order of its language, once', () => {
    speak({ '{0} of {1}': '{1}: {0}' });
    assert.equal(say('{0} of {1}', '{1}', 'four'), 'four: {1}');
  });

  it('is English where the language lacks it', () => {
    speak({ other: 'anderes' });
    assert.equal(say('constructor'), 'constructor');
  });

  it('has no braces left where nothing is filled in', () => {
    speak({ 'No builder': 'Kein Builder {0}' });
    assert.deepEqual([say('No builder'), say('{0}, {1}', 'a')], ['Kein Builder ', 'a, ']);
    assert.equal(say('ENV A={0}', '$1{0}'), 'ENV A=$1{0}');
  });

  it('is read in a file that programs of ours are told', () => {
    speak({ a: 'b' }, '/l10n/bundle.l10n.de.json');
    assert.equal(languageFile(), '/l10n/bundle.l10n.de.json');
    speak({});
    assert.deepEqual([languageFile(), say('a')], [undefined, 'a']);
  });

  it('of a finding is translated, and its arguments stay harmless', () => {
    speak({ 'No image for {0}.': 'Kein Image für {0}.' });
    const message = { text: 'No image for {0}.', args: ['linux/\u202Earm64'] };
    assert.equal(renderMessage(message), 'Kein Image für linux/\uFFFDarm64.');
  });

  it('of a time has a form for one', () => {
    speak({ '1 day ago': 'vor 1 Tag', '{0} days ago': 'vor {0} Tagen' });
    const day = 86_400_000;
    assert.deepEqual([ageText(0, day), ageText(0, 2 * day)], ['vor 1 Tag', 'vor 2 Tagen']);
  });
});
