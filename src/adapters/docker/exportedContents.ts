import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileContents } from '../imageFiles/fileContents.ts';
import { createOpenedFiles } from '../imageFiles/openedFiles.ts';
import { unknown, type LayeredContents } from '../inspection/imageContents.ts';
import { RegistryFailure } from '../registry/errors.ts';
import type { DockerSurroundings } from './contexts.ts';
import { exportImage } from './exportedImage.ts';

/** An image that the engine of the docker context has, with its layers. */
export interface ExportedContents extends LayeredContents {
  /** Forgets the copy that was made to read it. Never rejects. */
  dispose(): Promise<void>;
}

/**
 * Reads an image of the engine by way of an export, which is kept in a temporary folder meanwhile; see
 * {@link exportImage}.
 *
 * @param name canonical reference
 */
export function exportedContents(name: string, surroundings: DockerSurroundings): ExportedContents {
  let folder: Promise<string> | undefined;
  let contents: Promise<LayeredContents> | undefined;
  const exported = async (signal: AbortSignal): Promise<LayeredContents> => {
    folder ??= mkdtemp(path.join(tmpdir(), 'multiarch-audit-'));
    const file = path.join(await folder, 'image.tar');
    await exportImage(name, file, surroundings, signal);
    return fileContents({ kind: 'archive', path: file }, createOpenedFiles());
  };
  const use = async <T>(
    signal: AbortSignal,
    question: (contents: LayeredContents) => Promise<T>,
  ): Promise<T | ReturnType<typeof unknown>> => {
    try {
      contents ??= exported(signal);
      return await question(await contents);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof RegistryFailure)) throw error;
      return unknown(error.reason.code, error.reason.message);
    }
  };
  return {
    find: (signal) => use(signal, (of) => of.find(signal)),
    read: (wanted, signal) => use(signal, (of) => of.read(wanted, signal)),
    stream: (layer, take, signal) => use(signal, (of) => of.stream(layer, take, signal)),
    referrers: (digest, signal) => use(signal, (of) => of.referrers(digest, signal)),
    async dispose() {
      await contents?.catch(() => undefined);
      if (folder !== undefined) {
        await rm(await folder, { recursive: true, force: true }).catch(() => undefined);
      }
    },
  };
}
