import { readSmallFile } from '../smallFile.ts';

/** More than docker and buildx write into one of their files, in bytes: certificates and all. */
const mostBytes = 4 * 1024 * 1024;

/**
 * The text of a file of docker or buildx.
 *
 * @throws as {@link readSmallFile} does, above 4 MiB
 */
export function readStoreFile(file: string): Promise<string> {
  return readSmallFile(file, mostBytes);
}
