import type { Variable } from './expansion/modifiers.ts';

/** The variables that instructions of a stage see. */
export interface Scope {
  /** What the stage itself sets. */
  readonly own: ReadonlyMap<string, Variable>;
  /** Where other names are looked up: what the stage is built on. */
  readonly parent: Scope | undefined;
  /** How many scopes stand one upon another, this one included. */
  readonly depth: number;
  /** Why any other name may be set as well, e.g. by a base image whose config is not known. */
  readonly rest: string | undefined;
  /** What `PATH` is when nothing sets it: BuildKit adds it to every stage that is not for Windows. */
  readonly path: string | undefined;
  /** The working directory, absolute; `undefined` when it is not known. */
  readonly directory: string | undefined;
  /** Names that an ARG has set last. */
  readonly byArg: ReadonlySet<string>;
  /** What ENV, or the base, had set before an ARG: a stage that is built on this one sees it again. */
  readonly covered: ReadonlyMap<string, Variable>;
}

/** How a scope begins, apart from its variables. */
export type ScopeDefaults = Partial<Pick<Scope, 'rest' | 'path' | 'directory'>>;

/** A scope that inherits nothing. */
export function createScope(own: Scope['own'], defaults: ScopeDefaults = {}): Scope {
  const { rest, path, directory } = defaults;
  return {
    own,
    parent: undefined,
    depth: 1,
    rest,
    path,
    directory,
    byArg: NO_NAMES,
    covered: NONE,
  };
}

const NO_NAMES: ReadonlySet<string> = new Set();
const NONE: Scope['own'] = new Map();

/** A higher tower of scopes is copied into one: looking up a name must not walk far. */
const MAX_DEPTH = 8;

/** A scope upon another, whose own variables are `own`: the caller fills them. */
export function openScope(parent: Scope, own: Map<string, Variable>): Scope {
  if (parent.depth < MAX_DEPTH) return { ...parent, own, parent, depth: parent.depth + 1 };
  for (const [name, variable] of allVariables(parent)) own.set(name, variable);
  return { ...parent, own, parent: undefined, depth: 1 };
}

/**
 * What a stage sees first that is built on another. The ENV of a stage belongs to the image that it
 * makes, so it holds again where an ARG had covered it (BuildKit 0.32, dockerfile2llb, "initialize
 * base metadata from image conf").
 */
export function inheritScope(base: Scope): Scope {
  if (base.covered.size === 0) return base;
  const own = new Map<string, Variable>();
  const scope = openScope(base, own);
  for (const [name, variable] of base.covered) own.set(name, variable);
  const byArg = new Set([...base.byArg].filter((name) => !base.covered.has(name)));
  return { ...scope, byArg, covered: NONE };
}

/** The same scope in another working directory. */
export function enterIn(scope: Scope, directory?: string): Scope {
  return { ...scope, directory };
}

/** What was set for a name, as far as that is known. */
export function lookUpSet(scope: Scope, name: string): Variable | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const variable = at.own.get(name);
    if (variable) return variable;
  }
  return undefined;
}

/** What a name stands for in a scope; `undefined` when it is not set. */
export function lookUp(scope: Scope, name: string): Variable | undefined {
  const variable = lookUpSet(scope, name);
  if (variable) return variable;
  if (scope.rest !== undefined) return { unknown: scope.rest };
  return name === 'PATH' && scope.path !== undefined ? { value: scope.path } : undefined;
}

/** Everything that is set in a scope, the oldest first. */
export function allVariables(scope: Scope): ReadonlyMap<string, Variable> {
  if (!scope.parent) return scope.own;
  const variables = new Map(allVariables(scope.parent));
  for (const [name, variable] of scope.own) variables.set(name, variable);
  return variables;
}

/** At least as many variables as a scope has. */
export function countVariables(scope: Scope): number {
  return scope.own.size + (scope.parent ? countVariables(scope.parent) : 0);
}
