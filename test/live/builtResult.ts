import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  destinationOf,
  repositoryOf,
  type BuildRequest,
} from '../../src/core/build/buildRequest.ts';
import { readLoadedImage } from '../../src/adapters/docker/loadedImage.ts';
import { fileContents } from '../../src/adapters/imageFiles/fileContents.ts';
import { inspectImage } from '../../src/adapters/inspection/inspectImage.ts';
import { parseReference } from '../../src/core/image/reference.ts';
import { formatPlatform, normalizePlatform } from '../../src/core/platform/platform.ts';

const start = promisify(execFile);

interface Manifest {
  readonly manifests?: readonly { readonly digest: string; readonly platform?: Platform }[];
  readonly config?: { readonly digest: string };
}

interface Platform {
  readonly os: string;
  readonly architecture: string;
}

/** Reads a blob of an image by its digest. */
type ReadBlob = (digest: string) => Promise<string>;

const machineFile = 'machine';

/** Writes the file `machine` on the platform that the build is for, and leaves nothing else in the image. */
export const machineDockerfile = `FROM busybox:1.37 AS made
RUN uname -m > /${machineFile}
FROM scratch
COPY --from=made /${machineFile} /${machineFile}
`;

/** What `uname -m` says, and the platform. */
const platformOfMachine: Readonly<Record<string, string>> = {
  x86_64: 'linux/amd64',
  aarch64: 'linux/arm64',
};

/**
 * What came of a build, read back by other programs than the one that made it: the platforms, sorted. Throws
 * where there is nothing.
 *
 * @param folder in which the build ran
 * @param digest that the build told of its image
 */
export async function readBack(
  request: BuildRequest,
  folder: string,
  digest: string | undefined,
): Promise<readonly string[]> {
  const [tag = ''] = request.tags;
  const path = join(folder, destinationOf(request) ?? '');
  switch (request.output) {
    case 'push':
      return platformsInRegistry(tag);
    case 'digest':
      return platformsInRegistry(`${repositoryOf(tag) ?? ''}@${digest ?? ''}`);
    case 'load':
      return platformsInEngine(tag, request.platforms);
    case 'oci': {
      const index = JSON.parse(await unpacked(path, 'index.json')) as Manifest;
      const [image] = index.manifests ?? [];
      return platformsOf(image?.digest ?? '', (blob) =>
        unpacked(path, `blobs/${blob.replace(':', '/')}`),
      );
    }
    case 'docker': {
      const [image] = JSON.parse(await unpacked(path, 'manifest.json')) as { Config: string }[];
      return [text(JSON.parse(await unpacked(path, image?.Config ?? '')) as Platform)];
    }
    case 'local':
      return machinesIn(await readdir(path, { recursive: true }), (name) =>
        readFile(join(path, name), 'utf8'),
      );
    case 'tar': {
      const { stdout } = await start('tar', ['-tf', path]);
      return machinesIn(stdout.split('\n'), (name) => unpacked(path, name));
    }
    case 'cache':
      return request.platforms.toSorted();
  }
}

/**
 * What this program says of a loaded image or an archive after a build: its platforms, sorted. Undefined of other
 * outputs. Throws where it finds nothing.
 */
export async function readByUs(
  request: BuildRequest,
  folder: string,
): Promise<readonly string[] | undefined> {
  const { output, tags } = request;
  const signal = AbortSignal.timeout(30_000);
  if (output === 'load') {
    const url = process.env['DOCKER_HOST'] ?? '';
    const loaded = await readLoadedImage({ url }, tags[0] ?? '', signal);
    if (!loaded.ok || loaded.value === undefined) throw new Error(JSON.stringify(loaded));
    return loaded.value.platforms
      .map(({ platform }) => formatPlatform(normalizePlatform(platform)))
      .toSorted();
  }
  if (output !== 'oci' && output !== 'docker') return undefined;
  const path = join(folder, destinationOf(request) ?? '');
  const image = await inspectImage(fileContents({ kind: 'archive', path }), 'index', signal);
  if (!image.known) throw new Error(JSON.stringify(image));
  return image.value.platforms.map(({ platform }) => platform).toSorted();
}

/** The platforms that a registry has of an image, attestations left out. */
export async function platformsInRegistry(reference: string): Promise<readonly string[]> {
  const parsed = parseReference(reference);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const { domain, path, tag, digest } = parsed.value;
  const accept = ['index', 'manifest'].map((kind) => `application/vnd.oci.image.${kind}.v1+json`);
  const docker = ['manifest.list', 'manifest'].map(
    (kind) => `application/vnd.docker.distribution.${kind}.v2+json`,
  );
  const read = async (place: string) => {
    const url = `http://${domain}/v2/${path}/${place}`;
    const response = await fetch(url, { headers: { accept: [...accept, ...docker].join(', ') } });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return response.text();
  };
  const top = await read(`manifests/${digest ?? tag ?? 'latest'}`);
  return platformsOf(top, (blob) => read(`blobs/${blob}`));
}

/** @param image the manifest or index itself, or its digest */
async function platformsOf(image: string, read: ReadBlob): Promise<readonly string[]> {
  const json = image.startsWith('{') ? image : await read(image);
  const { manifests, config } = JSON.parse(json) as Manifest;
  if (manifests === undefined) {
    return [text(JSON.parse(await read(config?.digest ?? '')) as Platform)];
  }
  const platforms = manifests.flatMap(({ platform }) => (platform ? [text(platform)] : []));
  return platforms.filter((platform) => platform !== 'unknown/unknown').toSorted();
}

/** With the classic store an image has one platform, and only a newer docker can ask for one. */
async function platformsInEngine(
  tag: string,
  asked: readonly string[],
): Promise<readonly string[]> {
  const inspect = (...args: readonly string[]) =>
    start('docker', ['image', 'inspect', '--format={{.Os}}/{{.Architecture}}', ...args, tag]);
  const found = await Promise.all(
    asked.map(async (platform) => {
      const { stdout } = await inspect(...(asked.length > 1 ? [`--platform=${platform}`] : []));
      return stdout.trim();
    }),
  );
  return found.toSorted();
}

async function unpacked(archive: string, name: string): Promise<string> {
  return (await start('tar', ['-xOf', archive, name])).stdout;
}

async function machinesIn(
  names: readonly string[],
  read: (name: string) => Promise<string>,
): Promise<readonly string[]> {
  const machines = names.filter((name) => name.split('/').at(-1) === machineFile);
  const texts = await Promise.all(machines.map(read));
  return texts.map((machine) => platformOfMachine[machine.trim()] ?? machine).toSorted();
}

function text({ os, architecture }: Platform): string {
  return `${os}/${architecture}`;
}
