import { pushBlob, pushManifest } from './plainPush.ts';

/** Manifests of every kind, as a registry is asked for them. */
const types = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join();

interface Named {
  readonly digest: string;
}

interface Manifest {
  readonly manifests?: readonly Named[];
  readonly config?: Named;
  readonly layers?: readonly Named[];
}

/** Where an image is. */
export interface Place {
  /** e.g. `http://127.0.0.1:5000/v2/team/app` */
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
}

/**
 * Copies an image, or a list with all that it names, by the plain API of two registries without logins.
 *
 * One thing after the other, what is named before what names it. `docker buildx imagetools create` copies all images
 * of a list at once, and pushes it while something that it names is still on its way: about one time in six the
 * registry says 400.
 */
export async function copyImage(from: Place, to: Place): Promise<void> {
  const answer = await get(`${from.repository}/manifests/${from.reference}`);
  const body = Buffer.from(await answer.arrayBuffer());
  const { manifests = [], config, layers = [] } = JSON.parse(body.toString()) as Manifest;
  for (const { digest } of manifests) {
    await copyImage({ ...from, reference: digest }, { ...to, reference: digest });
  }
  for (const { digest } of [...(config ? [config] : []), ...layers]) {
    const blob = await get(`${from.repository}/blobs/${digest}`);
    await pushBlob(to.repository, Buffer.from(await blob.arrayBuffer()));
  }
  const mediaType = answer.headers.get('content-type') ?? '';
  await pushManifest(to.repository, to.reference, { mediaType, body });
}

async function get(url: string): Promise<Response> {
  const answer = await fetch(url, { headers: { accept: types } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}
