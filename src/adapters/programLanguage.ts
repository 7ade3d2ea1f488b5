import { readFileSync } from 'node:fs';
import { languageFile, speak } from '../core/language.ts';

/** The environment variable by which a program of the editor is told where its language is. */
const variable = 'MULTIARCH_LANGUAGE';

/**
 * Takes the language over that the editor, or the program that started this one, speaks. To be called first of all.
 * Without one, or when its file cannot be read, texts are English.
 */
export function takeLanguage({ [variable]: file }: NodeJS.ProcessEnv): void {
  if (file === undefined) return;
  try {
    const texts = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as object);
    const isText = (entry: [string, unknown]): entry is [string, string] =>
      typeof entry[1] === 'string';
    speak(Object.fromEntries(texts.filter(isText)), file);
  } catch {
    // A text in English is better than none.
  }
}

/** What a program that is started has in its environment, so that it speaks the language of this one. */
export function languageEnvironment(): Readonly<Record<string, string>> {
  const file = languageFile();
  return file === undefined ? {} : { [variable]: file };
}
