/**
 * The address of the next page in a `Link` header (RFC 8288; distribution specification 1.1, "Listing
 * Tags"), e.g. `/v2/team/app/tags/list?n=100&last=1.2` of `</v2/…>; rel="next"`.
 *
 * @param header several headers are one, joined by commas
 */
export function nextLink(header: string | undefined): string | undefined {
  for (const [, address, params = ''] of (header ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
    const [, quoted, bare = ''] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(params) ?? [];
    if ((quoted ?? bare).toLowerCase().split(/\s/).includes('next')) return address;
  }
  return undefined;
}
