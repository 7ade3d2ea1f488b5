import { bakeTokens } from './bakeWords.ts';

/** Longest file that is read, in characters. */
const longest = 1024 * 1024;

/**
 * The targets of a bake file, in HCL or JSON, that others inherit from and no group names: bake builds them only where
 * somebody asks for them by name. Only plain texts are read; `default` is what bake builds unasked. Linear.
 */
export function inheritedTargets(text: string): ReadonlySet<string> {
  const inherited = new Set<string>();
  const grouped = new Set(['default']);
  if (text.length > longest) return inherited;
  let key = '';
  let list: Set<string> | undefined;
  for (const { word } of bakeTokens(text)) {
    if (word === ']') list = undefined;
    else if (word === '[') {
      if (key === 'inherits') list = inherited;
      else list = key === 'targets' ? grouped : undefined;
    } else if (list !== undefined) list.add(word.replaceAll('"', ''));
    else if (word !== '=' && word !== ':') key = word.replaceAll('"', '');
  }
  return new Set([...inherited].filter((name) => !grouped.has(name)));
}
