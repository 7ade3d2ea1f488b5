import { createHash } from 'node:crypto';

/**
 * Pushes distinct images to a registry by its plain API: each is an index of two platforms.
 *
 * @param origin e.g. `http://127.0.0.1:5000`
 * @returns their names, `bench/<number>:1`
 */
export async function pushImages(origin: string, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, number) => `bench/${number}`);
  // One after the other: what is measured comes later.
  for (const name of names) await pushIndex(`${origin}/v2/${name}`, name);
  return names.map((name) => `${name}:1`);
}

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';

async function pushIndex(repository: string, name: string): Promise<void> {
  const manifests = [];
  for (const architecture of ['amd64', 'arm64']) {
    const platform = { os: 'linux', architecture };
    const config = JSON.stringify({ ...platform, config: { Labels: { name } }, rootfs: {} });
    await pushBlob(repository, config);
    const descriptor = { mediaType: configType, digest: digestOf(config), size: config.length };
    const body = { schemaVersion: 2, mediaType: manifestType, config: descriptor, layers: [] };
    const manifest = JSON.stringify(body);
    const digest = digestOf(manifest);
    await put(`${repository}/manifests/${digest}`, manifestType, manifest);
    manifests.push({ mediaType: manifestType, digest, size: manifest.length, platform });
  }
  const index = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests });
  await put(`${repository}/manifests/1`, indexType, index);
}

async function pushBlob(repository: string, body: string): Promise<void> {
  const begun = await fetch(`${repository}/blobs/uploads/`, { method: 'POST' });
  const location = new URL(begun.headers.get('location') ?? '', repository);
  location.searchParams.set('digest', digestOf(body));
  await put(location.href, 'application/octet-stream', body);
}

async function put(url: string, type: string, body: string): Promise<void> {
  const answer = await fetch(url, { method: 'PUT', headers: { 'content-type': type }, body });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
