import { say } from '../language.ts';
import type { DeclaredBuild, DeclaredTargets } from './targets.ts';

/** One target of a bake file, or one service of a compose file, that builds a Dockerfile. */
export interface BuildDeclaration extends DeclaredBuild {
  readonly kind: 'bake' | 'compose';
  /** Name of the file that says it, for people: `docker-bake.hcl`. */
  readonly file: string;
  /** Name of the target or service. */
  readonly name: string;
  /** The Dockerfile, as a normalised absolute path. */
  readonly dockerfile: string;
  /** The build context, as a normalised absolute path. */
  readonly context: string;
  /** As written; empty when it says nothing about platforms. */
  readonly platforms: readonly string[];
  /** The names that its result gets, as written. */
  readonly tags?: readonly string[];
}

/** What all declarations of one Dockerfile say together. */
export interface JoinedDeclarations extends DeclaredBuild {
  /** Undefined when none of them names a platform. */
  readonly targets?: DeclaredTargets;
  /** The build context, where all of them have the same. */
  readonly context?: string;
}

/**
 * Joins what several targets or services say of one Dockerfile: it is built for every platform that one of
 * them names. A build argument, a stage or a context has a value only where all of them agree: which of
 * them is built is not known. An argument or a context on which they differ is there, with an unknown
 * value; that of a context is empty.
 *
 * @param declarations all of one kind, and of one Dockerfile
 */
export function joinDeclarations(declarations: readonly BuildDeclaration[]): JoinedDeclarations {
  const [first] = declarations;
  if (first === undefined) return {};
  const naming = declarations.filter(({ platforms }) => platforms.length > 0);
  const platforms = [...new Set(naming.flatMap((each) => each.platforms))];
  const { kind, file } = first;
  const target = declarations.every((each) => each.target === first.target)
    ? first.target
    : undefined;
  const buildArgs = common(declarations.map((each) => each.buildArgs ?? {}));
  const contexts = common(declarations.map((each) => each.contexts ?? {}));
  const several = say('{0} gives it different values', file);
  const unknown = [
    ...Object.keys(nothingOf(declarations, 'buildArgs')).map((name) => [name, several] as const),
    ...declarations.flatMap((each) => Object.entries(each.unknownArgs ?? {})),
  ].filter(([name]) => !Object.hasOwn(buildArgs, name));
  const isSameContext = declarations.every((each) => each.context === first.context);
  return {
    ...(isSameContext && { context: first.context }),
    ...(platforms.length > 0 && {
      targets: { platforms, source: { kind, file, names: naming.map(({ name }) => name) } },
    }),
    ...(target !== undefined && { target }),
    buildArgs,
    ...(declarations.every(({ exportsFiles }) => exportsFiles === true) && { exportsFiles: true }),
    ...(unknown.length > 0 && { unknownArgs: Object.fromEntries(unknown) }),
    contexts: { ...nothingOf(declarations, 'contexts'), ...contexts },
  };
}

/** The names that one of the declarations at least gives a value, with none. */
function nothingOf(
  declarations: readonly BuildDeclaration[],
  what: 'buildArgs' | 'contexts',
): Readonly<Record<string, string>> {
  const names = declarations.flatMap((each) => Object.keys(each[what] ?? {}));
  return Object.fromEntries(names.map((name) => [name, '']));
}

/** The entries that are the same in all records. */
function common(
  records: readonly Readonly<Record<string, string>>[],
): Readonly<Record<string, string>> {
  const [first = {}, ...others] = records;
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) =>
      others.every((other) => Object.hasOwn(other, name) && other[name] === value),
    ),
  );
}
