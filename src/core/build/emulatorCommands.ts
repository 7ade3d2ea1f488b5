import { parseReference } from '../image/reference.ts';
import { fail, succeed, type Result } from '../result.ts';
import { isAddress } from './endpoint.ts';

/** Architectures that `tonistiigi/binfmt --install` knows (v10.2.3-68, cmd/binfmt/config.go). */
export const installableArchitectures = [
  'amd64',
  'arm64',
  'arm',
  '386',
  'riscv64',
  'ppc64le',
  's390x',
  'loong64',
  'mips64le',
  'mips64',
] as const;

/**
 * Images that install emulators: the newest, and a release that does not change under the tag. A release
 * is pushed as `qemu-<version>-<run>` and tagged `deploy/<version>-<run>` in the repository
 * (tonistiigi/binfmt, .github/workflows/.build.yml, and its tag deploy/v10.2.3-68).
 */
export const emulatorImages = [
  'docker.io/tonistiigi/binfmt:latest',
  'docker.io/tonistiigi/binfmt:qemu-v10.2.3-68',
] as const;

/** What is changed in the kernel that an engine runs on. */
export interface EmulatorChange {
  /** Reference of the image, `tonistiigi/binfmt` or one that takes its arguments. */
  readonly image: string;
  /**
   * The engine, a docker context or a URL such as `unix:///run/docker.sock`; absent for the one that
   * docker talks to without being told.
   */
  readonly endpoint?: string | undefined;
  /** Architectures to install emulators for. */
  readonly install: readonly string[];
  /** Names of entries to remove first: an entry of the same name would stay as it is. */
  readonly uninstall: readonly string[];
}

/**
 * The arguments after `docker` that install and remove emulators (tonistiigi/binfmt v10.2.3-68,
 * cmd/binfmt/main.go: entries are removed before others are made). Refuses what is no image, no
 * architecture that it knows, or a name that it would take for a pattern or a list.
 */
export function emulatorArguments(change: EmulatorChange): Result<readonly string[]> {
  const { image, endpoint, install, uninstall } = change;
  const reference = parseReference(image);
  if (!reference.ok) return fail(reference.problem.message);
  if (!/^[\w.]/.test(image)) return fail(`not an image: ${image}`);
  const unknown = install.find((each) => !isInstallable(each));
  if (unknown !== undefined) return fail(`unsupported architecture: ${unknown}`);
  const odd = uninstall.find((name) => !isRemovable(name));
  if (odd !== undefined) return fail(`not a name of an emulator: ${odd}`);
  return succeed([
    ...(endpoint === undefined ? [] : [engineOption(endpoint)]),
    'run',
    '--privileged',
    '--rm',
    image,
    ...(uninstall.length === 0 ? [] : ['--uninstall', uninstall.join(',')]),
    ...(install.length === 0 ? [] : ['--install', install.join(',')]),
  ]);
}

function engineOption(endpoint: string): string {
  return `${isAddress(endpoint) ? '--host' : '--context'}=${endpoint}`;
}

/** Whether emulators for an architecture can be installed. */
export function isInstallable(architecture: string): boolean {
  return installableArchitectures.some((each) => each === architecture);
}

/** Whether an entry can be named to the image: `*` and `,` in a name would mean others too. */
export function isRemovable(name: string): boolean {
  return /^[A-Za-z0-9_][\w.+-]{0,99}$/.test(name);
}

/** What a distribution calls itself in /etc/os-release: `ID`, `ID_LIKE` split at blanks, `VERSION_ID`. */
export interface Distribution {
  readonly id: string;
  readonly like: readonly string[];
  readonly version?: string | undefined;
}

/**
 * The command that installs the distribution's own emulators, which come back with every start of the
 * machine; undefined where the packages are not known. For a person to copy: it asks for a password.
 */
export function packageCommand({ id, like, version }: Distribution): string | undefined {
  const names = [id, ...like];
  if (names.includes('debian')) return `sudo apt-get install ${debianPackage(id, version)}`;
  if (names.includes('fedora')) return 'sudo dnf install qemu-user-static';
  if (names.includes('arch')) return 'sudo pacman -S qemu-user-static qemu-user-static-binfmt';
  return undefined;
}

/**
 * Since Debian 13 qemu-user is linked statically and qemu-user-binfmt registers it; before, that
 * package registers programs that need the libraries of the machine.
 */
function debianPackage(id: string, version: string | undefined): string {
  const isNew = id === 'debian' && (version === undefined || Number.parseInt(version, 10) >= 13);
  return isNew ? 'qemu-user-binfmt' : 'qemu-user-static';
}
