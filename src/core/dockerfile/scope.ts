import type { Variable } from './modifiers.ts';

/** The variables that instructions of a stage see. */
export interface Scope {
  /** What the file, the build or the base image sets. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** Why any other name may be set as well, e.g. by a base image whose config is not known. */
  readonly rest?: string;
  /** What `PATH` is when nothing sets it: BuildKit adds it to every stage that is not for Windows. */
  readonly path?: string;
  /** The working directory, absolute; absent when it is not known. */
  readonly directory?: string;
}

/** What a name stands for in a scope; `undefined` when it is not set. */
export function lookUp(scope: Scope, name: string): Variable | undefined {
  const variable = scope.variables.get(name);
  if (variable) return variable;
  if (scope.rest !== undefined) return { unknown: scope.rest };
  return name === 'PATH' && scope.path !== undefined ? { value: scope.path } : undefined;
}
