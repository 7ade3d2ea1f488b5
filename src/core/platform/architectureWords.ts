/** A word for an architecture, as a whole part of a text. */
export interface ArchitectureWord {
  /** As written, e.g. `x86_64`. */
  readonly text: string;
  /** Offset of its first character. */
  readonly start: number;
  /** BuildKit's name of the architecture, e.g. `amd64`. */
  readonly architecture: string;
}

/**
 * What projects call architectures in the names of their files: Go, GNU config.guess, Debian ports, Rust
 * targets, .NET runtime identifiers, Node.js and protobuf releases. In front of it and behind it stands
 * no letter and no digit. `386` and `arm` are too short to tell anything but behind an operating system. `linux64`
 * (ChromeDriver, geckodriver, jq), `Linux-64bit` (Hugo) and `linuxx64` (Oracle) are amd64, beside names of their own for
 * others; in front of one of these (`linux64-s390x` of OpenSSL) it says nothing.
 */
const WORD =
  /(?<![a-z0-9])(?:amd64|x86[_-]64|x64|arm64(?:v8)?|aarch_?64|arm32v[5-7]|armv[5-7](?:[la]|hf)?|arm(?:hf|el)|arm(?=-(?:unknown-)?linux)|(?<=linux[-_/])(?:arm|386)|i[3-6]86|ppc64(?:le|el)|powerpc64le|ppcle_64|s390x|s390_64|riscv64(?:gc)?|loong(?:arch)?64|mips64(?:le|el)|linux(?:[-_]?64(?:-?bit)?|x64)(?!-(?:aarch|arm|loong|mips|ppc|riscv|s390|sparc|x86)))(?![a-z0-9])/gi;

/** What each of them has in it: most texts have none, and this costs far less than to look for words. */
const IN_EACH = /64|86|390|arm/i;

/** The words for architectures in a text, in order. Linear. */
export function architectureWords(text: string): readonly ArchitectureWord[] {
  if (!IN_EACH.test(text)) return [];
  const words: ArchitectureWord[] = [];
  WORD.lastIndex = 0;
  for (let found = WORD.exec(text); found; found = WORD.exec(text)) {
    const [word] = found;
    const architecture = architectureOf(word.toLowerCase());
    words.push({ text: word, start: found.index, architecture });
  }
  return words;
}

/** The architecture that a whole text is a word for; undefined when it is none. */
export function architectureNamed(text: string): string | undefined {
  if (text === '386' || text === 'arm') return text;
  const [word] = architectureWords(text);
  return word?.text === text ? word.architecture : undefined;
}

function architectureOf(word: string): string {
  switch (word) {
    case 'x86_64':
    case 'x86-64':
    case 'x64':
      return 'amd64';
    case 'arm64v8':
    case 'aarch64':
    case 'aarch_64':
      return 'arm64';
    case 'ppc64el':
    case 'powerpc64le':
    case 'ppcle_64':
      return 'ppc64le';
    case 's390_64':
      return 's390x';
    case 'riscv64gc':
      return 'riscv64';
    case 'loongarch64':
      return 'loong64';
    case 'mips64el':
      return 'mips64le';
    default:
      if (word.startsWith('linux')) return 'amd64';
      if (word.startsWith('arm') && word !== 'arm64') return 'arm';
      return /^i[3-6]86$/.test(word) ? '386' : word;
  }
}
