import type { Libc, LockedBuild } from './lockedPackage.ts';

/** Processors as Node.js names them (nodejs.org, `process.arch`), and in the names of packages. */
const architectures: Readonly<Record<string, string>> = {
  ...{ x64: 'amd64', arm64: 'arm64', arm: 'arm', armv7: 'arm/v7', armv6: 'arm/v6', ia32: '386' },
  ...{ ppc64: 'ppc64le', ppc64le: 'ppc64le', s390x: 's390x', riscv64: 'riscv64' },
  ...{ loong64: 'loong64', mips64el: 'mips64le', wasm32: 'wasm' },
};
const systems: Readonly<Record<string, string>> = {
  ...{ linux: 'linux', win32: 'windows', darwin: 'darwin', freebsd: 'freebsd', android: 'android' },
  ...{ openbsd: 'openbsd', netbsd: 'netbsd', sunos: 'solaris', aix: 'aix' },
};

/** What a package of npm says of the platforms that it is for: `os`, `cpu`, `libc` of its package.json. */
export interface NodeConstraints {
  readonly os: readonly string[];
  readonly cpu: readonly string[];
  readonly libc: readonly string[];
}

/**
 * A package of npm as a build for platforms: by what it says, else by its name (`@esbuild/linux-arm64`,
 * `@rollup/rollup-linux-x64-musl`). Undefined for one that is for all of them. What it is not for (`!win32`)
 * says nothing of what it is for.
 *
 * @param said undefined where the file does not tell
 */
export function nodeBuild(
  name: string,
  said: NodeConstraints | undefined,
  isLocked: boolean,
): LockedBuild | undefined {
  const words = name.slice(name.indexOf('/') + 1).split(/[-_.]/);
  const named = {
    os: words
      .map((word) => word.replace(/^linuxmusl$/, 'linux'))
      .filter((word) => has(systems, word)),
    cpu: words.map(armWord).filter((word) => has(architectures, word)),
    libc: words.flatMap(libcOf),
  };
  const isSaid = said !== undefined && said.os.length + said.cpu.length > 0;
  // A name alone may mean anything, unless it has both.
  if (!isSaid && (said !== undefined || named.os.length !== 1 || named.cpu.length !== 1))
    return undefined;
  const { os, cpu } = isSaid ? said : named;
  if ([...os, ...cpu].some((word) => word.startsWith('!'))) return undefined;
  const libcs = said !== undefined && said.libc.length > 0 ? said.libc : named.libc;
  const [libc] = libcs.length === 1 ? libcs.filter(isLibc) : [];
  const fine = cpu.flatMap((word) => architecturesOf(word, named.cpu));
  return {
    name,
    isLocked,
    ...(os.length > 0 && {
      systems: os.map((word) => (has(systems, word) ? (systems[word] ?? word) : word)),
    }),
    ...(cpu.length > 0 && { architectures: fine }),
    ...(libc !== undefined && { libc }),
  };
}

/** `cpu: ["arm"]` is more than one processor, and the name may say which. */
function architecturesOf(word: string, named: readonly string[]): readonly string[] {
  const [finer] = named.filter((each) => each.startsWith('armv'));
  const known = word === 'arm' && finer !== undefined ? finer : word;
  return [has(architectures, known) ? (architectures[known] ?? known) : known];
}

/** `armv7l`, `arm7`. */
function armWord(word: string): string {
  return word.replace(/^armv?([67])[a-z]*$/, 'armv$1').replace(/^aarch64$/, 'arm64');
}

function libcOf(word: string): readonly string[] {
  if (/^musl|^linuxmusl$/.test(word)) return ['musl'];
  return /^gnu|^glibc$/.test(word) ? ['glibc'] : [];
}

function isLibc(word: string): word is Libc {
  return word === 'glibc' || word === 'musl';
}

function has(record: Readonly<Record<string, string>>, key: string): boolean {
  return Object.hasOwn(record, key);
}
