import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileContents, type ImagePlace } from '../adapters/imageFiles/fileContents.ts';
import { createOpenedFiles } from '../adapters/imageFiles/openedFiles.ts';
import type { ImageContents } from '../adapters/inspection/imageContents.ts';
import { parseReference, type Reference } from '../core/image/reference.ts';
import type { Registries } from './registries.ts';
import { UsageError } from './terminal.ts';

/** What an operand of `multiarch image` means. */
export type WrittenImage =
  { readonly kind: 'registry'; readonly reference: Reference } | ImagePlace;

/** What a path looks like; of these only the second can be a reference too. */
const PATH = /^(?:\.{0,2}[/\\]|[A-Za-z]:[/\\])/;
const ARCHIVE = /\.(?:tar|tgz|tzst|tar\.(?:gz|zst))$/;

/**
 * Reads an operand: a path is what looks like one, a tar archive that is there, and a folder with a file
 * `oci-layout`; all else is a reference.
 *
 * @param name of the image in a file, where it has several
 * @throws {UsageError} when it is neither
 */
export async function readImageOperand(
  written: string,
  name: string | undefined,
): Promise<WrittenImage> {
  const chosen = name === undefined ? {} : { name };
  const file = path.resolve(written);
  if ((await isThere(path.join(file, 'oci-layout'))) || (await isFolder(file, written))) {
    return { kind: 'layout', path: file, ...chosen };
  }
  if (PATH.test(written) || (ARCHIVE.test(written) && (await isThere(file)))) {
    return { kind: 'archive', path: file, ...chosen };
  }
  const reference = parseReference(written);
  if (!reference.ok) throw new UsageError(`"${written}": ${reference.problem.message}.`);
  if (name !== undefined) throw new UsageError('--name goes with a folder or an archive.');
  return { kind: 'registry', reference: reference.value };
}

/** Where an image's contents are read, archives once for all of them. */
export function contentsOf(
  registries: Pick<Registries, 'contents'>,
): (image: WrittenImage) => ImageContents {
  const opened = createOpenedFiles();
  return (image) =>
    image.kind === 'registry'
      ? registries.contents(image.reference.canonical)
      : fileContents(image, opened);
}

async function isFolder(file: string, written: string): Promise<boolean> {
  if (!PATH.test(written)) return false;
  return stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
