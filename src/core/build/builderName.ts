/**
 * Why a name cannot be a new builder's or node's.
 *
 * - `malformed`: buildx or docker refuses the spelling
 * - `reserved`: `default` is the builder of the default docker context
 * - `taken`: there is one of that name already; buildx does not tell case apart
 */
export type NameRefusal = 'malformed' | 'reserved' | 'taken';

/** buildx v0.36, store/util.go, namePattern. */
const buildxName = /^[A-Za-z][A-Za-z0-9._-]*$/;

/** docker/cli v29, cli/context/store/store.go, restrictedNamePattern. */
const contextName = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/;

/**
 * Why buildx would refuse to create a builder, or a builder to take a node, of this name.
 *
 * @param taken names that are there already
 */
export function refuseBuilderName(name: string, taken: readonly string[]): NameRefusal | undefined {
  return refuse(name, buildxName, taken);
}

/** Why docker would refuse to create a context of this name. */
export function refuseContextName(name: string, taken: readonly string[]): NameRefusal | undefined {
  return refuse(name, contextName, taken);
}

/**
 * The name that buildx gives to the next node of a builder (buildx v0.36, store/nodegroup.go,
 * nextNodeName): the builder's with the first number that is free.
 */
export function nextNodeName(builder: string, nodes: readonly string[]): string {
  const taken = new Set(nodes);
  let number = 0;
  while (taken.has(`${builder}${number}`)) number += 1;
  return `${builder}${number}`.toLowerCase();
}

/** The first of `name`, `name-2`, `name-3`, … that is not taken. */
export function freeName(name: string, taken: readonly string[]): string {
  const known = new Set(taken.map((each) => each.toLowerCase()));
  let free = name;
  for (let number = 2; known.has(free.toLowerCase()); number += 1) free = `${name}-${number}`;
  return free;
}

function refuse(name: string, pattern: RegExp, taken: readonly string[]): NameRefusal | undefined {
  if (!pattern.test(name)) return 'malformed';
  if (name === 'default') return 'reserved';
  const lower = name.toLowerCase();
  return taken.some((each) => each.toLowerCase() === lower) ? 'taken' : undefined;
}
