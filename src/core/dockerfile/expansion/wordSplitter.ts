import { isBlank } from '../syntax/blank.ts';

/** Gathers words from text that comes in pieces. */
export interface WordSplitter {
  /** Adds text whose blanks separate words. */
  addSplit(text: string): void;
  /** Adds text that was quoted or escaped: it stays together. */
  addWhole(text: string): void;
  /** Forgets the word that is being read. */
  drop(): void;
  words(): readonly string[];
}

/** Splits what a word expands to at blanks that are not quoted (lex.go, wordsStruct). */
export function wordSplitter(): WordSplitter {
  const words: string[] = [];
  let word = '';
  let inWord = false;
  return {
    addSplit(text) {
      let start = 0;
      for (let at = 0; at < text.length; at += 1) {
        if (!isBlank(text.charCodeAt(at))) {
          inWord = true;
          continue;
        }
        word += text.slice(start, at);
        start = at + 1;
        if (inWord && word !== '') {
          words.push(word);
          word = '';
          inWord = false;
        }
      }
      word += text.slice(start);
    },
    addWhole(text) {
      word += text;
      inWord = true;
    },
    drop() {
      word = '';
    },
    words: () => (word === '' ? words : [...words, word]),
  };
}
