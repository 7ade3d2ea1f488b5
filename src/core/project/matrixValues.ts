import { itemsOf, textAt, valueAt, type YamlText, type YamlTree } from '../yamlTree.ts';

/** Most values of one name that are followed. */
const mostValues = 256;

/**
 * What a word of a workflow's job stands for: itself, or for `${{ matrix.name }}` all the values that the
 * job's matrix gives that name, in `name` and in `include` (docs.github.com, "jobs.<job_id>.strategy.matrix").
 * Undefined where that is not known: another expression, a matrix that an expression makes.
 */
export function matrixValues(
  matrix: YamlTree | undefined,
  word: YamlText,
): readonly YamlText[] | undefined {
  if (!word.text.includes('${{')) return [word];
  const [, name] = /^\s*\$\{\{\s*matrix\.([\w.-]+)\s*\}\}\s*$/.exec(word.text) ?? [];
  if (name === undefined) return undefined;
  const keys = name.split('.');
  const [first = '', ...inner] = keys;
  const listed = valueAt(matrix, first);
  // One that an expression makes.
  if (listed?.kind === 'text' || valueAt(matrix, 'include')?.kind === 'text') return undefined;
  const values = [
    ...itemsOf(listed).flatMap((item) => textOf(item, inner)),
    ...itemsOf(valueAt(matrix, 'include')).flatMap((item) => textAt(item, ...keys) ?? []),
  ].slice(0, mostValues);
  return values.length === 0 || values.some(({ text }) => text.includes('${{'))
    ? undefined
    : values;
}

function textOf(item: YamlTree, keys: readonly string[]): readonly YamlText[] {
  if (keys.length > 0) return [textAt(item, ...keys)].filter((each) => each !== undefined);
  return item.kind === 'text' && item.text !== '' ? [item] : [];
}
