import { digestOf, pushBlob, pushManifest } from './plainPush.ts';

/** Twenty platforms that every tool knows, and as many builds of Windows as anybody asks for. */
const platforms: readonly (readonly [os: string, architecture: string, build?: string])[] = [
  ...['amd64', 'arm64', '386', 'arm', 'ppc64le', 'riscv64', 's390x', 'mips64', 'mips64le'].map(
    (architecture) => ['linux', architecture] as const,
  ),
  ...['freebsd', 'netbsd', 'openbsd'].flatMap((os) =>
    ['386', 'amd64', 'arm'].map((architecture) => [os, architecture] as const),
  ),
  ...['amd64', 'arm64'].map((architecture) => ['darwin', architecture] as const),
  ...Array.from({ length: 180 }, (_, at) => ['windows', 'amd64', `10.0.20348.${at}`] as const),
];

/**
 * Pushes images of one platform each to a repository by the registry's plain API. They share a layer.
 *
 * @param origin e.g. `http://127.0.0.1:5000`
 * @param count 200 at most
 * @returns their tags
 */
export async function pushSingleImages(
  origin: string,
  path: string,
  count: number,
): Promise<readonly string[]> {
  const repository = `${origin}/v2/${path}`;
  const shared = Buffer.alloc(100_000, path);
  await pushBlob(repository, shared);
  const tags: string[] = [];
  for (const [os, architecture, build] of platforms.slice(0, count)) {
    const own = Buffer.from(`${path} ${os} ${architecture} ${build ?? ''}`);
    const layers = [shared, own];
    const diffIds = layers.map((layer) => digestOf(layer));
    const config = Buffer.from(
      JSON.stringify({
        os,
        architecture,
        ...(build !== undefined && { 'os.version': build }),
        config: {},
        rootfs: { type: 'layers', diff_ids: diffIds },
      }),
    );
    for (const blob of [own, config]) await pushBlob(repository, blob);
    const describe = (blob: Buffer, mediaType: string) => ({
      ...{ mediaType, digest: digestOf(blob), size: blob.length },
    });
    const manifest = {
      ...{ schemaVersion: 2, mediaType: manifestType },
      config: describe(config, 'application/vnd.docker.container.image.v1+json'),
      layers: layers.map((layer) =>
        describe(layer, 'application/vnd.docker.image.rootfs.diff.tar'),
      ),
    };
    const tag = [os, architecture, ...(build === undefined ? [] : [build])].join('-');
    const body = Buffer.from(JSON.stringify(manifest));
    await pushManifest(repository, tag, { mediaType: manifestType, body });
    tags.push(tag);
  }
  return tags;
}

const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
