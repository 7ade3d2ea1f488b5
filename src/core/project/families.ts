import { readPlatformWord } from '../platform/platformWord.ts';

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

/**
 * The platform of a file whose name has a word for an architecture more than that of a file beside it:
 * `Dockerfile.arm64` and `Dockerfile`. The other one may be for any platforms, so the two are no family.
 *
 * @param file its name
 * @param files the names of what stands beside it
 */
export function besidePlain(
  file: string,
  files: ReadonlySet<string>,
): { readonly platform: string; readonly plain: string } | undefined {
  // Of itself it may mean boards of 64 bits, too.
  if (/(?:^|[._-])arm(?:32)?(?:[._-]|$)/i.test(file)) return undefined;
  const found = readName(file);
  const plain = found?.pattern.replace(/[._-]\*|\*[._-]/, '');
  if (found === undefined || plain === undefined || !files.has(plain)) return undefined;
  return { platform: found.platform, plain };
}

/** The platform that the whole name of a folder says: `arm64v8`, `linux-amd64`. */
export function folderPlatform(name: string): string | undefined {
  const found = readPlatformWord(name);
  return found?.pattern === '*' ? found.platform : undefined;
}

/** Whether a file is a Dockerfile by its name, without its folder. */
export function isDockerfileName(name: string): boolean {
  return name.length <= longest && dockerfileName.test(name) && !otherFile.test(name);
}

function readName(file: string): { pattern: string; platform: string } | undefined {
  const parts = file.split('/');
  const name = parts.pop() ?? '';
  if (!isDockerfileName(name) || otherSystem.test(name)) return undefined;
  const inName = readPlatformWord(name);
  if (inName !== undefined) return within(parts, inName);
  const folder = parts.pop();
  const platform = folder === undefined ? undefined : folderPlatform(folder);
  if (platform === undefined) return undefined;
  return within([...parts, '*'], { pattern: name, platform });
}

function within(folders: readonly string[], found: { pattern: string; platform: string }) {
  return { ...found, pattern: [...folders, found.pattern].join('/') };
}
