import type { ShellCommand } from '../shell/script.ts';

/**
 * What stands in a cache that builds for several platforms would spoil for each other.
 *
 * - `cargo`: Cargo's `target`, whose `release` has no platform in its path (doc.rust-lang.org/cargo, "Build
 *   cache")
 * - `tree`: object files of CMake, Make, Ninja or Meson, which look at times only
 * - `node`, `python`: packages with compiled parts, unpacked
 * - `apt`: lists and packages that name their architecture, but may be used by one apt at a time
 *   (docs.docker.com, "Optimize cache usage in builds")
 *
 * Caches that are keyed by content, or have the platform in their paths, are none of these: those of Go,
 * ccache, pip, npm, and Cargo's registry.
 */
export type CacheContent = 'cargo' | 'tree' | 'node' | 'python' | 'apt';

/** What is kept in a folder, as far as its path and the commands that use it tell. */
export function cacheContent(
  path: string,
  commands: readonly ShellCommand[],
): CacheContent | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const last = parts.at(-1) ?? '';
  if (/^\/var\/(?:cache|lib)\/apt(?:\/|$)/.test(path)) return 'apt';
  if (last === 'node_modules') return 'node';
  if (/^(?:\.?venv|virtualenv|site-packages|dist-packages)$/.test(last)) return 'python';
  const runs = (names: ReadonlySet<string>) =>
    commands.some(({ name }) => name !== undefined && names.has(name));
  if (parts.includes('target') && runs(CARGO)) return 'cargo';
  if (/^(?:_?build.*|.*[-_]build|obj|out|cmake-build.*)$/i.test(last) && runs(COMPILERS)) {
    return 'tree';
  }
  return undefined;
}

const CARGO: ReadonlySet<string> = new Set(['cargo', 'cross', 'maturin', 'xx-cargo']);

const COMPILERS: ReadonlySet<string> = new Set(
  'c++ cc clang clang++ cmake configure g++ gcc make meson ninja scons xx-clang xx-clang++'.split(
    ' ',
  ),
);

/** Whether Cargo is told a target everywhere, so that it puts each one's files in a folder of its own. */
export function namesCargoTarget(commands: readonly ShellCommand[]): boolean {
  const builds = commands.filter(({ name }) => name !== undefined && CARGO.has(name));
  return builds.every(
    ({ name, words, assignments }) =>
      name === 'xx-cargo' ||
      words.some(
        ({ value }) => value.startsWith('--target') && !value.startsWith('--target-dir'),
      ) ||
      assignments.some((set) => set.name === 'CARGO_BUILD_TARGET') ||
      !words.some(({ value }) => /^(?:b|build|install|rustc|test)$/.test(value)),
  );
}
