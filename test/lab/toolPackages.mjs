import fs from 'node:fs';
import path from 'node:path';
import { debianArchitecture, releaseId, unpackPackages } from './debianPackages.mjs';

/**
 * The Debian suite that has the engine which the tests want: Docker 28.5 with the containerd image
 * store, buildx 0.29. Its programs need nothing but libc6 ≥ 2.34.
 */
const ENGINE_SUITE = 'forky';
const ENGINE = [
  'docker.io',
  'docker-cli',
  'docker-buildx',
  'containerd',
  'crane',
  'docker-registry',
];
const EMULATORS = ['qemu-user', 'qemu-user-binfmt'];

/** Ubuntu has no `crane`, the client and the engine in one package, and other names for QEMU. */
const UBUNTU = ['docker.io', 'docker-buildx', 'containerd', 'docker-registry', 'qemu-user-static'];

/** From the machine's own release: these link to its libraries or belong to its kernel. */
const OWN = ['runc', 'busybox-static', 'iptables', 'libxtables12', 'libnftnl11', 'libmnl0'];

/** Linked to libraries of the machine's own release, some of which the machine may not have. */
const SKOPEO = 'skopeo';

/** The oldest buildx that this program works with, 0.13, is the one of this suite. */
const OLD_SUITE = 'trixie';

const EMULATED = ['aarch64', 'arm', 'ppc64le', 'riscv64', 's390x', 'x86_64'];

/**
 * The programs of a private lab, unpacked below the cache folder. `hasSuites`: the machine's mirror
 * is Debian's, which has every suite and architecture.
 *
 * @typedef {{ paths: string[], buildx: string, busybox: string, hasSuites: boolean, engineRoot: string, ownRoot: string,
 *   versions: Record<string, string> }} Tools
 */

/** Whether this machine's packages are of a kind that the lab knows. */
export function hasPackages() {
  return ['debian', 'ubuntu'].includes(releaseId());
}

/** @returns {Promise<Tools>} */
export async function engineTools(surroundings) {
  const architecture = await debianArchitecture(surroundings.signal);
  const debian = releaseId() === 'debian';
  const engine = await unpackPackages(
    debian
      ? {
          name: ENGINE_SUITE,
          suite: ENGINE_SUITE,
          architecture,
          packages: [...ENGINE, ...EMULATORS],
          keep: isNeeded,
        }
      : { name: 'engine', architecture, packages: UBUNTU, keep: isNeeded },
    surroundings,
  );
  const own = await unpackPackages({ name: 'own', architecture, packages: OWN }, surroundings);
  const skopeo = await skopeoFolder(architecture, surroundings);
  return {
    paths: [...programFolders(engine.root), ...programFolders(own.root), skopeo],
    buildx: path.join(engine.root, 'usr/libexec/docker/cli-plugins/docker-buildx'),
    busybox: firstFile(own.root, ['bin/busybox', 'usr/bin/busybox']),
    hasSuites: debian,
    engineRoot: engine.root,
    ownRoot: own.root,
    versions: { ...own.versions, ...engine.versions },
  };
}

/** A folder with `skopeo`, which finds its libraries: a peer in a test and in the bench. */
async function skopeoFolder(architecture, surroundings) {
  const packages = [SKOPEO];
  const set = { name: SKOPEO, architecture, packages, withLibraries: true, keep: isNeeded };
  const { root } = await unpackPackages(set, surroundings);
  const folder = path.join(root, 'bin-with-libraries');
  if (fs.existsSync(path.join(folder, SKOPEO))) return folder;
  const libraries = ['usr/lib', 'lib']
    .map((name) => path.join(root, name))
    .filter((name) => fs.existsSync(name))
    .flatMap((name) => fs.readdirSync(name).map((triplet) => path.join(name, triplet)));
  const program = path.join(root, 'usr/bin', SKOPEO);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, SKOPEO),
    `#!/bin/sh\nLD_LIBRARY_PATH='${libraries.join(':')}' exec '${program}' "$@"\n`,
    { mode: 0o755 },
  );
  return folder;
}

/** Only the registry, for an engine that is there already; needs no rights. */
export async function registryTools(surroundings) {
  const architecture = await debianArchitecture(surroundings.signal);
  const packages = ['docker-registry'];
  const suite = releaseId() === 'debian' ? ENGINE_SUITE : undefined;
  const set = { name: 'registry', architecture, packages, ...(suite && { suite }) };
  const { root } = await unpackPackages(set, surroundings);
  return { paths: programFolders(root) };
}

/** The plugin of the oldest buildx that is supported; only where the machine's mirror is Debian's. */
export async function oldBuildx(surroundings) {
  const architecture = await debianArchitecture(surroundings.signal);
  const packages = ['docker-buildx'];
  const set = { name: `${OLD_SUITE}-buildx`, suite: OLD_SUITE, architecture, packages };
  const { root } = await unpackPackages(set, surroundings);
  return path.join(root, 'usr/libexec/docker/cli-plugins/docker-buildx');
}

/** Only the emulators, for an engine that is there already. */
export async function emulatorTools(surroundings) {
  const architecture = await debianArchitecture(surroundings.signal);
  const debian = releaseId() === 'debian';
  const packages = debian ? EMULATORS : ['qemu-user-static'];
  const set = { name: 'emulators', architecture, packages, keep: isNeeded };
  return unpackPackages(debian ? { ...set, suite: ENGINE_SUITE } : set, surroundings);
}

function firstFile(root, names) {
  return names.map((name) => path.join(root, name)).find((file) => fs.existsSync(file));
}

function programFolders(root) {
  return ['usr/bin', 'usr/sbin'].map((folder) => path.join(root, folder));
}

// Fifty emulators take 470 MB; the platforms that images are made for need six.
function isNeeded(file) {
  const emulator = /^usr\/(?:bin|lib\/binfmt\.d)\/qemu-([^/]*?)(?:-static)?(?:\.conf)?$/.exec(file);
  if (emulator) return EMULATED.includes(emulator[1]);
  return !/^(?:etc|usr\/share\/(?!qemu\/))/.test(file);
}
