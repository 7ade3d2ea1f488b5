import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileContents, type ImagePlace } from '../adapters/imageFiles/fileContents.ts';
import { createOpenedFiles } from '../adapters/imageFiles/openedFiles.ts';
import type { LayeredContents } from '../adapters/inspection/imageContents.ts';
import { parseReference, type Reference } from '../core/image/reference.ts';
import type { Registries } from './registries.ts';
import { archiveName, imageOfPage, isBuildFileName } from './mistakenOperand.ts';
import { CommandError, UsageError } from './terminal.ts';

/** What an operand of `multiarch image` means. */
export type WrittenImage =
  { readonly kind: 'registry'; readonly reference: Reference } | ImagePlace;

/** What a path looks like; of these only the second can be a reference too. */
const PATH = /^(?:\.{0,2}[/\\]|[A-Za-z]:[/\\])/;

/**
 * Reads an operand: a path is what looks like one, a tar archive that is there, and a folder with a file
 * `oci-layout`; all else is a reference.
 *
 * @param name of the image in a file, where it has several
 * @throws {CommandError} when it is neither, or a file that is not there
 */
export async function readImageOperand(
  written: string,
  name: string | undefined,
): Promise<WrittenImage> {
  const shown = imageOfPage(written);
  if (shown !== undefined) {
    throw new UsageError(`"${written}" is the address of an image: multiarch image ${shown}.`);
  }
  const chosen = name === undefined ? {} : { name };
  const file = path.resolve(written);
  if ((await isThere(path.join(file, 'oci-layout'))) || (await isFolder(file, written))) {
    return { kind: 'layout', path: file, ...chosen };
  }
  const isArchive = archiveName.test(written);
  const isFile = await isThere(file);
  if (isBuildFileName(written) && isFile) {
    throw new UsageError(
      `"${written}" is no image, but a file to check: multiarch check ${written}.`,
    );
  }
  if (isFile && (isArchive || PATH.test(written))) {
    return { kind: 'archive', path: file, ...chosen };
  }
  const reference = parseReference(written);
  if (PATH.test(written) || (isArchive && !written.startsWith('docker.io/'))) {
    const other = reference.ok
      ? ` If a repository has this name: ${reference.value.canonical}.`
      : '';
    throw new CommandError(`"${written}" does not exist.${other}`);
  }
  if (!reference.ok) throw new UsageError(`"${written}": ${reference.problem.message}.`);
  if (name !== undefined) throw new UsageError('--name goes with a folder or an archive.');
  return { kind: 'registry', reference: reference.value };
}

/** Where an image's contents are read, archives once for all of them. */
export function contentsOf(
  registries: Pick<Registries, 'contents'>,
): (image: WrittenImage) => LayeredContents {
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
