import type { Variable } from './modifiers.ts';

/** The variables that instructions of a stage see. */
export interface Scope {
  /** What the file, the build or the base image sets. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** Why any other name may be set as well, e.g. by a base image whose config is not known. */
  readonly rest: string | undefined;
  /** What `PATH` is when nothing sets it: BuildKit adds it to every stage that is not for Windows. */
  readonly path: string | undefined;
  /** The working directory, absolute; `undefined` when it is not known. */
  readonly directory: string | undefined;
}

/** A scope in which nothing is set, and nothing else can be. */
export const EMPTY_SCOPE: Scope = {
  variables: new Map(),
  rest: undefined,
  path: undefined,
  directory: undefined,
};

/** The same scope with other variables. */
export function withVariables(scope: Scope, variables: Scope['variables']): Scope {
  return { variables, rest: scope.rest, path: scope.path, directory: scope.directory };
}

/** The same scope in another working directory. */
export function withDirectory(scope: Scope, directory: string | undefined): Scope {
  return { variables: scope.variables, rest: scope.rest, path: scope.path, directory };
}

/** What a name stands for in a scope; `undefined` when it is not set. */
export function lookUp(scope: Scope, name: string): Variable | undefined {
  const variable = scope.variables.get(name);
  if (variable) return variable;
  if (scope.rest !== undefined) return { unknown: scope.rest };
  return name === 'PATH' && scope.path !== undefined ? { value: scope.path } : undefined;
}
