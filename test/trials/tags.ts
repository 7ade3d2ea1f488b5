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

/**
 * The digest that a tag names, by the registry's plain API; undefined where there is no such tag.
 *
 * @throws when the registry cannot tell
 */
export async function namedDigest(repository: string, tag: string): Promise<string | undefined> {
  const answer = await ask('HEAD', `${repository}/manifests/${tag}`);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw new Error(`${repository}:${tag}: ${answer.status}`);
  return answer.headers.get('docker-content-digest') ?? undefined;
}

/** What a manifest names, directly or not, that its repository does not have. */
export async function lackingContent(
  repository: string,
  digest: string,
): Promise<readonly string[]> {
  const answer = await ask('GET', `${repository}/manifests/${digest}`);
  if (answer.status !== 200) return [digest];
  const { manifests = [], config, layers = [] } = (await answer.json()) as Manifest;
  const blobs = [...(config ? [config] : []), ...layers];
  const inner = await Promise.all(manifests.map((each) => lackingContent(repository, each.digest)));
  const lacking = await Promise.all(
    blobs.map(async (blob) => {
      const { status } = await ask('HEAD', `${repository}/blobs/${blob.digest}`);
      return status === 200 ? [] : [blob.digest];
    }),
  );
  return [...inner, ...lacking].flat();
}

function ask(method: string, url: string): Promise<Response> {
  return fetch(url, { method, headers: { accept: types } });
}
