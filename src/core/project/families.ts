/** A Dockerfile whose name says for which architecture it is. */
export interface FamilyMember {
  /** Path as it was given. */
  readonly file: string;
  /** Formatted: `linux/arm64`. */
  readonly platform: string;
}

/** Dockerfiles of one image, each for an architecture. */
export interface DockerfileFamily {
  /** What their paths have in common, with `*` where the architecture stands: `Dockerfile.*`. */
  readonly pattern: string;
  /** At least two, for at least two platforms; by path. */
  readonly members: readonly FamilyMember[];
}

/**
 * Words for architectures, by the platform that they stand for: those of Go, of Docker's official images
 * (`arm32v7`, docker-library/official-images, README.md), of Debian, and of `uname -m`. `armhf` is linux/arm/v7
 * and `armel` linux/arm/v6, as containerd has it (platforms v1.0.0-rc.4, database.go). `x86` is left out: some
 * mean 32 bits by it, and more mean 64.
 */
const words: Readonly<Record<string, string>> = {
  'linux/amd64': 'amd64|x86[_-]64|x64',
  'linux/arm64': 'arm64(?:[_-]?v8)?|aarch64|armv8',
  'linux/arm/v7': 'arm32[_-]?v7|arm[_-]?v7(?:l|hf)?|armhf|arm32|arm',
  'linux/arm/v6': 'arm32[_-]?v6|arm[_-]?v6(?:l|hf)?|armel',
  'linux/arm/v5': 'arm32[_-]?v5|arm[_-]?v5',
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
  `(?<![a-z0-9])(?:linux[._-])?(?:${Object.values(words)
    .map((word) => `(${word})`)
    .join('|')})(?![a-z0-9])`,
  'gi',
);

/** Names of Dockerfiles: `Dockerfile.…`, `Dockerfile-…`, `Dockerfile_…`, `….Dockerfile`, and of Containerfiles. */
const dockerfileName = /^(?:docker|container)file(?:[._-].+)?$|\.(?:docker|container)file$/i;

/** Files for another system are no members: what their architecture is called tells half of their platform. */
const otherSystem =
  /(?<![a-z])(?:win|windows|nanoserver|servercore|darwin|macos|freebsd)(?![a-z])/i;

/** What is read by Docker, or beside Dockerfiles, and is none. */
const otherFile = /\.(?:dockerignore|md|txt|sh|ya?ml|json|bak|orig|swp|in|j2|tmpl|template|erb)$/i;

/** Longest name that is looked at, in characters. */
const longest = 255;

/**
 * The families among Dockerfiles: files that differ in nothing but the word for an architecture, in their
 * name (`Dockerfile.arm64`, `amd64.Dockerfile`), or as the name of their folder (`arm64/Dockerfile`).
 *
 * @param files paths with `/`, of any files
 */
export function findFamilies(files: readonly string[]): readonly DockerfileFamily[] {
  const families = new Map<string, FamilyMember[]>();
  for (const file of files) {
    const found = readName(file);
    if (found === undefined) continue;
    const { pattern, platform } = found;
    const members = families.get(pattern) ?? [];
    families.set(pattern, members);
    members.push({ file, platform });
  }
  return [...families]
    .map(([pattern, members]) => ({
      pattern,
      members: members.toSorted((a, b) => (a.file < b.file ? -1 : 1)),
    }))
    .filter(({ members }) => new Set(members.map(({ platform }) => platform)).size > 1);
}

/** The family of one of the files; undefined where it is alone. */
export function familyOf(file: string, files: readonly string[]): DockerfileFamily | undefined {
  const own = readName(file)?.pattern;
  if (own === undefined) return undefined;
  return findFamilies(files).find(({ pattern }) => pattern === own);
}

/** The platform that the whole name of a folder says: `arm64v8`, `linux-amd64`. */
export function folderPlatform(name: string): string | undefined {
  const found = readWord(name);
  return found?.pattern === '*' ? found.platform : undefined;
}

function readName(file: string): { pattern: string; platform: string } | undefined {
  const parts = file.split('/');
  const name = parts.pop() ?? '';
  if (name.length > longest || !dockerfileName.test(name) || otherFile.test(name)) return undefined;
  if (otherSystem.test(name)) return undefined;
  const inName = readWord(name);
  if (inName !== undefined) return within(parts, inName);
  const folder = parts.pop();
  const platform = folder === undefined ? undefined : folderPlatform(folder);
  if (platform === undefined) return undefined;
  return within([...parts, '*'], { pattern: name, platform });
}

function within(folders: readonly string[], found: { pattern: string; platform: string }) {
  return { ...found, pattern: [...folders, found.pattern].join('/') };
}

/** A text with one word for an architecture, and `*` in its place. */
function readWord(text: string): { pattern: string; platform: string } | undefined {
  if (text.length > longest) return undefined;
  const [match, ...others] = text.matchAll(named);
  if (match === undefined || others.length > 0) return undefined;
  const [whole, ...groups] = match;
  const platform = platforms[groups.findIndex((group: string | undefined) => group !== undefined)];
  if (platform === undefined) return undefined;
  const { index } = match;
  return { pattern: `${text.slice(0, index)}*${text.slice(index + whole.length)}`, platform };
}
