import type { Connection } from 'vscode-languageserver';
import type { LocalImages } from '../adapters/registry/engineFirst.ts';
import { formatPlatformAll } from '../core/platform/platform.ts';
import {
  localBaseRequest,
  localImageRequest,
  type LocalBaseParams,
  type LocalBaseResult,
  type LocalImageParams,
  type LocalImageResult,
} from '../protocol/imageRequests.ts';
import { withToken } from './cancellation.ts';

/** How long the editor may take to ask its engine for one image, in ms. */
const patience = 5_000;

/** The images of the engine that builds: the editor asks it, because Docker is the editor's. */
export function createEditorImages(connection: Connection): LocalImages {
  async function ask<T>(
    method: string,
    parameters: LocalImageParams | LocalBaseParams,
    signal: AbortSignal | undefined,
  ): Promise<T | undefined> {
    const limit = AbortSignal.timeout(patience);
    const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    try {
      const answer = await withToken(either, (token) =>
        connection.sendRequest<T | null>(method, parameters, token),
      );
      return answer ?? undefined;
    } catch {
      // Cancelled, or an editor that knows no engine.
      return undefined;
    }
  }

  return {
    read: (reference, signal) =>
      ask<NonNullable<LocalImageResult>>(localImageRequest, { reference }, signal),
    readBase: (reference, platform, signal) =>
      ask<NonNullable<LocalBaseResult>>(
        localBaseRequest,
        { reference, platform: formatPlatformAll(platform) },
        signal,
      ),
  };
}
