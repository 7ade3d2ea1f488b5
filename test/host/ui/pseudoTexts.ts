import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A language that nobody speaks: every text of ours stands between this mark and its other half. */
export const opening = '⟦';
const closing = '⟧';

const root = join(__dirname, '../../..');

/**
 * The files of a translation into that language: all texts longer by a third and with accents, as real translations
 * are, and what has a meaning kept: placeholders, icons, links, and a link that fills a line, which becomes a button.
 *
 * @param locale what the language is called
 */
export function pseudoFiles(locale: string): Readonly<Record<string, string>> {
  return {
    [`package.nls.${locale}.json`]: translated('package.nls.json'),
    [`l10n/bundle.l10n.${locale}.json`]: translated('l10n/bundle.l10n.json'),
  };
}

function translated(file: string): string {
  const texts = JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, string>;
  return JSON.stringify(
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, pseudo(text)])),
  );
}

function pseudo(text: string): string {
  return text.split('\n').map(pseudoLine).join('\n');
}

const linkLine = /^\[([^\]]*)\](\([^)]*\))$/;

function pseudoLine(line: string): string {
  if (line === '') return line;
  const [, label = '', target = ''] = linkLine.exec(line) ?? [];
  return target === ''
    ? `${opening}${line} éèü${closing}`
    : `[${opening}${label}${closing}]${target}`;
}

/** What of a text stands outside of the marks; words of two letters and names of things are no text. */
export function untranslated(text: string, names: RegExp): string {
  let depth = 0;
  let outside = '';
  for (const character of text) {
    if (character === opening) depth += 1;
    else if (character === closing) depth -= 1;
    else if (depth === 0) outside += character;
  }
  return (outside.replace(names, ' ').match(/\p{L}{3,}/gu) ?? []).join(' ');
}
