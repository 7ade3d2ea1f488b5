/**
 * Whether a subnet such as `172.29.0.0/16` and a route share addresses.
 *
 * @param {string} subnet
 * @param {{ address: number, mask: number }} route as unsigned 32-bit numbers
 */
export function isOverlapping(subnet, route) {
  const [text, length] = subnet.split('/');
  const address = text.split('.').reduce((value, part) => value * 256 + Number(part), 0);
  const mask = (0xffffffff << (32 - Number(length))) >>> 0;
  const shared = (mask & route.mask) >>> 0;
  return (address & shared) >>> 0 === (route.address & shared) >>> 0;
}
