import type { Emulator } from './emulator.ts';
import {
  compareProgramVersions,
  parseProgramVersion,
  type ProgramVersion,
} from './programVersion.ts';

/**
 * Architectures for which BuildKit's image has an emulator that it finds by its name (BuildKit v0.32,
 * Dockerfile and solver/llbsolver/ops/exec_binfmt.go).
 */
const architectures = ['amd64', 'arm64', 'arm', '386', 'riscv64', 'ppc64le', 's390x'];

/** Drivers whose workers are BuildKit's own image. */
const imageDrivers = ['docker-container', 'kubernetes'];

/**
 * The first release of BuildKit with another QEMU, and which (its Dockerfile at each tag). Before 0.11
 * the image was not named by its version.
 */
const releases: readonly (readonly [ProgramVersion, string])[] = [
  [[0, 31, 0], '10.2.3'],
  [[0, 29, 0], '10.2.1'],
  [[0, 28, 0], '10.1.3'],
  [[0, 25, 0], '10.0.4'],
  [[0, 20, 1], '9.2.2'],
  [[0, 20, 0], '9.2.0'],
  [[0, 11, 0], '7.1.0'],
];

/** The first release that nobody has looked into. */
const unseen: ProgramVersion = [0, 33, 0];

/** Whether the workers of a driver bring an emulator for an architecture, if they are BuildKit's image. */
export function bringsEmulator(driver: string, architecture: string): boolean {
  return imageDrivers.includes(driver) && architectures.includes(architecture);
}

/** Names of programs, where they differ from those of architectures (exec_binfmt.go, qemuArchMap). */
const programNames: Readonly<Record<string, string>> = {
  arm64: 'aarch64',
  amd64: 'x86_64',
  '386': 'i386',
};

/**
 * The emulator that RUN steps of a worker use for an architecture that its BuildKit does not list
 * (BuildKit v0.32, exec_binfmt.go, getEmulator); undefined where it brings none.
 *
 * @param buildkit its version, where it is known
 */
export function emulatorInImage(
  driver: string,
  architecture: string,
  buildkit: string | undefined,
): Emulator | undefined {
  if (!bringsEmulator(driver, architecture)) return undefined;
  const name = `buildkit-qemu-${programNames[architecture] ?? architecture}`;
  const version = bundledQemu(buildkit ?? '');
  return {
    ...{ name, architecture, interpreter: name, fixed: true, inImage: true },
    ...(version === undefined ? {} : { program: { kind: 'file', linking: 'static', version } }),
  };
}

/**
 * The QEMU in the image of a release of BuildKit; undefined where that is not known.
 *
 * @param buildkit e.g. `0.25.2`
 */
export function bundledQemu(buildkit: string): string | undefined {
  const version = parseProgramVersion(buildkit);
  if (version === undefined || compareProgramVersions(version, unseen) >= 0) return undefined;
  return releases.find(([since]) => compareProgramVersions(version, since) >= 0)?.[1];
}
