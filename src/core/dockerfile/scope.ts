import type { Variable } from './expansion/modifiers.ts';

/** What a name is set to, and by what. */
export interface Setting {
  readonly variable: Variable;
  /** Whether an ARG has set it, and neither ENV nor the base. */
  readonly byArg: boolean;
}

/** The variables that instructions of a stage see. */
export interface Scope {
  /** What the stage itself sets. */
  readonly own: ReadonlyMap<string, Setting>;
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
  /** What ENV, or the base, had set before an ARG: a stage that is built on this one sees it again. */
  readonly covered: ReadonlyMap<string, Setting>;
}

/** How a scope begins, apart from its variables. */
export type ScopeDefaults = Partial<Pick<Scope, 'rest' | 'path' | 'directory'>>;

/** A scope that inherits nothing. */
export function createScope(own: Scope['own'], defaults: ScopeDefaults = {}): Scope {
  const { rest, path, directory } = defaults;
  return { own, parent: undefined, depth: 1, rest, path, directory, covered: NOTHING };
}

const NOTHING: Scope['own'] = new Map();

/** A higher tower of scopes is copied into one: looking up a name must not walk far. */
const MAX_DEPTH = 8;

/** A scope upon another; the caller fills what it sets and covers itself. */
export function openScope(
  base: Scope,
  own: Map<string, Setting>,
  covered: Scope['covered'] = NOTHING,
): Scope {
  const { rest, path, directory } = base;
  const isHigh = base.depth >= MAX_DEPTH;
  if (isHigh) copySettings(base, own);
  const parent = isHigh ? undefined : base;
  return { own, parent, depth: isHigh ? 1 : base.depth + 1, rest, path, directory, covered };
}

/**
 * What a stage sees first that is built on another. The ENV of a stage belongs to the image that it
 * makes, so it holds again where an ARG had covered it (BuildKit 0.32, dockerfile2llb, "initialize
 * base metadata from image conf").
 */
export function inheritScope(base: Scope): Scope {
  if (base.covered.size === 0) return base;
  const own = new Map<string, Setting>();
  const scope = openScope(base, own);
  for (const [name, setting] of base.covered) own.set(name, setting);
  return scope;
}

/** The same scope in another working directory. */
export function enterIn(scope: Scope, directory?: string): Scope {
  return { ...scope, directory };
}

/** What was set for a name, as far as that is known. */
export function lookUpSet(scope: Scope, name: string): Setting | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const setting = at.own.get(name);
    if (setting) return setting;
  }
  return undefined;
}

/** What a name stands for in a scope; `undefined` when it is not set. */
export function lookUp(scope: Scope, name: string): Variable | undefined {
  const setting = lookUpSet(scope, name);
  if (setting) return setting.variable;
  if (scope.rest !== undefined) return { unknown: scope.rest };
  return name === 'PATH' && scope.path !== undefined ? { value: scope.path } : undefined;
}

/** Everything that is set in a scope, the oldest first. */
export function allVariables(scope: Scope): ReadonlyMap<string, Variable> {
  const settings = new Map<string, Setting>();
  copySettings(scope, settings);
  return new Map([...settings].map(([name, { variable }]) => [name, variable]));
}

/** Depth is bounded, see {@link openScope}. */
function copySettings(scope: Scope, into: Map<string, Setting>): void {
  if (scope.parent) copySettings(scope.parent, into);
  for (const [name, setting] of scope.own) into.set(name, setting);
}

/** At least as many variables as a scope has. */
export function countVariables(scope: Scope): number {
  return scope.own.size + (scope.parent ? countVariables(scope.parent) : 0);
}
