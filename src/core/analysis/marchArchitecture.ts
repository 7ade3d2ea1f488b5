/**
 * The architecture of a `-march=` of GCC or Clang, in BuildKit's words; undefined for `native` and for
 * what is not known (GCC 15, "Machine-Dependent Options").
 */
export function marchArchitecture(value: string): string | undefined {
  return FAMILIES.find(([, names]) => names.test(value))?.[0];
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
