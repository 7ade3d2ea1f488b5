import { normalizeArchitecture } from '../platform/architecture.ts';

/**
 * Where an image keeps programs of other platforms on purpose: emulators, toolchains that compile for another
 * platform, firmware, and what packages bring for every platform. They are counted, and make no image wrong.
 */
const places: readonly RegExp[] = [
  // Emulators, as qemu-user and binfmt name them.
  /(?:^|\/)qemu-(?:aarch64|alpha|arm|armeb|hppa|i386|loongarch64|m68k|mips|mipsel|mips64|mips64el|or1k|ppc|ppc64|ppc64le|riscv32|riscv64|s390x|sh4|sparc|sparc64|x86_64)(?:-static|-binfmt-P)?$/,
  // Debian's cross compilers, crosstool-NG: a folder that is called like a target of GNU.
  /(?:^|\/)(?:gcc-cross|x-tools)\//,
  /^(?:usr|usr\/local|opt)\/(?:x86_64|i[3-6]86|aarch64|arm|mips[a-z0-9]*|powerpc[a-z0-9]*|s390x|riscv\d\d|sparc64|m68k|alpha|hppa|sh4|loongarch64)-[a-z0-9_-]+\//,
  // Rust, Android, Zig.
  /(?:^|\/)lib\/rustlib\//,
  /(?:^|\/)(?:ndk|sysroots?)\//,
  /(?:^|\/)lib\/zig\//,
  // Firmware and boot code.
  /(?:^|\/)lib\/firmware\//,
  /(?:^|\/)(?:grub|syslinux|ipxe|edk2|seabios|u-boot)[^/]*\//,
  // What packages of npm, Go's own tests and Python's installers bring for all platforms.
  /(?:^|\/)prebuilds\//,
  /(?:^|\/)testdata\//,
  /(?:^|\/)(?:distlib|setuptools|pip\/_vendor\/distlib|distutils\/command)\/[^/]+\.exe$/,
];

/** Whether a file stands where programs for other platforms are kept. @param path without a leading slash */
export function isKeptForOthers(path: string): boolean {
  return places.some((place) => place.test(path));
}

/** A folder that is called like a platform, e.g. `linux-x64`, `linux-musl-arm64`, `x86_64-linux-gnu`. */
export interface NamedFolder {
  /** The folder that it stands in, and what its name has in common with those of other platforms beside it. */
  readonly family: string;
  readonly architecture: string;
}

const ofSystem =
  /^(.*[-_.@]|)(linux|linuxmusl|alpine|darwin|osx|win32|win|windows|android|freebsd)[-_](?:musl[-_]|bionic[-_])?((?:x86|aarch)[-_]64|[a-z0-9]+)/;
const ofTarget = /^(x86_64|i[3-6]86|aarch64|arm|powerpc64le|s390x|riscv64|loongarch64)-linux-/;

/** The folders of a path that are called like a platform. */
export function namedFolders(path: string): readonly NamedFolder[] {
  const folders = path.toLowerCase().split('/').slice(0, -1);
  return folders.flatMap((folder, at): NamedFolder[] => {
    const parent = folders.slice(0, at).join('/');
    const target = ofTarget.exec(folder);
    if (target) return [{ family: `${parent}/`, architecture: architectureOf(target[1] ?? '') }];
    const system = ofSystem.exec(folder);
    if (!system) return [];
    const [, start = '', , word = ''] = system;
    return [{ family: `${parent}/${start}`, architecture: architectureOf(word) }];
  });
}

/** npm's names are Node's, .NET's its own. */
function architectureOf(word: string): string {
  if (word === 'x64') return 'amd64';
  if (word === 'ia32' || word === 'x86') return '386';
  if (word === 'powerpc64le') return 'ppc64le';
  if (word === 'aarch_64') return 'arm64';
  return normalizeArchitecture(word.replace('-', '_'), '').architecture;
}
