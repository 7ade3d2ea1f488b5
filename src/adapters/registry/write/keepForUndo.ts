import { stateFolder } from '../../state/stateFolder.ts';
import { keepTagRecord } from '../../state/tagHistory.ts';
import type { Reference } from '../../../core/image/reference.ts';
import { failure } from '../errors.ts';
import type { PublishedManifest } from './writer.ts';

/**
 * Keeps what a tag names before it is changed.
 *
 * @param digest what it names after that; '' when it is deleted
 * @param at in ms since the epoch
 * @throws RegistryFailure when it cannot be kept: then the tag must be left as it is
 */
export async function keepForUndo(
  { domain, path }: Pick<Reference, 'domain' | 'path'>,
  { tag, digest, at }: { readonly tag: string; readonly digest: string; readonly at: number },
  previous: PublishedManifest | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  try {
    await keepTagRecord(stateFolder(environment), {
      ...{ reference: `${domain}/${path}:${tag}`, at, digest },
      ...(previous && {
        previous: {
          digest: previous.digest,
          mediaType: previous.mediaType,
          body: previous.body.toString('base64'),
        },
      }),
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw failure({
      code: 'failed',
      message: `What it names now cannot be kept for an undo (${why}). Make room, or set MULTIARCH_CACHE to a folder that can be written to.`,
    });
  }
}
