/** Texts in another language, by the English ones; both with `{0}`, `{1}`, … for what is filled in. */
export type Translations = Readonly<Record<string, string>>;

let translations: ReadonlyMap<string, string> = new Map();
let source: string | undefined;

/**
 * Sets the language of all texts of this program, once, before any is made. Without it they are English, as the
 * command line's always are. It is the one thing that the core remembers; what is found out does not depend on it.
 *
 * @param file where it was read, for the programs that this one starts
 */
export function speak(language: Translations, file?: string): void {
  translations = new Map(Object.entries(language));
  source = file;
}

/** Absolute path of the file with the texts of the language; undefined for English. */
export function languageFile(): string | undefined {
  return source;
}

/**
 * A text for people in the language of the program. What is filled in stands as it is. The text has to be written
 * out where this is called, or in a table, because translators see the sources only.
 */
export function say(text: string, ...args: readonly (string | number)[]): string {
  const own = translations.get(text) ?? text;
  return own.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)] ?? ''));
}
