import { parseReference } from '../core/image/reference.ts';
import { isBakeFileName } from '../core/project/fileNames.ts';

/** Names that archives of images have. */
export const archiveName = /\.(?:tar|tgz|tzst|tar\.(?:gz|zst))$/i;

/** Web pages of images, by what their registries call them; the first group is the image's name. */
const pages: readonly (readonly [page: RegExp, before: string])[] = [
  [/^(?:https?:\/\/)?hub\.docker\.com\/_\/([^/?#]+)/i, ''],
  [/^(?:https?:\/\/)?hub\.docker\.com\/(?:r|layers|repository\/docker)\/library\/([^/?#]+)/i, ''],
  [/^(?:https?:\/\/)?hub\.docker\.com\/(?:r|layers|repository\/docker)\/([^/?#]+\/[^/?#]+)/i, ''],
  [/^https?:\/\/quay\.io\/repository\/([^/?#]+\/[^/?#]+)/i, 'quay.io/'],
  [/^https?:\/\/gallery\.ecr\.aws\/([^?#]+)/i, 'public.ecr.aws/'],
  [
    /^https?:\/\/mcr\.microsoft\.com\/(?:artifact|product)\/(?:mar\/)?([^?#]+)/i,
    'mcr.microsoft.com/',
  ],
  // As skopeo writes references.
  [/^docker:\/\/([^?#]+)/i, ''],
  // A registry's address with the name of an image; these hosts have other pages under such names.
  [/^https?:\/\/(?!(?:hub\.docker|raw\.githubusercontent|github|gitlab)\.com\/)([^?#]+)/i, ''],
];

/**
 * The image that a web address shows, for a command: `https://hub.docker.com/_/node` shows `node`.
 * Undefined for what is no such address.
 */
export function imageOfPage(text: string): string | undefined {
  for (const [page, before] of pages) {
    const name = page.exec(text)?.[1];
    if (name === undefined) continue;
    const parsed = parseReference(`${before}${name.replace(/\/(?:tags\/?)?$/, '')}`);
    return parsed.ok ? parsed.value.familiar : undefined;
  }
  return undefined;
}

/** What may be meant by the name of a file that is not there: begins with a blank, or is empty. */
export function imageHint(operand: string): string {
  const shown = imageOfPage(operand);
  if (shown !== undefined) return ` It is the address of an image: multiarch image ${shown}`;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(operand)) {
    return ' Files are read from this machine only: download it first.';
  }
  const parsed = parseReference(operand);
  const isPath = /^\.{0,2}[/\\]/.test(operand) || !/[:@]/.test(operand);
  if (!parsed.ok || isPath) return '';
  return ` If it is an image: multiarch image ${parsed.value.familiar}`;
}

const buildFile = /(?:^|[./\\_-])(?:docker|container)file|\.ya?ml$/i;

/** Whether a name is that of a file for `multiarch check` rather than of an image. */
export function isBuildFileName(operand: string): boolean {
  return buildFile.test(operand) || isBakeFileName(operand);
}
