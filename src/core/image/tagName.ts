/** What people put into a tag, as far as it can be told from its words. */
export interface TagName {
  /** e.g. `[3, 9]` of `v3.9-slim`; empty without one. */
  readonly version: readonly number[];
  /** Whether the version is written with `v`. */
  readonly hasV: boolean;
  /** The word in the place of a version, e.g. `lts`; absent for `latest`, which says nothing. */
  readonly channel?: string;
  /** Whether it says that it is not a release: `3.13-rc`, `edge`, `main`. */
  readonly isUnfinished: boolean;
  /** The release of Debian or Ubuntu that it names, e.g. `bookworm`. */
  readonly release?: Release;
  /** The day that it names, `20240115`. */
  readonly day?: number;
  /** Whether it names an architecture: such a tag is for one platform. */
  readonly namesArchitecture: boolean;
  /** All other words with the version behind them: `alpine3.18` is `alpine` → `[3, 18]`. */
  readonly variant: ReadonlyMap<string, readonly number[]>;
}

/** A release of a distribution that tags call by its name. */
export interface Release {
  readonly family: 'debian' | 'ubuntu';
  /** To be compared with others of the family: 12 is `bookworm`, 22.04 is `jammy`. */
  readonly number: number;
}

/** Names of releases (Debian's and Ubuntu's own lists of releases). */
const releases: ReadonlyMap<string, Release> = new Map([
  ...releasesOf('debian', { jessie: 8, stretch: 9, buster: 10, bullseye: 11 }),
  ...releasesOf('debian', { bookworm: 12, trixie: 13, forky: 14, duke: 15 }),
  ...releasesOf('ubuntu', { trusty: 14.04, xenial: 16.04, bionic: 18.04, focal: 20.04 }),
  ...releasesOf('ubuntu', { jammy: 22.04, mantic: 23.1, noble: 24.04, oracular: 24.1 }),
  ...releasesOf('ubuntu', { plucky: 25.04, questing: 25.1, resolute: 26.04 }),
]);

/** Architectures as tags and repositories name them, and the system in front of them. */
const architectures: ReadonlySet<string> = new Set(
  (
    '386 i386 x86 amd64 x64 arm arm32 arm32v5 arm32v6 arm32v7 armel armhf armv5 armv6 armv7 armv8 ' +
    'arm64 arm64v8 aarch64 loong64 loongarch64 mips mipsle mips64 mips64le ppc64le riscv64 s390x'
  ).split(' '),
);

/** Words that stand in the place of a version. */
const channels: ReadonlySet<string> = new Set(
  'stable oldstable oldoldstable lts current mainline release rolling'.split(' '),
);

/** Words that say nothing. */
const emptyWords: ReadonlySet<string> = new Set(['', 'latest', 'linux']);

/** Words of what is not released, alone or with a number, also directly behind a version. */
const unfinished =
  /^(?:a|b|alpha|beta|c|rc|pre|preview|dev|nightly|snapshot|canary|edge|unstable|experimental|testing|sid|next|main|master|trunk|git|sha)$/;

const versionWord = /^(v?)(\d{1,15}(?:[.u]\d{1,15})*)(?:\.?([a-z]+)\.?([\d.]*))?$/;
const dayWord = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\.\d+|t?\d{4,6}z?)?$/;
const trailingNumber = /(?<![\d.])\.*(\d[\d.]*)$/;

/**
 * Whether a tag names an image. Signatures and other companions of an image are kept under tags made of
 * its digest (cosign: `sha256-<hex>.sig`; distribution specification 1.1, "Referrers Tag Schema").
 */
export function namesImage(tag: string): boolean {
  return !/^sha(?:256|384|512)-[0-9a-f]{64}/.test(tag);
}

/** Reads the words of a tag. Any text will do; the order of the words does not matter. */
export function parseTagName(tag: string): TagName {
  const variant = new Map<string, readonly number[]>();
  const name = { version: [] as readonly number[], hasV: false };
  let isUnfinished = false;
  let namesArchitecture = false;
  let channel: string | undefined;
  let release: Release | undefined;
  let day: number | undefined;
  for (const word of wordsOf(tag)) {
    if (emptyWords.has(word)) continue;
    const named = releases.get(word);
    if (named) release = named;
    else if (channels.has(word)) channel = word;
    else if (architectures.has(word)) namesArchitecture = true;
    else if (dayWord.test(word)) day = Number(word.slice(0, 8));
    else {
      const [, v, numbers, behind, last = ''] = versionWord.exec(word) ?? [];
      if (numbers !== undefined && name.version.length === 0) {
        name.hasV = v === 'v';
        // Of `9p1` and `1.2r3` the last number is one more part; of `3.13rc1` it is not.
        const isEarly = behind !== undefined && unfinished.test(behind);
        isUnfinished ||= isEarly;
        name.version = numbersOf(isEarly ? numbers : `${numbers}.${last}`);
        continue;
      }
      const [, number = ''] = trailingNumber.exec(word) ?? [];
      const rest = word.slice(0, word.length - number.length).replace(/\.$/, '');
      if (unfinished.test(rest)) isUnfinished = true;
      else variant.set(rest, numbersOf(number));
    }
  }
  return {
    ...name,
    isUnfinished,
    namesArchitecture,
    variant,
    ...(channel !== undefined && { channel }),
    ...(release && { release }),
    ...(day !== undefined && { day }),
  };
}

/** Dates keep together, and so does the one architecture that is written in two words. */
function wordsOf(tag: string): readonly string[] {
  return tag
    .toLowerCase()
    .replace(/\b((?:19|20)\d\d)[-._](\d\d)[-._](\d\d)\b/, '$1$2$3')
    .replace('x86_64', 'amd64')
    .split(/[-_+]/);
}

function numbersOf(text: string): readonly number[] {
  return text
    .split(/[.u]/)
    .filter((part) => part !== '')
    .map(Number);
}

function releasesOf(
  family: Release['family'],
  names: Readonly<Record<string, number>>,
): (readonly [string, Release])[] {
  return Object.entries(names).map(([name, number]) => [name, { family, number }]);
}
