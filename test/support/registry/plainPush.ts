import { createHash } from 'node:crypto';

/**
 * Pushes a blob in one piece by the registry's plain API (distribution specification, end-4a and end-6).
 *
 * @param repository e.g. `http://127.0.0.1:5000/v2/team/app`
 */
export async function pushBlob(repository: string, body: Buffer): Promise<void> {
  const begun = await fetch(`${repository}/blobs/uploads/`, { method: 'POST' });
  const location = new URL(begun.headers.get('location') ?? '', repository);
  location.searchParams.set('digest', digestOf(body));
  await put(location.href, 'application/octet-stream', body);
}

/**
 * Pushes a manifest (distribution specification, end-7). What it names must be there already.
 *
 * @param reference a tag or its digest
 */
export async function pushManifest(
  repository: string,
  reference: string,
  { mediaType, body }: { readonly mediaType: string; readonly body: Buffer },
): Promise<void> {
  await put(`${repository}/manifests/${reference}`, mediaType, body);
}

/** The digest of some bytes, `sha256:…`. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function put(url: string, type: string, body: Buffer): Promise<void> {
  const headers = { 'content-type': type };
  const answer = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}
