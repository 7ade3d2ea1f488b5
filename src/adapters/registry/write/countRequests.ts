import { decodeManifest } from '../decode.ts';
import type { ListPlan } from './listPlan.ts';

/**
 * How many requests publishing a plan takes at most, without those for tokens: each tag is looked at again,
 * put and read back; a manifest that is copied is looked for and put; a blob is looked for, its upload opened,
 * read and sent, or, where it can be mounted, only asked for when the registry does so. Those for signatures and other
 * referrers are not counted.
 */
export function countRequests({ tags, copies, known }: ListPlan): number {
  const blobs = new Map<string, number>();
  const lacking = copies.filter(({ isThere }) => !isThere);
  for (const { digest, isMountable } of lacking) {
    const manifest = known.get(digest);
    if (!manifest) continue;
    const read = decodeManifest(manifest.body, manifest.mediaType, '');
    if (read.kind !== 'image') continue;
    for (const blob of [read.config, ...read.layers]) {
      blobs.set(blob.digest, isMountable ? ofMounted : ofCopied);
    }
  }
  const ofBlobs = [...blobs.values()].reduce((sum, count) => sum + count, 0);
  return tags.length * ofTag + lacking.length * ofManifest + ofBlobs;
}

const ofTag = 3;
const ofManifest = 2;
const ofMounted = 3;
const ofCopied = 4;
