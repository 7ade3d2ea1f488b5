import assert from 'node:assert/strict';
import type { OutgoingHttpHeaders } from 'node:http';
import { planList, type WantedList } from '../../../../../src/adapters/registry/write/listPlan.ts';
import { publishList } from '../../../../../src/adapters/registry/write/publishList.ts';
import { referrersTag } from '../../../../../src/core/image/referrers.ts';
import { parseReference } from '../../../../../src/core/image/reference.ts';
import { addArtifact, addImage, addIndex } from '../../../../support/registry/memoryImages.ts';
import {
  createMemoryRegistry,
  type MemoryRegistry,
  type RegistryManners,
} from '../../../../support/registry/memoryRegistry.ts';
import { useRegistryTest } from '../../../../support/registry/registryTest.ts';

describe('what stands beside images', () => {
  const use = useRegistryTest();
  const { signal } = new AbortController();

  /** A list of two images; the list and an image are signed, and the signature of the list is signed itself. */
  function signed(manners: RegistryManners = {}) {
    const registry = createMemoryRegistry(manners);
    const amd64 = addImage(registry, 'team/a', 'amd64', 'amd64', [Buffer.from('a')]);
    const arm64 = addImage(registry, 'team/a', 'arm64', 'arm64', [Buffer.from('b')]);
    const list = addIndex(registry, 'team/a', '1', { amd64, arm64 });
    const signature = addArtifact(registry, 'team/a', 'of the list', { of: list });
    const onSignature = addArtifact(registry, 'team/a', 'of the signature', { of: signature });
    const cosign = addArtifact(registry, 'team/a', 'by tag', { tag: `${referrersTag(amd64)}.sig` });
    if (manners.referrers === false) {
      for (const [of, by] of [
        [list, signature],
        [signature, onSignature],
      ] as const) {
        addFallback(registry, of, by);
      }
    }
    return { registry, amd64, list, signature, onSignature, cosign };
  }

  function addFallback(registry: MemoryRegistry, of: string, by: string): void {
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const kept = registry.repository('team/a').manifests.get(by);
    const entry = {
      ...{ mediaType: kept?.mediaType, digest: by, size: kept?.body.length },
      artifactType: 'application/vnd.cncf.notary.signature',
    };
    const body = JSON.stringify({ schemaVersion: 2, mediaType, manifests: [entry] });
    registry.put('team/a', mediaType, body, referrersTag(of));
  }

  function wantedOf(target: string, source: string, more: Partial<WantedList> = {}): WantedList {
    const [to, from] = [target, source].map((text) => parseReference(text));
    assert(to?.ok && from?.ok);
    return {
      ...{ target: to.value, tags: [to.value.tag ?? 'latest'] },
      ...{ sources: [{ reference: from.value }], wishes: { asIs: true } },
      ...more,
    };
  }

  async function copy(from: MemoryRegistry, to: MemoryRegistry, more: Partial<WantedList> = {}) {
    const source = await use.serve(from.handler);
    const target = from === to ? source : await use.serve(to.handler);
    const client = use.client();
    const wanted = wantedOf(`${target.host}/team/b:1`, `${source.host}/team/a:1`, more);
    const plan = await planList(wanted, client.access, signal);
    const kept: (readonly [tag: string, before: string | undefined, digest: string])[] = [];
    const outcomes = await publishList(plan, client.access, {
      ...{ signal, mayReplace: () => Promise.resolve(false) },
      keep: (tag, previous, digest) => {
        kept.push([tag, previous?.body.toString(), digest]);
        return Promise.resolve();
      },
    });
    assert.deepEqual(
      outcomes.map(({ state }) => state),
      ['published'],
    );
    return { plan, kept, seen: source.seen };
  }

  const registries: readonly [name: string, source: RegistryManners, target?: RegistryManners][] = [
    ['in the same registry', {}],
    ['in the same registry, which knows tags only', { referrers: false }],
    ['to another registry', {}, {}],
    ['from a registry that knows tags only', { referrers: false }, {}],
    ['to a registry that knows tags only', {}, { referrers: false }],
  ];
  for (const [name, ofSource, ofTarget] of registries) {
    it(`goes with a copy ${name}`, async () => {
      const { registry, list, signature, onSignature, amd64, cosign } = signed(ofSource);
      const to = ofTarget ? createMemoryRegistry(ofTarget) : registry;
      const { plan } = await copy(registry, to);
      assert.deepEqual(
        plan.referrers.map(({ of, digest, becomes }) => [of, digest, becomes]).sort(),
        [
          [list, signature, 'copied'],
          [signature, onSignature, 'copied'],
          [amd64, cosign, 'copied'],
        ].sort(),
      );
      const { manifests, tags } = to.repository('team/b');
      for (const each of [signature, onSignature, cosign]) assert(manifests.has(each), each);
      assert.equal(tags.get(`${referrersTag(amd64)}.sig`), cosign);
      const isListedByTag = (ofTarget ?? ofSource).referrers === false;
      assert.equal(tags.has(referrersTag(list)), isListedByTag);
      if (isListedByTag) {
        const body = manifests.get(tags.get(referrersTag(list)) ?? '')?.body.toString() ?? '';
        assert(body.includes(signature), body);
      }
    });
  }

  it('is added to what the tag of the target lists already', async () => {
    const { registry, list, signature } = signed({ referrers: false });
    const other = addArtifact(registry, 'team/b', 'of somebody else', { of: list });
    addFallback(registry, list, signature);
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const entry = {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: other,
      size: 7,
    };
    const annotations = { of: 'somebody else' };
    const json = { schemaVersion: 2, mediaType, manifests: [entry], annotations, x: 1 };
    const body = JSON.stringify(json);
    registry.put('team/b', mediaType, body, referrersTag(list));
    const { kept } = await copy(registry, registry);
    const { manifests, tags } = registry.repository('team/b');
    const digest = tags.get(referrersTag(list)) ?? '';
    const now = JSON.parse(manifests.get(digest)?.body.toString() ?? '') as {
      manifests: { digest: string }[];
      annotations: Record<string, string>;
      x: number;
    };
    assert.deepEqual(
      kept.find(([tag]) => tag === referrersTag(list)),
      [referrersTag(list), body, digest],
    );
    assert.deepEqual(now.annotations, annotations);
    assert.deepEqual(
      now.manifests.map(({ digest }) => digest),
      [other, signature],
    );
    assert.equal(now.x, 1);
  });

  it('is added again where somebody else has put the tag of the target in between', async () => {
    const { registry, list, signature } = signed();
    const to = createMemoryRegistry({ referrers: false });
    const other = addArtifact(to, 'team/b', 'of somebody else', { of: list });
    const tag = referrersTag(list);
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const entry = {
      ...{ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: other, size: 7 },
    };
    const theirs = JSON.stringify({ schemaVersion: 2, mediaType, manifests: [entry] });
    let puts = 0;
    const handler: MemoryRegistry['handler'] = (request, response) => {
      const isList = request.method === 'PUT' && (request.url ?? '').endsWith(tag);
      to.handler(request, response);
      if (!isList || puts++ > 0) return;
      response.on('finish', () => to.put('team/b', mediaType, theirs, tag));
    };
    await copy(registry, { ...to, handler });
    const { manifests, tags } = to.repository('team/b');
    const now = JSON.parse(manifests.get(tags.get(tag) ?? '')?.body.toString() ?? '') as {
      manifests: { digest: string }[];
    };
    assert.deepEqual(
      now.manifests.map(({ digest }) => digest),
      [other, signature],
    );
  });

  it('goes by its tag where the registry tells no sizes', async () => {
    const { registry, amd64, cosign } = signed();
    const handler: MemoryRegistry['handler'] = (request, response) => {
      if (request.method === 'HEAD') {
        const write = response.writeHead.bind(response);
        response.writeHead = ((status: number, headers: OutgoingHttpHeaders = {}) => {
          const others = Object.entries(headers).filter(([name]) => name !== 'content-length');
          return write(status, Object.fromEntries(others));
        }) as typeof response.writeHead;
      }
      registry.handler(request, response);
    };
    const to = createMemoryRegistry();
    await copy({ ...registry, handler }, to);
    assert.equal(to.repository('team/b').tags.get(`${referrersTag(amd64)}.sig`), cosign);
  });

  it('is not put under a tag because the registry was busy', async () => {
    const { registry, list } = signed();
    const to = createMemoryRegistry();
    const handler: MemoryRegistry['handler'] = (request, response) => {
      if ((request.url ?? '').includes('/referrers/')) {
        response.writeHead(429, { 'content-type': 'application/json' }).end('{}');
      } else to.handler(request, response);
    };
    await assert.rejects(copy(registry, { ...to, handler }), /has had too many requests/);
    assert(!to.repository('team/b').tags.has(referrersTag(list)));
  });

  it('says where there is more of it than is looked at', async () => {
    const { registry, list } = signed();
    for (let at = 0; at < 600; at++) {
      addArtifact(registry, 'team/a', `signature ${String(at)}`, { of: list });
    }
    const client = use.client();
    const source = await use.serve(registry.handler);
    const wanted = wantedOf(`${source.host}/team/b:1`, `${source.host}/team/a:1`);
    const plan = await planList(wanted, client.access, signal);
    assert.equal(plan.referrers.length, 500);
    assert.match(plan.unknownReferrers[0]?.message ?? '', /more signatures and other referrers/);
  });

  it('leaves what the target has under the same tag', async () => {
    const { registry, amd64 } = signed();
    const tag = `${referrersTag(amd64)}.sig`;
    const other = addArtifact(registry, 'team/b', 'by somebody else', { tag });
    const { plan } = await copy(registry, registry);
    assert.equal(plan.referrers.find((each) => each.tag === tag)?.becomes, 'there');
    assert.equal(registry.repository('team/b').tags.get(tag), other);
  });

  it('is named where it stays behind', async () => {
    for (const more of [{ leavesReferrers: true }, { wishes: { annotations: { a: 'b' } } }]) {
      const { registry, cosign } = signed();
      const { plan } = await copy(registry, registry, more);
      assert(plan.referrers.length > 0);
      assert(plan.referrers.every(({ becomes }) => becomes === 'left'));
      assert(!registry.repository('team/b').manifests.has(cosign));
    }
  });

  it('is not looked for in the same repository, nor to compare', async () => {
    const { registry } = signed();
    const { host, seen } = await use.serve(registry.handler);
    const { access } = use.client();
    const isQuiet = () => !seen.some(({ url }) => /referrers|tags\/list/.test(url));
    await planList(wantedOf(`${host}/team/a:2`, `${host}/team/a:1`), access, signal);
    assert(isQuiet());
    await planList(wantedOf(`${host}/team/b:2`, `${host}/team/a:1`), access, signal, 'compare');
    assert(isQuiet());
  });

  it('takes one request for an image where nothing is beside it', async () => {
    const registry = createMemoryRegistry();
    addImage(registry, 'team/a', '1', 'amd64', [Buffer.from('a')]);
    const { seen } = await copy(registry, registry);
    assert.equal(seen.filter(({ url }) => url.includes('/referrers/')).length, 1);
    assert.equal(seen.filter(({ url }) => url.includes('.sig')).length, 0);
  });

  it('says where it could not be looked for, and copies the images', async () => {
    const { registry } = signed();
    const handler: MemoryRegistry['handler'] = (request, response) => {
      if (/referrers|tags\/list|\.(?:sig|att|sbom)$/.test(request.url ?? '')) {
        response.writeHead(429, { 'content-type': 'application/json' }).end('{}');
      } else registry.handler(request, response);
    };
    const { plan } = await copy({ ...registry, handler }, createMemoryRegistry());
    assert.deepEqual(plan.referrers, []);
    assert.equal(plan.unknownReferrers.length, 1);
    assert.equal(plan.unknownReferrers[0]?.code, 'rate-limited');
  });

  it('ends with lists of referrers that go round in a circle', async () => {
    const { registry, list, signature } = signed({ referrers: false });
    addFallback(registry, signature, list);
    const { plan } = await copy(registry, createMemoryRegistry());
    assert(plan.referrers.length >= 2);
  });
});
