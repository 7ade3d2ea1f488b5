import type { Fact } from '../../core/facts.ts';
import { indentJson } from '../../core/image/indentJson.ts';
import type { ImageDocument } from '../../core/image/inspection.ts';
import { mediaTypeOfHeader } from '../../core/image/mediaTypes.ts';
import { say } from '../../core/language.ts';
import { documentLimit, manifestLimit } from '../registry/contentLimits.ts';
import type { WantedContent } from '../registry/contentReader.ts';
import { unknown, type ImageContents } from './imageContents.ts';

/**
 * Reads an index, a manifest, a config or a statement as text.
 *
 * @throws the signal's reason when cancelled
 */
export async function readDocument(
  digest: string,
  contents: ImageContents,
  signal: AbortSignal,
): Promise<Fact<ImageDocument>> {
  const places: readonly WantedContent[] = [
    { digest, kind: 'manifests', limit: manifestLimit, what: 'manifest' },
    { digest, kind: 'blobs', limit: documentLimit, what: 'document' },
  ];
  let answer: Fact<ImageDocument> | undefined;
  for (const wanted of places) {
    const content = await contents.read(wanted, signal);
    if (!content.known) {
      answer = content;
      if (content.reason.code === 'not-found') continue;
      return content;
    }
    const { body, contentType = '' } = content.value;
    const mediaType = mediaTypeOfHeader(contentType);
    const text = body.toString('utf8');
    if (!/^\s*[{[]/.test(text)) return unknown('malformed', say('{0} is not JSON.', digest));
    return { ...content, value: { digest, mediaType, size: body.length, text: indentJson(text) } };
  }
  return answer ?? { known: false, reason: { code: 'not-found', message: digest } };
}
