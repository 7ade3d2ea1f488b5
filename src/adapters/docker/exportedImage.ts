import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { say } from '../../core/language.ts';
import { fileImage } from '../imageFiles/fileImage.ts';
import { failure } from '../registry/errors.ts';
import type { LocalImage } from '../registry/write/localImage.ts';
import { currentEngine, type DockerSurroundings } from './contexts.ts';
import { askEngine } from './engineConnection.ts';
import { streamFromEngine } from './engineQuestion.ts';

/**
 * An image that the engine of the docker context has, as `GET /images/{name}/get` exports it (Docker Engine API
 * 1.51): with the containerd store what was built, byte for byte, with all platforms that are there; with the
 * classic one layers that are not compressed. It is kept in a temporary folder meanwhile, since nothing can be
 * looked up in what comes only once.
 *
 * @param name canonical reference
 */
export function exportedImage(name: string, surroundings: DockerSurroundings): LocalImage {
  let folder: string | undefined;
  let image: LocalImage | undefined;
  return {
    async find(signal) {
      folder ??= await mkdtemp(path.join(tmpdir(), 'multiarch-export-'));
      const file = path.join(folder, 'image.tar');
      await exportImage(name, file, surroundings, signal);
      image = fileImage(file, undefined);
      return image.find(signal);
    },
    origin(signal) {
      if (image === undefined) throw new TypeError('an image is found before it is read');
      return image.origin(signal);
    },
    referrers(signal) {
      if (image === undefined) throw new TypeError('an image is found before it is read');
      return image.referrers(signal);
    },
    async dispose() {
      if (folder !== undefined)
        await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

/**
 * Writes the export of an image to a file.
 *
 * @param name canonical reference
 * @throws RegistryFailure when it is not there, or is not exported; the signal's reason when cancelled
 */
export async function exportImage(
  name: string,
  file: string,
  surroundings: DockerSurroundings,
  signal: AbortSignal,
): Promise<void> {
  const address = await currentEngine(surroundings);
  if (address === undefined) {
    const message = say('The docker context in use has no engine. See docker context ls.');
    throw failure({ code: 'unreachable', message });
  }
  const answer = await askEngine(
    address,
    async (engine, stop) => {
      const bytes = await streamFromEngine(engine, `/images/${name}/get`, {}, stop);
      await pipeline(bytes, createWriteStream(file, { mode: 0o600 }), { signal: stop });
    },
    { signal, timeout: Infinity },
  );
  signal.throwIfAborted();
  if (answer.ok) return;
  const { message } = answer.problem;
  const isAbsent = /\b404\b|no such/i.test(message);
  throw failure(
    isAbsent
      ? {
          code: 'not-found',
          message: say(
            'The Docker engine has no image {0}. See docker image ls; docker buildx build --load puts one there.',
            name,
          ),
        }
      : {
          code: 'failed',
          message: say('The Docker engine does not export {0}: {1}.', name, message),
        },
  );
}
