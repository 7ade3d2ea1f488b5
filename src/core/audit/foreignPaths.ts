import { normalizeArchitecture } from '../platform/architecture.ts';

/**
 * Where an image keeps programs of other platforms on purpose: emulators, toolchains that compile for another
 * platform, firmware, and what packages bring for every platform. They are counted, and make no image wrong.
 */
const places: readonly RegExp[] = [
  // Emulators, as binfmt and qemu-user-static name them, and what they start.
  /(?:^|\/)qemu-[a-z0-9_]+(?:-static)?$/,
  // Debian's cross compilers, crosstool-NG, musl-cross: a folder that is called like a target of GNU.
  /(?:^|\/)(?:gcc|gcc-cross|x-tools)\/(?:[a-z0-9_]+-){1,3}[a-z0-9_]+\//,
  /^(?:usr|usr\/local|opt)\/[a-z0-9_]+-(?:[a-z0-9_]+-)?(?:linux|w64|apple|none)[a-z0-9_-]*\//,
  // Go, Rust, Android, Zig.
  /(?:^|\/)go\/(?:pkg|src|test)\//,
  /(?:^|\/)lib\/rustlib\//,
  /(?:^|\/)(?:ndk|sysroots?)\//,
  /(?:^|\/)lib\/zig\//,
  // Firmware and boot code.
  /(?:^|\/)lib\/firmware\//,
  /(?:^|\/)(?:grub|syslinux|ipxe|edk2|seabios|u-boot)[^/]*\//,
  // What packages of npm and Python's installers bring for all platforms.
  /(?:^|\/)prebuilds\//,
  /(?:^|\/)testdata\//,
  /(?:^|\/)(?:distlib|setuptools|pip\/_vendor\/distlib|distutils\/command)\/[^/]+\.exe$/,
];

/** Whether a file is of another platform on purpose. @param path without a leading slash */
export function isForeignOnPurpose(path: string, architectures: readonly string[]): boolean {
  return places.some((place) => place.test(path)) || namesItself(path, architectures);
}

/** A folder of packages that is called like the platform that its files are for, e.g. `linux-x64`. */
function namesItself(path: string, architectures: readonly string[]): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.some((folder) => {
    const match =
      /^(?:.*[-_.])?(?:linux|linuxmusl|darwin|win32|windows|android|freebsd)[-_]([a-z0-9]+)/.exec(
        folder.toLowerCase(),
      );
    const word = match?.[1];
    return word !== undefined && architectures.includes(architectureOf(word));
  });
}

/** npm's names are Node's. */
function architectureOf(word: string): string {
  if (word === 'x64') return 'amd64';
  return word === 'ia32' ? '386' : normalizeArchitecture(word, '').architecture;
}
