import { entriesOf, itemsOf, valueAt, type YamlText, type YamlTree } from '../yamlTree.ts';
import type { Leg } from './pipeline.ts';

/** GitHub makes 256 jobs of a matrix at most (docs.github.com, "Running variations of jobs"), GitLab 200. */
const mostLegs = 256;

/** How deep values of a matrix are: `matrix.target.os.name`. */
const deepest = 4;

/** A value of a matrix, or a list of an object's keys with their values. */
type Values = readonly (readonly [name: string, value: string])[];

/**
 * What `strategy.matrix` of a workflow makes of a job: each combination of its lists without those of
 * `exclude`; an entry of `include` goes to the combinations of which it changes no value, and else is one
 * of its own (docs.github.com, "Running variations of jobs in a workflow"). Undefined where an expression
 * makes it, or a part of it.
 */
export function matrixLegs(matrix: YamlTree | undefined): readonly Leg[] | undefined {
  if (matrix === undefined) return [{}];
  if (matrix.kind !== 'map' || textsIn(matrix).some(({ text }) => text.includes('${{'))) {
    return undefined;
  }
  const lists = matrix.entries.filter(({ key }) => key !== 'include' && key !== 'exclude');
  if (lists.some(({ value }) => value.kind !== 'list')) return undefined;
  const combinations = combine(
    lists.map(({ key, value }) => itemsOf(value).map((item) => valuesOf(key, item, deepest))),
  );
  const excluded = itemsOf(valueAt(matrix, 'exclude')).map(legOf);
  const original = (lists.length === 0 ? [] : combinations).filter(
    (leg) =>
      !excluded.some((each) => Object.entries(each).every(([name, value]) => leg[name] === value)),
  );
  const legs = original.map((leg) => ({ ...leg }));
  const added: Leg[] = [];
  for (const entry of itemsOf(valueAt(matrix, 'include')).slice(0, mostLegs)) {
    const extra = legOf(entry);
    const fitting = legs.filter((_, index) =>
      Object.entries(extra).every(([name, value]) => {
        const own = original[index]?.[name];
        return own === undefined || own === value;
      }),
    );
    for (const leg of fitting) Object.assign(leg, extra);
    if (fitting.length === 0) added.push(extra);
  }
  return [...legs, ...added].slice(0, mostLegs);
}

/**
 * What `parallel: matrix:` of GitLab makes of a job: each entry has a value or a list of values for each
 * variable, and stands for all their combinations (docs.gitlab.com, "parallel:matrix").
 */
export function parallelLegs(parallel: YamlTree | undefined): readonly Leg[] | undefined {
  const matrix = valueAt(parallel, 'matrix');
  if (matrix === undefined) return [{}];
  if (matrix.kind !== 'list') return undefined;
  return matrix.items
    .flatMap((entry) =>
      combine(
        entriesOf(entry).map(({ key, value }) =>
          (value.kind === 'list' ? value.items : [value]).map((item) =>
            valuesOf(`$${key}`, item, 1),
          ),
        ),
      ),
    )
    .slice(0, mostLegs);
}

/** Every text of a tree. */
export function textsIn(tree: YamlTree | undefined): readonly YamlText[] {
  switch (tree?.kind) {
    case 'text':
      return [tree];
    case 'list':
      return tree.items.flatMap(textsIn);
    case 'map':
      return tree.entries.flatMap(({ value }) => textsIn(value));
    default:
      return [];
  }
}

function legOf(entry: YamlTree): Leg {
  return Object.fromEntries(
    entriesOf(entry).flatMap(({ key, value }) => valuesOf(key, value, deepest)),
  );
}

function valuesOf(name: string, value: YamlTree, depth: number): Values {
  if (value.kind === 'text') return [[name, value.text]];
  if (value.kind !== 'map' || depth === 0) return [];
  return value.entries.flatMap((entry) => valuesOf(`${name}.${entry.key}`, entry.value, depth - 1));
}

function combine(lists: readonly (readonly Values[])[]): readonly Leg[] {
  let legs: readonly Leg[] = [{}];
  for (const list of lists) {
    legs = legs
      .flatMap((leg) => list.map((values) => ({ ...leg, ...Object.fromEntries(values) })))
      .slice(0, mostLegs);
  }
  return legs;
}
