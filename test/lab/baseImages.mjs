import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { unpackPackages } from './debianPackages.mjs';
import { run } from './program.mjs';

/** A suite whose busybox has a release that Docker Hub has under the same tag. */
const SUITE = 'trixie';
const RECIPE = path.join(import.meta.dirname, 'base', 'Dockerfile');

/** Debian's word, Docker's TARGETARCH and platform. */
const ARCHITECTURES = [
  { debian: 'amd64', folder: 'amd64', platform: 'linux/amd64' },
  { debian: 'arm64', folder: 'arm64', platform: 'linux/arm64' },
  { debian: 'armhf', folder: 'arm', platform: 'linux/arm/v7' },
  { debian: 's390x', folder: 's390x', platform: 'linux/s390x' },
];

/**
 * The packages of the base images, and where a registry's storage with the images made of them is
 * kept in the cache. `storage` need not exist yet.
 *
 * @returns {Promise<{ storage: string, version: string, roots: string[] }>}
 */
export async function baseImagePackages(surroundings) {
  const sets = [];
  for (const { debian } of ARCHITECTURES) {
    const set = { name: SUITE, suite: SUITE, architecture: debian, packages: ['busybox-static'] };
    sets.push(await unpackPackages(set, surroundings));
  }
  const versions = sets.map((set) => set.versions['busybox-static']);
  const key = createHash('sha256').update(JSON.stringify(versions));
  for (const file of [RECIPE, import.meta.filename]) key.update(fs.readFileSync(file));
  return {
    storage: path.join(surroundings.cache, 'base-images', key.digest('hex').slice(0, 12)),
    // 1:1.37.0-6+b3 → 1.37.0
    version: /^(?:\d+:)?(\d+\.\d+\.\d+)/.exec(versions[0])[1],
    roots: sets.map((set) => set.root),
  };
}

/**
 * Builds and pushes `library/busybox` (an index of four platforms, with attestations) and
 * `amd64/busybox` (one image's plain manifest, no index) under the tags that Docker Hub has.
 *
 * @param {{ version: string, roots: string[] }} packages
 * @param {{ registry: string, folder: string, env: NodeJS.ProcessEnv,
 *   say: (message: string) => void, signal?: AbortSignal }} surroundings
 */
export async function pushBaseImages({ version, roots }, { registry, folder, env, say, signal }) {
  say(`Building the base image busybox ${version} for ${ARCHITECTURES.length} platforms …`);
  const context = path.join(folder, 'base');
  try {
    writeContext(context, roots);
    const [major, minor] = version.split('.');
    const tags = (repository) =>
      [version, `${major}.${minor}`, major, 'latest'].flatMap((tag) => [
        '--tag',
        `${registry}/${repository}:${tag}`,
      ]);
    const build = (platforms, ...options) =>
      run(
        'docker',
        [
          'buildx',
          'build',
          '--platform',
          platforms,
          ...options,
          '--push',
          '--file',
          RECIPE,
          context,
        ],
        { env, signal },
      );
    const all = ARCHITECTURES.map(({ platform }) => platform).join(',');
    await build(all, ...tags('library/busybox'));
    await build('linux/amd64', '--provenance=false', ...tags('amd64/busybox'));
    // The engine is as empty afterwards as it is when the images come from the cache.
    await run('docker', ['image', 'prune', '--all', '--force'], { env, signal });
    await run('docker', ['buildx', 'prune', '--all', '--force'], { env, signal });
  } finally {
    fs.rmSync(context, { recursive: true, force: true });
  }
}

function writeContext(context, roots) {
  for (const [position, { folder }] of ARCHITECTURES.entries()) {
    const bin = path.join(context, folder, 'bin');
    fs.mkdirSync(bin, { recursive: true });
    const program = ['bin/busybox', 'usr/bin/busybox']
      .map((file) => path.join(roots[position], file))
      .find((file) => fs.existsSync(file));
    fs.copyFileSync(program, path.join(bin, 'busybox'));
  }
  const etc = path.join(context, 'files', 'etc');
  for (const folder of [etc, path.join(context, 'files/root'), path.join(context, 'files/tmp')]) {
    fs.mkdirSync(folder, { recursive: true });
  }
  fs.writeFileSync(path.join(etc, 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  fs.writeFileSync(path.join(etc, 'group'), 'root:x:0:\n');
}
