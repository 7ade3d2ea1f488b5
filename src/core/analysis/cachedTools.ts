import type { RunScript } from '../shell/runScript.ts';
import { EXPANSION, type ShellCommand, type ShellScript, type ShellWord } from '../shell/script.ts';
import { buildsForHost, cargoDirectories } from './cargoCommands.ts';
import type { SameValues } from './sameValues.ts';

/** What the commands of a RUN keep in directories. */
export interface CachedTools {
  /**
   * The tool that keeps files of one platform in a directory under names that do not tell for which:
   * what it wrote for one platform is taken for another's. Undefined for all that is not known to do so.
   */
  readonly toolOf: (directory: string) => string | undefined;
}

const PACKAGE_MANAGERS = ['npm', 'yarn', 'pnpm', 'bun'];
const ENVIRONMENTS = new Set([
  ...['venv', '.venv', 'virtualenv', 'virtualenvs', '.virtualenvs', '.tox', '.nox'],
  ...['__pypackages__', 'site-packages', 'dist-packages'],
]);
const BUILD_TREES = /^(?:build|_build|builddir|bld|out|objs?|(?:cmake-)?build-[\w.-]*)$/;
const OBJECTS = /^\.?objs?$/;
/** Of GraalVM's plugins for Maven and Gradle, and of Quarkus; a plain JVM's files fit everywhere. */
const NATIVE = new Set(['native', 'nativeCompile', 'nativeImage', 'nativeBuild', 'buildNative']);

/** What a script has in it when one of its commands keeps files of one platform in a directory. */
const KEEPING = /cargo|cmake|meson|ninja|configure|make|mvn|gradle|venv|virtualenv/;

/** Whether {@link cachedTools} may know a tool for a directory, as far as names tell. */
export function mayKeep({ letters }: RunScript, directory: string): boolean {
  const name = nameOf(directory);
  const isTelling = name === 'node_modules' || name === 'bundle' || ENVIRONMENTS.has(name);
  return isTelling || KEEPING.test(letters);
}

/** Reads what the commands of a script keep in directories. Linear in the script. */
export function cachedTools(script: ShellScript, values: SameValues): CachedTools {
  const { commands } = script;
  const names = new Set(commands.map(({ name }) => name));
  const cargo = commands.filter((command) => buildsForHost(command, script, values));
  const cargoNames = new Set(
    cargo.flatMap((command) => cargoDirectories(command, values)).map(nameOf),
  );
  const builder = ['cmake', 'meson', 'ninja', 'configure'].find((name) => names.has(name));
  const trees = new Set(commands.flatMap(treesOf).map(nameOf));
  const environments = new Set(commands.flatMap(environmentsOf).map(nameOf));
  const native = commands.find(isNative)?.name?.replace(/w$/, '');
  const apart = namesKeptApart(script, values);
  return {
    toolOf(directory) {
      const path = segments(directory);
      const name = path.at(-1);
      const parent = path.at(-2) ?? '';
      const isProfile = parent === 'target' && /^(?:release|debug)$/.test(name ?? '');
      // Below `release` stand the programs themselves, by whatever variable they are called.
      if (name === undefined || apart.has(isProfile ? parent : name)) return undefined;
      if (name === 'node_modules') return PACKAGE_MANAGERS.find((one) => names.has(one)) ?? 'npm';
      if (ENVIRONMENTS.has(name) || environments.has(name)) return 'Python';
      if (name === 'bundle' && /^(?:vendor|local)$/.test(parent)) return 'Bundler';
      if (cargo.length > 0 && (name === 'target' || isProfile)) return 'cargo';
      if (cargoNames.has(name)) return 'cargo';
      if (native === 'mvn' && name === 'target') return 'GraalVM';
      if (native === 'gradle' && name === 'build') return 'GraalVM';
      if (builder !== undefined && (BUILD_TREES.test(name) || trees.has(name))) return builder;
      if (names.has('make') && (OBJECTS.test(name) || trees.has(name))) return 'make';
      return undefined;
    },
  };
}

/** The build directories that a command names. */
function treesOf({ name, words }: ShellCommand): readonly string[] {
  const literals = words.map(({ literal }) => literal ?? '');
  const after = (...options: readonly string[]) =>
    literals.filter((_, index) => options.includes(literals[index - 1] ?? ''));
  switch (name) {
    case 'cmake':
      return [
        ...after('-B', '--build'),
        ...literals.filter((word) => /^-B./.test(word)).map((word) => word.slice(2)),
      ];
    case 'meson':
      return [...after('-C'), ...(literals[1] === 'setup' ? literals.slice(2) : [])];
    case 'ninja':
      return after('-C');
    case 'make':
      return literals.filter((word) => word.startsWith('O=')).map((word) => word.slice(2));
    default:
      return [];
  }
}

/** The virtual environments that a command creates: `python -m venv /opt/app`. */
function environmentsOf({ name, words }: ShellCommand): readonly string[] {
  const literals = words.map(({ literal }) => literal ?? '');
  const isPython = /^python[\d.]*$/.test(name ?? '') && literals[1] === '-m';
  const isVenv = isPython && /^(?:venv|virtualenv)$/.test(literals[2] ?? '');
  const start = isVenv ? 3 : name === 'virtualenv' ? 1 : 0;
  if (start > 0) return literals.slice(start).filter((word) => /^[^-]/.test(word));
  return name === 'uv' && literals[1] === 'venv'
    ? literals.slice(2).filter((word) => /^[^-]/.test(word))
    : [];
}

function isNative({ name, words }: ShellCommand): boolean {
  if (!/^(?:mvn|gradle)w?$/.test(name ?? '')) return false;
  return words
    .slice(1)
    .some(({ literal }) => (literal ?? '').split(/[:,.=]|^-[PD]/).some((part) => NATIVE.has(part)));
}

/**
 * The names of directories below which the script keeps platforms apart: `build` for
 * `cmake -B build/$TARGETARCH`. What is not known to be the same for every target may keep them apart.
 */
function namesKeptApart(script: ShellScript, values: SameValues): ReadonlySet<string> {
  const names = new Set<string>();
  const isSame = (word: ShellWord) =>
    word.commands.length === 0 &&
    word.variables.length > 0 &&
    word.variables.every(
      ({ name }) => !script.assigned.has(name) && values.valueOf(name) !== undefined,
    );
  const read = (word: ShellWord) => {
    if (!word.value.includes(EXPANSION) || isSame(word)) return;
    const path = word.value.split(/[/=]/);
    for (const [index, name] of path.entries()) {
      const above = path[index - 1];
      if (above && name.includes(EXPANSION)) names.add(above);
    }
  };
  for (const { words, assignments } of script.commands) {
    words.forEach(read);
    for (const { value } of assignments) read(value);
  }
  return names;
}

function segments(path: string): readonly string[] {
  return path.split(/[\\/]/).filter((name) => name !== '' && name !== '.');
}

function nameOf(path: string): string {
  return segments(path).at(-1) ?? '';
}
