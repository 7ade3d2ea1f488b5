import { isJsonObject } from '../../core/image/jsonFields.ts';
import { textIn } from '../../core/image/looseJson.ts';
import { parseManifest, type Descriptor } from '../../core/image/manifest.ts';
import type { Referrer, ReferrersInspection } from '../../core/image/inspection.ts';
import { cosignTags, maxReferrers, referrerOf, referrersTag } from '../../core/image/referrers.ts';
import { manifestLimit } from '../registry/contentLimits.ts';
import type { ImageFiles } from './imageFiles.ts';
import { layoutName, readBlob } from './layoutImages.ts';
import { parseFile } from './parseFile.ts';

/** How many entries of `index.json` are looked into. */
const maxRead = 100;

/**
 * What refers to a digest in a layout: entries of `index.json` whose manifest has it as subject, or that are
 * named as cosign and the distribution specification name tags.
 *
 * @throws ImageFileFailure when something cannot be read
 */
export async function layoutReferrers(
  files: ImageFiles,
  digest: string,
  signal: AbortSignal,
): Promise<ReferrersInspection> {
  const bytes = await files.read('index.json', manifestLimit, signal);
  const index = bytes && parseManifest(parseFile(bytes, 'index.json'));
  const entries = index?.ok && index.value.kind === 'index' ? index.value.manifests : [];
  const tags = new Map(cosignTags(digest).map((tag) => [tag.tag, tag]));
  const referrers = new Map<string, Referrer>();
  const add = (referrer: Referrer): void => {
    if (!referrers.has(referrer.digest)) referrers.set(referrer.digest, referrer);
  };
  for (const entry of entries.slice(0, maxRead)) {
    const tag = tags.get(layoutName(entry));
    if (tag) add({ ...referrerOf(entry), ...tag });
    else for (const referrer of await referring(files, entry, digest, signal)) add(referrer);
  }
  return {
    of: digest,
    referrers: [...referrers.values()].slice(0, maxReferrers),
    listedBy: 'layout',
    complete: entries.length <= maxRead && referrers.size <= maxReferrers,
    problems: [],
  };
}

/** An entry that has the digest as its subject, or the entries of the one that lists what does. */
async function referring(
  files: ImageFiles,
  entry: Descriptor,
  digest: string,
  signal: AbortSignal,
): Promise<readonly Referrer[]> {
  const isList = layoutName(entry) === referrersTag(digest);
  const json = parseFile(await readBlob(files, entry.digest, manifestLimit, signal), entry.digest);
  const manifest = parseManifest(json, entry.mediaType);
  if (!manifest.ok) return [];
  if (manifest.value.kind === 'index' && isList) return manifest.value.manifests.map(referrerOf);
  const subject = isJsonObject(json) ? textIn(json['subject'], 'digest') : '';
  if (subject !== digest) return [];
  // A manifest without a type is known by its config's (distribution specification 1.1, "Listing Referrers").
  const { value } = manifest;
  const type = value.kind === 'image' ? (value.artifactType ?? value.config.mediaType) : '';
  const annotations = value.kind === 'image' ? value.annotations : undefined;
  const described = { ...entry, artifactType: type, ...(annotations && { annotations }) };
  return [referrerOf(described)];
}
