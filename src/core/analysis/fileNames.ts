import { architectureWords } from '../platform/architectureWords.ts';

const ENDING = /^(?:tar|gz|tgz|txz|bz2|xz|zst|zip|deb|rpm|apk|whl|sha\d+(?:sum)?|asc|sig|pem)$/i;
const SYSTEM_PART = /linux[-_]?$/i;

/** A folder of the system, which is there under this name whoever uses it. */
const TUPLE = /^[a-z0-9_]+-linux-(?:gnu|musl)[a-z]*$/;

/** The parts of a path or a URL that have an architecture in them and more than that. */
function namedParts(value: string): readonly string[] {
  return value
    .split(/[/\s=:,;?&#"'()]/)
    .filter((part) => part !== '' && !TUPLE.test(part))
    .filter((part) => architectureWords(part).some(({ text }) => text !== part));
}

/** What a file's name is without the ending of an archive: `helm-linux-amd64` for `helm-linux-amd64.tar.gz`. */
export function stemOf(part: string): string {
  for (let end = part.length; ;) {
    const dot = part.slice(0, end).lastIndexOf('.');
    if (dot === -1 || !ENDING.test(part.slice(dot + 1, end))) return part.slice(0, end);
    end = dot;
  }
}

/**
 * The names that a URL or a path makes known: of each part with an architecture its stem, and what
 * archives often call the folder in them, `linux-amd64`.
 */
export function nameKeys(value: string): readonly string[] {
  return namedParts(value).flatMap((part) => {
    const stem = stemOf(part);
    const [word] = architectureWords(stem);
    const system =
      word && SYSTEM_PART.exec(stem.slice(Math.max(0, word.start - 8), word.start))?.[0];
    return word && system !== undefined ? [stem, system + word.text] : [stem];
  });
}

/** The name by which a path refers to something; undefined when it only has an architecture as a part. */
export function ownKey(value: string): string | undefined {
  const [part] = namedParts(value);
  return part === undefined ? undefined : stemOf(part);
}
