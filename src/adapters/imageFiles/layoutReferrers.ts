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

/** What refers to a digest, of what has been read of a layout. */
export type ReferrersOf = (digest: string) => ReferrersInspection;

/**
 * Reads what refers to digests in a layout: entries of `index.json` whose manifest has them as subject, or that are
 * named as cosign and the distribution specification name tags.
 *
 * @throws ImageFileFailure when something cannot be read
 */
export async function readLayoutReferrers(
  files: ImageFiles,
  signal: AbortSignal,
): Promise<ReferrersOf> {
  const bytes = await files.read('index.json', manifestLimit, signal);
  const index = bytes && parseManifest(parseFile(bytes, 'index.json'));
  const entries = index?.ok && index.value.kind === 'index' ? index.value.manifests : [];
  const read: ReadEntry[] = [];
  for (const entry of entries.slice(0, maxRead)) read.push(await readEntry(files, entry, signal));
  return (digest) => {
    const tags = new Map(cosignTags(digest).map((tag) => [tag.tag, tag]));
    const referrers = new Map<string, Referrer>();
    for (const { entry, subject, listed } of read) {
      const name = layoutName(entry);
      const tag = tags.get(name);
      const found = tag
        ? [{ ...referrerOf(entry), ...tag }]
        : name === referrersTag(digest) && listed
          ? listed
          : subject?.of === digest
            ? [subject.referrer]
            : [];
      for (const each of found) if (!referrers.has(each.digest)) referrers.set(each.digest, each);
    }
    return {
      of: digest,
      referrers: [...referrers.values()].slice(0, maxReferrers),
      listedBy: 'layout',
      complete: entries.length <= maxRead && referrers.size <= maxReferrers,
      problems: [],
    };
  };
}

/** An entry of `index.json`. */
interface ReadEntry {
  readonly entry: Descriptor;
  /** What it refers to. */
  readonly subject?: { readonly of: string; readonly referrer: Referrer };
  /** What it lists, where its name is that of a tag of referrers. */
  readonly listed?: readonly Referrer[];
}

/** As `sha256-0123…`: see `referrersTag`. */
const tagOfReferrers = /^[a-z0-9]{1,32}-[a-f0-9]{1,64}$/;

async function readEntry(
  files: ImageFiles,
  entry: Descriptor,
  signal: AbortSignal,
): Promise<ReadEntry> {
  const json = parseFile(await readBlob(files, entry.digest, manifestLimit, signal), entry.digest);
  const manifest = parseManifest(json, entry.mediaType);
  if (!manifest.ok) return { entry };
  const { value } = manifest;
  if (value.kind === 'index' && tagOfReferrers.test(layoutName(entry))) {
    return { entry, listed: value.manifests.map(referrerOf) };
  }
  const of = isJsonObject(json) ? textIn(json['subject'], 'digest') : '';
  if (of === '') return { entry };
  // A manifest without a type is known by its config's (distribution specification 1.1, "Listing Referrers").
  const artifactType = value.kind === 'image' ? (value.artifactType ?? value.config.mediaType) : '';
  const annotations = value.kind === 'image' ? value.annotations : undefined;
  const described = { ...entry, artifactType, ...(annotations && { annotations }) };
  return { entry, subject: { of, referrer: referrerOf(described) } };
}
