const X86 =
  '-m(?:sse(?:[23]|4(?:\\.[12]|a)?)?|ssse3|avx[a-z0-9]*|fma4?|bmi2?|v?aes|pclmul|popcnt|f16c|lzcnt|adx|rdrnd)(?![\\w.+-])';

/**
 * Options by which GCC and Clang compile for some processors only: `-march=`, or several in a row that turn instructions
 * of x86 on (GCC 15, "x86 Options"), which are refused for any other architecture.
 */
export const MACHINE_FLAGS = new RegExp(`(?<![\\w-])(?:-march=[\\w.+-]+|${X86}(?:[ \\t]+${X86})*)`);

/**
 * The architecture of such options, in BuildKit's words; undefined for `-march=native` and for what is not known (GCC 15,
 * "Machine-Dependent Options").
 */
export function machineArchitecture(flags: string): string | undefined {
  if (turnsOnX86(flags)) return 'amd64';
  const value = flags.slice('-march='.length);
  return FAMILIES.find(([, names]) => names.test(value))?.[0];
}

/** Whether options turn instructions of x86 on, which compilers for 386 know as well. */
export function turnsOnX86(flags: string): boolean {
  return !flags.startsWith('-march=');
}

const FAMILIES: readonly (readonly [architecture: string, names: RegExp])[] = [
  [
    'amd64',
    /^(?:x86-64(?:-v[2-4])?|k8(?:-sse3)?|athlon64|opteron|barcelona|znver\d|bdver\d|btver\d|nocona|core2|nehalem|westmere|sandybridge|ivybridge|haswell|broadwell|skylake(?:-avx512)?|cascadelake|cooperlake|icelake-(?:client|server)|tigerlake|alderlake|sapphirerapids|bonnell|silvermont|goldmont|tremont|corei7(?:-avx2?)?)$/,
  ],
  ['386', /^(?:i[3-6]86|pentium.*|prescott)$/],
  ['arm64', /^armv(?:8|9)(?:\.\d)?-a(?:\+.*)?$/],
  ['arm', /^armv[5-7].*$/],
  ['riscv64', /^rv64.*$/],
  ['s390x', /^(?:z\d.*|zEC12|arch\d+)$/],
  ['loong64', /^(?:loongarch64|la\d64)$/],
];
