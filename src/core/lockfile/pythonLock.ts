import type { LockedBuild, LockedPackage } from './lockedPackage.ts';

/** Processors in the platform tags of wheels (packaging.python.org, "Platform compatibility tags"). */
const architectures: Readonly<Record<string, string>> = {
  ...{
    x86_64: 'amd64',
    amd64: 'amd64',
    aarch64: 'arm64',
    arm64: 'arm64',
    i686: '386',
    win32: '386',
  },
  ...{ armv7l: 'arm/v7', armv6l: 'arm/v6', ppc64le: 'ppc64le', s390x: 's390x', riscv64: 'riscv64' },
};

/**
 * The packages of a `uv.lock` or `poetry.lock` that are pinned as wheels only, without a source distribution.
 * Left out are those that somebody depends on for some processors only (`platform_machine`). Both files are
 * written by programs: a line for each file.
 */
export function readPythonLock(text: string): readonly LockedPackage[] {
  const packages: { name: string; version: string; builds: LockedBuild[]; isSource: boolean }[] =
    [];
  const conditional = new Set<string>();
  for (const line of text.split('\n')) {
    const said = line.trim();
    const last = packages.at(-1);
    if (said === '[[package]]')
      packages.push({ name: '', version: '', builds: [], isSource: false });
    else if (last === undefined) continue;
    else {
      const [, key, value] = /^(name|version) = "([^"]*)"$/.exec(said) ?? [];
      if (key === 'name' && last.name === '' && value !== undefined) last.name = value;
      if (key === 'version' && last.version === '' && value !== undefined) last.version = value;
      if (said.includes('platform_machine')) {
        // Of the package itself (Poetry 2), or of what it depends on: `{ name = "x", marker = … }`, `x = {…}`.
        const [, listed] = /^\{ ?name = "([^"]*)"/.exec(said) ?? [];
        const [, keyed] = /^"?([\w.-]+)"? = [{[]/.exec(said) ?? [];
        conditional.add(listed ?? (said.startsWith('markers =') ? last.name : (keyed ?? '')));
      }
      if (said.startsWith('sdist =')) last.isSource = true;
      const [, file] = /^\{ ?(?:url|file|path|filename) = "([^"]*)"/.exec(said) ?? [];
      if (file === undefined) continue;
      const build = wheelOf(file.slice(file.lastIndexOf('/') + 1));
      if (build === undefined) last.isSource = true;
      else last.builds.push(build);
    }
  }
  return packages
    .filter(
      ({ name, isSource, builds }) => !isSource && builds.length > 0 && !conditional.has(name),
    )
    .map(({ name, version, builds }) => ({ name: `${name} ${version}`.trim(), builds }));
}

/** `onnxruntime-1.22.0-cp312-cp312-manylinux_2_27_x86_64.whl`; undefined for what is no wheel. */
function wheelOf(file: string): LockedBuild | undefined {
  if (!file.endsWith('.whl')) return undefined;
  const tags = (file.slice(0, -'.whl'.length).split('-').at(-1) ?? 'any').split('.');
  if (tags.includes('any')) return { name: file, isLocked: true };
  const systems = new Set(tags.map(systemOf));
  const found = new Set(tags.flatMap(architecturesOf));
  const isMusl = tags.every((tag) => tag.startsWith('musllinux'));
  const isGlibc = tags.every((tag) => tag.startsWith('manylinux'));
  return {
    name: file,
    isLocked: true,
    systems: [...systems],
    architectures: [...found],
    ...(isMusl && { libc: 'musl' as const }),
    ...(isGlibc && { libc: 'glibc' as const }),
  };
}

function systemOf(tag: string): string {
  if (tag.startsWith('win')) return 'windows';
  return tag.startsWith('macosx') ? 'darwin' : 'linux';
}

function architecturesOf(tag: string): readonly string[] {
  const word = Object.keys(architectures).find((each) => tag === each || tag.endsWith(`_${each}`));
  return word === undefined ? [] : [architectures[word] ?? word];
}
