/**
 * The platforms that the live tests build for, and what `uname -m` says there: `armv7l` under QEMU
 * and on real 32-bit machines, `armv8l` where a 64-bit ARM machine runs 32-bit programs itself.
 */
export const machines: readonly { platform: string; machine: RegExp }[] = [
  { platform: 'linux/amd64', machine: /^x86_64$/ },
  { platform: 'linux/arm64', machine: /^aarch64$/ },
  { platform: 'linux/arm/v7', machine: /^armv[78]l$/ },
];

/** Their names, as for `--platform`. */
export const platforms = machines.map(({ platform }) => platform);
