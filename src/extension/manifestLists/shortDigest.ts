/** A digest with as many of its digits as tell it from others, for people. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}
