import type { Connection } from 'vscode-languageserver';
import { unknown, type ImageContents } from '../adapters/inspection/imageContents.ts';
import type { Fact } from '../core/facts.ts';
import type { ImageInspection, PlatformInspection } from '../core/image/inspection.ts';
import { parseReference, pulledReference } from '../core/image/reference.ts';
import { say } from '../core/language.ts';
import {
  engineInspectionRequest,
  enginePresenceRequest,
  type EngineInspectionParams,
  type EnginePresenceParams,
  type EnginePresenceResult,
  type InspectImageResult,
} from '../protocol/imageRequests.ts';
import { withToken } from './cancellation.ts';

/** How long the editor may take to ask its engine what it has, in ms. */
const patience = 5_000;

/** The Docker engine, which the editor asks because Docker is the editor's. */
export interface EditorEngine {
  /** @throws the signal's reason when cancelled */
  inspect(image: EngineInspectionParams, signal: AbortSignal): Promise<InspectImageResult>;
  /**
   * Adds which platforms of an image the engine has. Unknown where it does not tell.
   *
   * @throws the signal's reason when cancelled
   */
  withPresence(image: ImageInspection, signal: AbortSignal): Promise<ImageInspection>;
}

/** The engine shows manifests and configs in its own words only, and statements not at all. */
export const engineContents: ImageContents = {
  find: () => notShown(),
  read: () => notShown(),
  referrers: () => notShown(),
};

function notShown(): Promise<Fact<never>> {
  const message = say(
    'The Docker engine does not show this of its images. Inspect the image in its registry, or an archive of it (docker save).',
  );
  return Promise.resolve(unknown('failed', message));
}

/** Makes the way to the editor's engine. */
export function createEditorEngine(connection: Connection): EditorEngine {
  const ask = <T>(method: string, params: object, signal: AbortSignal): Promise<T> =>
    withToken(signal, (token) => connection.sendRequest<T>(method, params, token));

  return {
    async inspect(image, signal) {
      try {
        return await ask<InspectImageResult>(engineInspectionRequest, image, signal);
      } catch {
        signal.throwIfAborted();
        return unknown('failed', say('This editor does not ask a Docker engine.'));
      }
    },
    async withPresence(image, signal) {
      const params: EnginePresenceParams = { names: namesOf(image) };
      const limited = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
      try {
        const digests = await ask<EnginePresenceResult>(enginePresenceRequest, params, limited);
        return digests === null ? image : marked(image, new Set(digests));
      } catch {
        signal.throwIfAborted();
        return image;
      }
    },
  };
}

/** Under its name, and whatever the name: the containerd store knows images by their digest too. */
function namesOf({ reference, digest }: ImageInspection): readonly string[] {
  const parsed = parseReference(reference);
  return [...(parsed.ok ? [pulledReference(parsed.value).canonical] : []), digest];
}

function marked(image: ImageInspection, digests: ReadonlySet<string>): ImageInspection {
  const platforms = image.platforms.map((entry): PlatformInspection => {
    const config = entry.details.known ? entry.details.value.configDigest : '';
    const value = digests.has(entry.digest) || digests.has(config);
    return { ...entry, inEngine: { known: true, value, asOf: image.asOf } };
  });
  return { ...image, platforms };
}
