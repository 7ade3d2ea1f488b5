/**
 * Words for architectures, by the platform that they stand for: those of Go, of Docker's official images
 * (`arm32v7`, docker-library/official-images, README.md), of Debian, and of `uname -m`. `armhf` is linux/arm/v7
 * and `armel` linux/arm/v6, as containerd has it (platforms v1.0.0-rc.4, database.go). `x86` is left out: some
 * mean 32 bits by it, and more mean 64.
 */
const words: Readonly<Record<string, string>> = {
  'linux/amd64': 'amd64|x86[_-]64|x64',
  'linux/arm64': 'arm64(?:[_-]?v8)?|aarch64|armv8',
  'linux/arm/v6': 'arm32[_-]?v6|arm[_-]?v6(?:l|hf)?|armel',
  'linux/arm/v5': 'arm32[_-]?v5|arm[_-]?v5',
  // Behind the others: `arm` would end in front of the `-v6` of `arm-v6`.
  'linux/arm/v7': 'arm32[_-]?v7|arm[_-]?v7(?:l|hf)?|armhf|arm32|arm',
  'linux/386': 'i[3-6]86|386',
  'linux/ppc64le': 'ppc64le|ppc64el|powerpc64le',
  'linux/s390x': 's390x',
  'linux/riscv64': 'riscv64',
  'linux/loong64': 'loong64|loongarch64',
  'linux/mips64le': 'mips64le|mips64el',
};

const platforms = Object.keys(words);

/** One of them between separators, with the operating system that may stand in front. */
const named = new RegExp(
  `(?<![a-z0-9])(?:linux[._-]?)?(?:${Object.values(words)
    .map((word) => `(${word})`)
    .join('|')})(?![a-z0-9])`,
  'gi',
);

/** Longest text that is looked at, in characters. */
const longest = 255;

/** A text in which one word stands for a platform. */
export interface PlatformWord {
  /** The text with `*` where the word stands: `Dockerfile.*`, `1.0-*`. */
  readonly pattern: string;
  /** Formatted: `linux/arm64`. */
  readonly platform: string;
}

/** Finds the word for an architecture in a text; undefined where there is none, or more than one. */
export function readPlatformWord(text: string): PlatformWord | undefined {
  if (text.length > longest) return undefined;
  const [match, ...others] = text.matchAll(named);
  if (match === undefined || others.length > 0) return undefined;
  const [whole, ...groups] = match;
  const platform = platforms[groups.findIndex((group: string | undefined) => group !== undefined)];
  if (platform === undefined) return undefined;
  const { index } = match;
  return { pattern: `${text.slice(0, index)}*${text.slice(index + whole.length)}`, platform };
}
