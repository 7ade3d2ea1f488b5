/**
 * Whether a host, with or without a port, is an address that means another machine on every link
 * (RFC 3927, RFC 4291 section 2.5.6) or the metadata service of a cloud, which hands out credentials: no
 * registry is there, and nobody is to be told to trust it.
 *
 * @param host as URLs write it: in dots, IPv6 in brackets
 */
export function isLinkLocalHost(host: string): boolean {
  return /^(?:169\.254\.|100\.100\.100\.200(?::|$)|metadata(?:\.google\.internal)?\.?(?::|$)|\[(?:fe[89ab][\da-f]:|::ffff:a9fe:|fd00:ec2::254\]))/i.test(
    host,
  );
}
