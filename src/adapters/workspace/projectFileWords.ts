import { isMap, isScalar, isSeq, parseDocument, Scalar, type Document } from 'yaml';
import type { YamlWord } from '../../core/project/composeServices.ts';

/** Longest project file that is read, in characters. */
const longest = 256 * 1024;

/**
 * The words of `.multiarch.yaml` that should be platforms: those of `platforms`, for all files and for
 * some. What else is wrong with the file, {@link readProjectFile} says.
 */
export function projectPlatformWords(text: string): readonly YamlWord[] {
  if (text.length > longest) return [];
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { logLevel: 'silent' });
  } catch {
    return [];
  }
  const root = document.contents;
  const files = isMap(root) ? root.get('files') : undefined;
  const parts = [root, ...(isMap(files) ? files.items.map(({ value }) => value) : [])];
  return parts.flatMap((part) => {
    const list = isMap(part) ? part.get('platforms') : undefined;
    return isSeq(list) ? list.items.flatMap((item) => wordOf(item, text)) : [];
  });
}

function wordOf(node: unknown, text: string): readonly YamlWord[] {
  if (!isScalar(node) || typeof node.value !== 'string') return [];
  const [from = 0, to = 0] = node.range ?? [];
  const isQuoted = node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE;
  const span = isQuoted ? { start: from + 1, end: to - 1 } : { start: from, end: to };
  return [{ written: text.slice(span.start, span.end), resolved: node.value, span }];
}
