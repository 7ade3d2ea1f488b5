import { normalizeArchitecture } from '../platform/architecture.ts';
import { parseReference, withDefaultTag } from './reference.ts';

/** A reference without the architecture that its repository or tag names. */
export interface PlainName {
  /** As written, without the words of the architecture: `golang:1.24` for `amd64/golang:1.24`. */
  readonly name: string;
  /** The same, complete: `docker.io/library/golang:1.24`. */
  readonly canonical: string;
  /** As people write it: `golang:1.24`. */
  readonly familiar: string;
  /** The architecture that is named, as images have it: `amd64`, `arm64`, `arm`, `386`, … */
  readonly architecture: string;
}

/**
 * Words for architectures in names of images, and what they mean: those of Docker's official images
 * (`arm64v8/…`, `arm32v7/…`, `i386/…`, docker-library/official-images, README.md, section
 * "Architectures other than amd64"), of Go, of Debian and of `uname -m`.
 */
const ARCHITECTURE =
  '(?:win|windows|linux)?(?<amd64>amd64|x86[-_]64|x64)|' +
  '(?<arm64>arm64[-_]?v8|arm64|aarch64)|' +
  '(?<arm>arm32[-_]?v[5-8]|arm[-_]?v[5-8]l?|armhf|armel|arm)|' +
  '(?<i386>i[3-6]86|386)|' +
  '(?<ppc64le>ppc64le|ppc64el)|(?<s390x>s390x)|(?<riscv64>riscv64)|' +
  '(?<mips64le>mips64le|mips64el)|(?<loong64>loong64|loongarch64)';

/** The names of its groups. */
const names = [...ARCHITECTURE.matchAll(/\?<(\w+)>/g)].map(([, name = '']) => name);

/** What every name of one of them has in it. */
const ANY = /amd64|x86|x64|arm|aarch64|i[3-6]86|386|ppc64|s390x|riscv64|mips64|loong/;

/** One of them between separators, with the operating system that may stand in front. */
const NAMED = new RegExp(`(?:^|[-_])(?:(?:linux|windows)[-_])?(?:${ARCHITECTURE})(?=$|[-_])`, 'g');

/**
 * Takes the architecture out of a reference as somebody writes it. Undefined when it names none, or
 * two different ones; when nothing would be left of a part; and when a digest pins the image.
 *
 * Whether there is an image of that name, and for which platforms, only its registry knows.
 *
 * @example plainName('arm64v8/nginx') → { name: 'nginx', architecture: 'arm64', … }
 */
export function plainName(written: string): PlainName | undefined {
  if (!ANY.test(written)) return undefined;
  const reference = parseReference(written);
  if (!reference.ok || reference.value.digest !== undefined) return undefined;
  const { domain, tag } = reference.value;
  const host = [domain, 'index.docker.io'].find((prefix) => written.startsWith(`${prefix}/`));
  const start = host === undefined ? 0 : host.length + 1;
  const end = written.length - (tag === undefined ? 0 : tag.length + 1);
  const components = written.slice(start, end).split('/');
  const found = new Set<string>();

  const [first = ''] = components;
  const owner = components.length > 1 ? architecturesIn(first) : [];
  // The owner is dropped only when the whole of it is an architecture: `amd64/golang`.
  if (owner.length === 1 && withoutArchitecture(first) === '') {
    found.add(owner[0] ?? '');
    components.shift();
  }
  const last = components.pop() ?? '';
  for (const part of [last, tag ?? '']) {
    for (const architecture of architecturesIn(part)) found.add(architecture);
  }
  const [architecture] = found;
  if (architecture === undefined || found.size > 1) return undefined;
  const repository = withoutArchitecture(last);
  const plainTag = tag === undefined ? undefined : withoutArchitecture(tag);
  if (repository === '' || plainTag === '') return undefined;
  const path = [...components, repository].join('/');
  const name = written.slice(0, start) + path + (plainTag === undefined ? '' : `:${plainTag}`);
  const plain = parseReference(name);
  if (!plain.ok) return undefined;
  const { familiar } = plain.value;
  return { name, canonical: withDefaultTag(plain.value).canonical, familiar, architecture };
}

function architecturesIn(part: string): readonly string[] {
  return [...part.matchAll(NAMED)].map(({ groups = {} }) => {
    const named = names.find((name) => groups[name] !== undefined) ?? '';
    return normalizeArchitecture(named, '').architecture;
  });
}

/** A separator stays only where it still separates something. */
function withoutArchitecture(part: string): string {
  return part.replace(NAMED, '').replace(/^[-_]/, '');
}
