import type { Fact } from '../../core/facts.ts';
import { parseManifest, type Manifest } from '../../core/image/manifest.ts';
import { say } from '../../core/language.ts';
import { sayContent, type ContentName } from '../registry/contentNames.ts';
import type { VerifiedContent, WantedContent } from '../registry/contentReader.ts';
import { unknown, type ImageContents } from './imageContents.ts';

/** Reads verified bytes as JSON. */
export function parseContent({ body }: VerifiedContent, what: ContentName): Fact<unknown> {
  try {
    return { known: true, value: JSON.parse(body.toString('utf8')) as unknown, asOf: Date.now() };
  } catch {
    return unknown('malformed', say('The {0} is not JSON.', sayContent(what)));
  }
}

/**
 * Reads a manifest by its digest.
 *
 * @throws the signal's reason when cancelled
 */
export async function readManifest(
  wanted: Omit<WantedContent, 'kind'>,
  contents: ImageContents,
  signal: AbortSignal,
): Promise<Fact<Manifest>> {
  const content = await contents.read({ ...wanted, kind: 'manifests' }, signal);
  if (!content.known) return content;
  const json = parseContent(content.value, wanted.what);
  if (!json.known) return json;
  const manifest = parseManifest(json.value, content.value.contentType ?? '');
  return manifest.ok
    ? { known: true, value: manifest.value, asOf: content.asOf }
    : unknown(
        'malformed',
        say('The {0} cannot be used: {1}.', sayContent(wanted.what), manifest.problem.message),
      );
}
