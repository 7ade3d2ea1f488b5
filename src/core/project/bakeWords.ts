import type { YamlWord } from './composeServices.ts';

/** Longest bake file that is read, in characters. */
const longest = 1024 * 1024;

/** Comments, strings, names and single characters of HCL and JSON, in the order in which they are looked for. */
const token =
  /#[^\n]*|\/\/[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/)?|"(?:[^"\\\n]|\\.)*"?|[A-Za-z_][\w-]*|[[\]{}=:]/g;

/** A word of a bake file, without comments, and its offset. */
interface BakeToken {
  /** A string with its quotes, a name, or one of `[]{}=:`. */
  readonly word: string;
  readonly index: number;
}

/** The words of a bake file, in HCL or JSON; what is none of these is left out. Linear. */
export function* bakeTokens(text: string): Generator<BakeToken> {
  for (const { 0: word, index } of text.matchAll(token)) {
    if (!/^(?:#|\/[/*])/.test(word)) yield { word, index };
  }
}

/**
 * The words that should be platforms in a bake file: the texts in lists after `platforms`, in HCL and in
 * JSON. Only places are read here; what a file means is asked of `docker buildx bake --print`. A text with
 * a variable is left out. Total, and linear.
 */
export function bakePlatformWords(text: string): readonly YamlWord[] {
  if (text.length > longest) return [];
  const words: YamlWord[] = [];
  let state: 'elsewhere' | 'named' | 'assigned' | 'list' = 'elsewhere';
  let depth = 0;
  for (const { word: found, index } of bakeTokens(text)) {
    if (state === 'list') {
      if (found === '[') depth += 1;
      if (found === ']') depth -= 1;
      if (depth === 0) state = 'elsewhere';
      if (found.startsWith('"') && depth === 1) words.push(...wordOf(found, index));
    } else if (found === 'platforms' || found === '"platforms"') state = 'named';
    else if (state === 'named' && (found === '=' || found === ':')) state = 'assigned';
    else if (state === 'assigned' && found === '[') {
      state = 'list';
      depth = 1;
    } else state = 'elsewhere';
  }
  return words;
}

function wordOf(quoted: string, index: number): readonly YamlWord[] {
  const written = quoted.slice(1, -1);
  if (!/^"[^"$%\\]+"$/.test(quoted)) return [];
  const span = { start: index + 1, end: index + 1 + written.length };
  return [{ written, resolved: written, span }];
}
