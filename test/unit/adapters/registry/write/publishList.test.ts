import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import {
  planList,
  type ListPlan,
  type WantedList,
} from '../../../../../src/adapters/registry/write/listPlan.ts';
import type { TagOutcome } from '../../../../../src/core/manifestList/tagOutcome.ts';
import type { PublishHooks } from '../../../../../src/adapters/registry/write/publish.ts';
import type { PublishedManifest } from '../../../../../src/adapters/registry/write/writer.ts';
import { publishList } from '../../../../../src/adapters/registry/write/publishList.ts';
import { RegistryFailure } from '../../../../../src/adapters/registry/errors.ts';
import { referrersTag } from '../../../../../src/core/image/referrers.ts';
import { parseReference, type Reference } from '../../../../../src/core/image/reference.ts';
import type { Handler } from '../../../../support/registry/loopbackServer.ts';
import {
  createMemoryRegistry,
  digestOf,
  type MemoryRegistry,
  type RegistryManners,
} from '../../../../support/registry/memoryRegistry.ts';
import { addArtifact, addImage, addIndex } from '../../../../support/registry/memoryImages.ts';
import { useRegistryTest } from '../../../../support/registry/registryTest.ts';

interface Recorded {
  readonly fixture: Readonly<
    Record<string, { mediaType: string; digest: string; manifest: string; config?: string }>
  >;
  readonly traces: readonly { id: string; requests: readonly { method: string; path: string }[] }[];
}
const { fixture, traces } = JSON.parse(
  readFileSync('test/fixtures/vectors/registry-traces.json', 'utf8'),
) as Recorded;

interface RecordedManifest {
  readonly manifests?: readonly { readonly digest: string; readonly mediaType: string }[];
  readonly layers?: readonly { readonly digest: string }[];
  readonly config?: { readonly digest: string };
}

function listOf(name: string): NonNullable<RecordedManifest['manifests']> {
  return (JSON.parse(fixture[name]?.manifest ?? '{}') as RecordedManifest).manifests ?? [];
}

/** The images of the recordings. Their layers are not among them: any bytes with the digest would do. */
function recordedRegistry(manners?: RegistryManners): MemoryRegistry {
  const registry = createMemoryRegistry(manners);
  for (const [name, { mediaType, manifest, config }] of Object.entries(fixture)) {
    const [path = '', tag = ''] = name.split(':');
    registry.put(path, mediaType, manifest, tag);
    if (config === undefined) continue;
    const { blobs } = registry.repository(path);
    blobs.set(digestOf(config), Buffer.from(config));
  }
  for (const [name, { manifest }] of Object.entries(fixture)) {
    const [path = ''] = name.split(':');
    const { layers = [], config } = JSON.parse(manifest) as RecordedManifest;
    const { blobs } = registry.repository(path);
    for (const { digest } of config ? [config, ...layers] : layers) {
      if (!blobs.has(digest)) blobs.set(digest, Buffer.from(digest));
    }
  }
  // The children of the lists were not written down: they are there, but not to be read.
  for (const { digest, mediaType } of listOf('app:idx')) {
    registry.repository('app').manifests.set(digest, { mediaType, body: Buffer.from('{}') });
  }
  // One of the same shape, whose children are there.
  const children = Object.fromEntries(
    listOf('app:idx').map((_, at) => {
      const architecture = ['amd64', 's390x'][at] ?? '';
      const layers = [Buffer.from(architecture)];
      return [architecture, addImage(registry, 'like', architecture, architecture, layers)];
    }),
  );
  addIndex(registry, 'like', 'idx', children);
  return registry;
}

/** A registry that wants a token, which anybody gets. @param scopes gets those that were asked for */
function behindTokens(registry: MemoryRegistry, scopes: string[]): Handler {
  return (request, response) => {
    const url = new URL(request.url ?? '', 'http://registry.test');
    if (url.pathname === '/token') {
      scopes.push(...url.searchParams.getAll('scope'));
      response.end(JSON.stringify({ token: 'open' }));
    } else if (request.headers.authorization === undefined) {
      const realm = `http://${request.headers.host ?? ''}/token`;
      response.setHeader('www-authenticate', `Bearer realm="${realm}",service="r"`);
      response.writeHead(401).end();
    } else registry.handler(request, response);
  };
}

describe('publishing a manifest list', () => {
  const use = useRegistryTest();

  function reference(text: string): Reference {
    const parsed = parseReference(text);
    assert(parsed.ok, text);
    return parsed.value;
  }

  async function serve(handler: Handler) {
    const server = await use.serve(handler);
    return { server, client: use.client() };
  }

  function wantedOf(host: string, target: string, ...sources: readonly string[]): WantedList {
    const [name = '', ...tags] = target.split(':');
    return {
      ...{ target: reference(`${host}/${name}`), tags },
      sources: sources.map((source) => ({
        reference: reference(source.includes('/') ? source : `${host}/${source}`),
      })),
    };
  }

  function hooks(more: Partial<PublishHooks> = {}): PublishHooks {
    return {
      signal: new AbortController().signal,
      mayReplace: () => Promise.resolve(false),
      keep: () => Promise.resolve(),
      ...more,
    };
  }

  const never = new AbortController().signal;

  async function planned(
    client: ReturnType<typeof use.client>,
    wanted: WantedList,
  ): Promise<ListPlan> {
    const plan = await planList(wanted, client.access, never);
    assert(plan.list, JSON.stringify([plan.problems, plan.missing]));
    return plan;
  }

  async function make(
    client: ReturnType<typeof use.client>,
    wanted: WantedList,
    more?: Partial<PublishHooks>,
  ): Promise<readonly TagOutcome[]> {
    return publishList(await planned(client, wanted), client.access, hooks(more));
  }

  describe('takes no more requests than the most frugal of the tools', () => {
    // Its own check of the result with crane counts for none of them.
    const jobs: readonly [
      name: string,
      target: string,
      sources: readonly string[],
      recorded: readonly string[],
    ][] = [
      [
        'two images',
        'app:multi',
        ['app:amd64', 'app:arm64'],
        ['bx-create', 'cr-append', 'dk-create', 'mt-args'],
      ],
      ['two of Docker', 'dk:multi', ['dk:amd64', 'dk:arm64'], ['bx-docker', 'dk-docker']],
      ['a list and an image', 'app:multi', ['app:idx', 'app:arm64'], ['cr-idx', 'mt-idx']],
      ['one image', 'app:single', ['app:arm64'], ['bx-single-manifest']],
      ['a list of one and an image', 'app:multi', ['app:idx1', 'app:arm64'], ['cr-base']],
      [
        'two images of other repositories',
        'other:multi',
        ['app:amd64', 'dk:arm64'],
        ['bx-cross', 'cr-cross', 'dk-cross', 'mt-cross'],
      ],
      ['one image of another repository', 'other:multi', ['app:amd64'], ['bx-cross-nomount']],
      ['three tags', 'app:multi:v1:v1.0', ['app:amd64', 'app:arm64'], ['mt-spec']],
      ['a list of another repository', 'copy:1', ['like:idx'], ['bx-single-index']],
    ];
    /** Up to the tag: what a tool looks at afterwards is its own affair. */
    const fewestOf = (recorded: readonly string[]): number =>
      Math.min(
        ...recorded.map((id) => {
          const found = traces.find((trace) => trace.id === id);
          assert(found, id);
          const put = found.requests.findLastIndex(({ method }) => method === 'PUT');
          return put + 1;
        }),
      );
    const withLogin: typeof jobs = [
      [
        'two images, with a token',
        'app:multi',
        ['app:amd64', 'app:arm64'],
        ['bx-auth', 'cr-auth', 'mt-auth'],
      ],
      ['one of another repository, with a token', 'other:multi', ['app:amd64'], ['bx-cross-auth']],
    ];
    for (const [name, target, sources, recorded] of withLogin) {
      it(name, async () => {
        const scopes: string[] = [];
        const { server, client } = await serve(behindTokens(recordedRegistry(), scopes));
        const outcomes = await make(client, wantedOf(server.host, target, ...sources));
        assert.equal(outcomes[0]?.state, 'published');
        const fewest = fewestOf(recorded);
        assert(server.seen.length <= fewest, `${String(server.seen.length)} > ${String(fewest)}`);
        assert.equal(server.seen.filter(({ url }) => url.startsWith('/token')).length, 1);
      });
    }

    for (const [name, target, sources, recorded] of jobs) {
      it(name, async () => {
        const { server, client } = await serve(recordedRegistry().handler);
        const outcomes = await make(client, wantedOf(server.host, target, ...sources));
        const tags = target.split(':').slice(1);
        assert.deepEqual(
          outcomes.map(({ tag, state }) => [tag, state]),
          tags.map((tag) => [tag, 'published']),
        );
        const fewest = fewestOf(recorded);
        const count = server.seen.findLastIndex(({ method }) => method === 'PUT') + 1;
        assert(count <= fewest, `${String(count)} > ${String(fewest)}`);
        assert.equal(server.seen.at(-1)?.method, 'HEAD');
      });
    }
  });

  it('copies what another repository has, mounting it, children first', async () => {
    const registry = createMemoryRegistry();
    const layers = [Buffer.alloc(2_000, 1), Buffer.alloc(100_000, 2)];
    addImage(registry, 'team/a', '1', 'amd64', layers);
    addImage(registry, 'team/b', '1', 'arm64', [layers[0] ?? Buffer.alloc(0)]);
    const { server, client } = await serve(registry.handler);
    const wanted = wantedOf(
      server.host,
      'team/all:1',
      `${server.host}/team/a:1`,
      `${server.host}/team/b:1`,
    );
    const plan = await planned(client, wanted);
    assert.deepEqual(
      plan.copies.map(({ isMountable, bytes }) => [isMountable, bytes > 2_000]),
      [
        [true, true],
        [true, true],
      ],
    );
    await publishList(plan, client.access, hooks());
    const { manifests, blobs, tags } = registry.repository('team/all');
    assert.equal(manifests.size, 3);
    assert.equal(blobs.size, 4);
    assert.equal(tags.get('1'), plan.list?.digest);
    assert(
      !server.seen.some(
        ({ method, url }) =>
          method === 'GET' && /blobs.*sha256/.test(url) && url.includes('team/all'),
      ),
    );
    assert.equal(
      server.seen.filter(({ url, method }) => method === 'PUT' && url.includes('uploads')).length,
      0,
    );
  });

  for (const mounts of [true, false]) {
    it(`${mounts ? 'mounts' : 'sends'} what images share once, without Node's warning of listeners`, async () => {
      const registry = createMemoryRegistry({ mounts });
      const shared = Array.from({ length: 8 }, (_, n) => Buffer.alloc(500, n + 1));
      const images = ['amd64', 'arm64', 'riscv64', 's390x', 'ppc64le', '386'];
      for (const each of images) {
        addImage(registry, 'team/a', each, each, [...shared, Buffer.from(each)]);
      }
      const { server, client } = await serve(registry.handler);
      const sources = images.map((each) => `${server.host}/team/a:${each}`);
      const plan = await planned(client, wantedOf(server.host, 'team/all:1', ...sources));
      const { signal } = new AbortController();
      const warned: Error[] = [];
      const hear = (warning: Error) => warned.push(warning);
      process.on('warning', hear);
      try {
        const outcomes = await publishList(plan, client.access, hooks({ signal }));
        assert.equal(outcomes[0]?.state, 'published');
        // Warnings are told after the work that causes them.
        await new Promise((resolve) => setImmediate(resolve));
      } finally {
        process.off('warning', hear);
      }
      const begun = server.seen.filter(({ method }) => method === 'POST');
      assert.equal(begun.length, shared.length + 2 * images.length);
      assert.deepEqual(warned, []);
    });
  }

  for (const [name, manners] of [
    ['streams what is not mounted', { mounts: false }],
    ['streams between registries', {}],
  ] as const) {
    it(name, async () => {
      const from = createMemoryRegistry(manners);
      const big = Buffer.alloc(3_000_000, 7);
      addImage(from, 'team/a', '1', 'amd64', [big]);
      addImage(from, 'team/a', '2', 'arm64', [Buffer.from('small')]);
      const source = await use.serve(from.handler);
      const isSame = 'mounts' in manners;
      const to = isSame ? from : createMemoryRegistry();
      const { host } = isSame ? source : await use.serve(to.handler);
      const client = use.client();
      let sent = 0;
      const plan = await planned(
        client,
        wantedOf(host, 'team/all:1', `${source.host}/team/a:1`, `${source.host}/team/a:2`),
      );
      const outcomes = await publishList(plan, client.access, {
        ...hooks(),
        onBytes: (count) => (sent += count),
      });
      assert.equal(outcomes[0]?.state, 'published');
      assert.deepEqual(to.repository('team/all').blobs.get(digestOf(big)), big);
      assert(sent > 3_000_000, String(sent));
    });
  }

  it('does not pass on a layer that is not what its digest says', async () => {
    const from = createMemoryRegistry();
    const layer = Buffer.alloc(200_000, 3);
    addImage(from, 'team/a', '1', 'amd64', [layer]);
    from.repository('team/a').blobs.set(digestOf(layer), Buffer.alloc(200_000, 4));
    const source = await use.serve(from.handler);
    const to = createMemoryRegistry();
    const target = await use.serve(to.handler);
    const client = use.client();
    const wanted = wantedOf(target.host, 'team/all:1', `${source.host}/team/a:1`);
    await assert.rejects(make(client, wanted), (error) => {
      assert(error instanceof RegistryFailure);
      assert.match(error.reason.message, /is something else/);
      return true;
    });
    assert.equal(to.repository('team/all').tags.size, 0);
    assert.equal(to.repository('team/all').manifests.size, 0);
  });

  const there: readonly (readonly [string, readonly string[]])[] = [
    ['', []],
    [', where the image is there', ['image']],
    [' in a list', ['nested']],
    [' in a list, where the image is there', ['nested', 'image']],
  ];
  for (const [where, what] of there) {
    it(`does not pass on a list that says a wrong size of an image${where}`, async () => {
      const from = createMemoryRegistry();
      const image = addImage(from, 'team/a', '1', 'amd64', [Buffer.from('a')]);
      const list = addIndex(from, 'team/a', 'list', { amd64: image });
      const { mediaType = '', body } = from.repository('team/a').manifests.get(list) ?? {};
      const lying = (body ?? '').toString().replace(/"size":\d+/, '"size":1');
      const wrong = from.put('team/a', mediaType, lying, 'list');
      if (what.includes('nested')) addIndex(from, 'team/a', 'list', { amd64: wrong });
      const source = await use.serve(from.handler);
      const to = createMemoryRegistry();
      if (what.includes('image')) addImage(to, 'team/all', 'x', 'amd64', [Buffer.from('a')]);
      const target = await use.serve(to.handler);
      const wanted = wantedOf(target.host, 'team/all:1', `${source.host}/team/a:list`);
      await assert.rejects(make(use.client(), wanted), (error) => {
        assert(error instanceof RegistryFailure);
        assert.match(error.reason.message, /has 1 bytes, and it has \d+: nobody could pull it/);
        return true;
      });
      const { manifests } = to.repository('team/all');
      assert.deepEqual([...manifests.keys()], what.includes('image') ? [image] : []);
    });
  }

  it('keeps what the tag named before it is put', async () => {
    const registry = recordedRegistry();
    registry.repository('app').tags.set('multi', fixture['app:idx']?.digest ?? '');
    const { server, client } = await serve(registry.handler);
    const keptThings: [string, PublishedManifest | undefined, string | undefined][] = [];
    await make(client, wantedOf(server.host, 'app:multi:new', 'app:amd64'), {
      keep: (tag, previous) => {
        keptThings.push([tag, previous, registry.repository('app').tags.get(tag)]);
        return Promise.resolve();
      },
    });
    assert.deepEqual(
      keptThings.map(([tag, previous, now]) => [tag, previous?.body.toString(), now]),
      [
        ['multi', fixture['app:idx']?.manifest, fixture['app:idx']?.digest],
        ['new', undefined, undefined],
      ],
    );
  });

  it('replaces nothing that it cannot keep', async () => {
    const { server, client } = await serve(recordedRegistry().handler);
    const full = new Error('no space left');
    await assert.rejects(
      make(client, wantedOf(server.host, 'app:amd64', 'app:arm64'), {
        keep: () => Promise.reject(full),
      }),
      full,
    );
    assert(!server.seen.some(({ method }) => method === 'PUT'));
  });

  it('says that a tag names it already', async () => {
    const { server, client } = await serve(recordedRegistry().handler);
    const wanted = wantedOf(server.host, 'app:idx', 'app:idx');
    assert.deepEqual(await make(client, wanted), [{ tag: 'idx', state: 'unchanged' }]);
    assert(!server.seen.some(({ method }) => method === 'PUT'));
  });

  it('leaves the tag when cancelled before it is put', async () => {
    const registry = recordedRegistry();
    const { server, client } = await serve(registry.handler);
    const stop = new AbortController();
    const outcomes = make(client, wantedOf(server.host, 'app:x:y', 'app:amd64'), {
      signal: stop.signal,
      keep: (tag) => {
        if (tag === 'x') stop.abort();
        return Promise.resolve();
      },
    });
    // What had begun is ended; what had not is left.
    const states = (await outcomes).map(({ tag, state }) => `${tag} ${state}`);
    assert.deepEqual(states, ['x published', 'y kept']);
  });

  describe('when somebody else changes the tag', () => {
    async function race(when: 'before' | 'after', mayReplace: boolean) {
      const registry = recordedRegistry();
      const other = fixture['app:idx']?.digest ?? '';
      const { tags } = registry.repository('app');
      const { server, client } = await serve((request, response) => {
        const isPut = request.method === 'PUT' && request.url?.endsWith('/multi');
        registry.handler(request, response);
        if (isPut && when === 'after') response.on('finish', () => tags.set('multi', other));
      });
      const plan = await planned(client, wantedOf(server.host, 'app:multi', 'app:amd64'));
      const old = plan.tags.map((tag) => ({ ...tag, seen: { ...tag.seen, at: -Infinity } }));
      if (when === 'before') tags.set('multi', other);
      const asked: (string | undefined)[] = [];
      const outcomes = await publishList({ ...plan, tags: old }, client.access, {
        ...hooks(),
        mayReplace: (_, found) => {
          asked.push(found);
          return Promise.resolve(mayReplace);
        },
      });
      return { outcome: outcomes[0], asked, now: tags.get('multi'), other, plan };
    }

    it('before it is put: asks, and leaves it', async () => {
      const { outcome, asked, now, other } = await race('before', false);
      assert.deepEqual(outcome, { tag: 'multi', state: 'kept', why: 'changed', found: other });
      assert.deepEqual(asked, [other]);
      assert.equal(now, other);
    });

    it('before it is put: asks, and replaces it', async () => {
      const { outcome, now, plan } = await race('before', true);
      assert.equal(outcome?.state, 'published');
      assert.equal(now, plan.list?.digest);
    });

    it('after it is put: says so', async () => {
      const { outcome, other } = await race('after', false);
      assert.deepEqual(outcome, { tag: 'multi', state: 'overtaken', found: other });
    });
  });

  describe('with a network that is cut', () => {
    // The n-th request is not answered: before or after the registry has done its work.
    const kinds: readonly [name: string, manners: RegistryManners, more: Partial<WantedList>][] = [
      ['a list of another repository', {}, {}],
      ['the same without mounts', { mounts: false }, {}],
      ['a copy with its signature', {}, { wishes: { asIs: true } }],
      ['the same by tags', { referrers: false }, { wishes: { asIs: true } }],
    ];
    const moments = kinds.flatMap((kind) => [
      ['before', ...kind] as const,
      ['after', ...kind] as const,
    ]);
    for (const [moment, kind, manners, more] of moments) {
      it(`at each request in turn, ${moment} its work, of ${kind}: the tag is the old one or the new one`, async () => {
        for (let cut = 1; ; cut += 1) {
          const registry = createMemoryRegistry(manners);
          const image = addImage(registry, 'team/a', '1', 'amd64', [Buffer.from('one')]);
          const signature = `${referrersTag(image)}.sig`;
          addArtifact(registry, 'team/a', 'signature', { tag: signature });
          const old = addImage(registry, 'team/all', '1', 's390x', [Buffer.from('old')]);
          let count = 0;
          const { server, client } = await serve((request, response) => {
            count += 1;
            if (count !== cut) {
              registry.handler(request, response);
              return;
            }
            if (moment === 'before') {
              request.socket.destroy();
              return;
            }
            const gone = { writeHead: () => gone, end: () => request.socket.destroy() };
            registry.handler(request, gone as unknown as ServerResponse);
          });
          const plain = wantedOf(server.host, 'team/all:1', `${server.host}/team/a:1`);
          const wanted = { ...plain, ...more };
          let states: readonly string[];
          let digest = '';
          let unknown = 0;
          try {
            const plan = await planned(client, wanted);
            digest = plan.list?.digest ?? '';
            unknown = plan.unknownReferrers.length + plan.referrers.length;
            states = (await publishList(plan, client.access, hooks())).map(({ state }) => state);
          } catch {
            states = ['thrown'];
          }
          const now = registry.repository('team/all').tags.get('1');
          assert([old, digest].includes(now ?? ''), `${String(cut)}: ${String(now)}`);
          if (states[0] === 'published') {
            assert.equal(now, digest);
            // What could not be looked for is named in the plan, and does not stay behind in silence.
            const isSigned = registry.repository('team/all').tags.has(signature);
            assert(isSigned || !more.wishes || unknown > 0);
          }
          if (states[0] === 'thrown') assert.equal(now, old);
          const list = registry.repository('team/all').manifests.get(now ?? '');
          assert(list);
          if (count < cut) {
            assert.deepEqual(states, ['published']);
            break;
          }
        }
      });
    }
  });

  const refusals: readonly [string, RegistryManners, RegExp][] = [
    ['reads only', { readOnly: true }, /does not take the/],
    ['has immutable tags', { immutableTags: true }, /Tags of this repository are immutable/],
  ];
  for (const [name, manners, message] of refusals) {
    it(`says what to do where a registry ${name}`, async () => {
      const { server, client } = await serve(recordedRegistry(manners).handler);
      const [outcome] = await make(client, wantedOf(server.host, 'app:idx', 'app:amd64'));
      assert(outcome?.state === 'failed' && !outcome.isUnknown);
      assert.match(outcome.reason.message, message);
    });
  }

  it('says to try again where a registry does not see what it was given', async () => {
    const registry = createMemoryRegistry();
    addImage(registry, 'team/a', '1', 'amd64', [Buffer.from('one')]);
    // As distribution 2.8.3 answers while it rewrites the link of a layer.
    const errors = [
      { code: 'DIGEST_INVALID', message: 'provided digest did not match uploaded content' },
      { code: 'MANIFEST_BLOB_UNKNOWN', message: 'blob unknown to registry' },
    ];
    const { server, client } = await serve((request, response) => {
      if (request.method !== 'PUT') {
        registry.handler(request, response);
        return;
      }
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ errors }));
    });
    await assert.rejects(
      make(client, wantedOf(server.host, 'team/all:1', `${server.host}/team/a:1`)),
      /does not take the manifest .*: it does not see all that belongs to it\. Try again/,
    );
  });

  it('gives way to a source for the platform that it will be listed for', async () => {
    const registry = createMemoryRegistry();
    addImage(registry, 'app', '1', 'amd64', [Buffer.from('old')]);
    addImage(registry, 'app', '2', 'amd64', [Buffer.from('new')]);
    const { server, client } = await serve(registry.handler);
    const wanted = wantedOf(server.host, 'app:1', 'app:1', 'app:2');
    const change = { platform: { os: 'linux', architecture: 'arm', variant: 'v6' } };
    const plan = await planned(client, {
      ...wanted,
      sources: wanted.sources.map((source, at) =>
        at === 0 ? { ...source, givesWay: true } : { ...source, change },
      ),
    });
    assert.deepEqual(
      plan.list?.entries.map(({ descriptor: { platform } }) => platform?.architecture),
      ['amd64', 'arm'],
    );
  });

  it('copies a cache of BuildKit, whose list names layers', async () => {
    const from = createMemoryRegistry();
    const { blobs } = from.repository('team/cache');
    const [layer, config] = [Buffer.alloc(50_000, 5), Buffer.from('{"layers":[]}')];
    for (const blob of [layer, config]) blobs.set(digestOf(blob), blob);
    const describe = (blob: Buffer, mediaType: string) => ({
      ...{ mediaType, digest: digestOf(blob), size: blob.length },
    });
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const manifests = [
      describe(layer, 'application/vnd.oci.image.layer.v1.tar+gzip'),
      describe(config, 'application/vnd.buildkit.cacheconfig.v0'),
    ];
    const list = JSON.stringify({ schemaVersion: 2, mediaType, manifests });
    const digest = from.put('team/cache', mediaType, list, '1');
    const source = await use.serve(from.handler);
    for (const to of [from, createMemoryRegistry()]) {
      const { host } = to === from ? source : await use.serve(to.handler);
      const wanted = wantedOf(host, 'team/copy:1', `${source.host}/team/cache:1`);
      const outcomes = await make(use.client(), { ...wanted, wishes: { asIs: true } });
      assert.equal(outcomes[0]?.state, 'published');
      const { tags, blobs: copied } = to.repository('team/copy');
      assert.equal(tags.get('1'), digest);
      assert.equal(copied.size, 2);
    }
  });

  it('asks for no right to write while it only plans', async () => {
    const registry = recordedRegistry();
    const scopes: string[] = [];
    const { server, client } = await serve(behindTokens(registry, scopes));
    const wanted = wantedOf(server.host, 'app:new', 'app:amd64');
    assert((await planList(wanted, client.access, never, 'preview')).list);
    assert(scopes.length > 0 && scopes.every((scope) => !scope.includes('push')), scopes.join());
    assert((await planList(wanted, client.access, never)).list);
    assert(
      scopes.some((scope) => scope === 'repository:app:pull,push'),
      scopes.join(),
    );
  });

  it('goes on after a 401 in the middle, with a new token', async () => {
    const registry = createMemoryRegistry({ mounts: false });
    addImage(registry, 'team/a', '1', 'amd64', [Buffer.alloc(100_000, 1), Buffer.alloc(9, 2)]);
    const fresh = behindTokens(registry, []);
    // The first three are those that a 401 was met for already.
    for (let lapse = 4; ; lapse += 1) {
      registry.repository('team/all').tags.clear();
      registry.repository('team/all').blobs.clear();
      let count = 0;
      let hasLapsed = false;
      const { server, client } = await serve((request, response) => {
        if (request.headers.authorization !== undefined) count += 1;
        // Once the token is taken no longer.
        if (count === lapse && !hasLapsed) {
          hasLapsed = true;
          delete request.headers.authorization;
        }
        fresh(request, response);
      });
      const outcomes = await make(
        client,
        wantedOf(server.host, 'team/all:1', `${server.host}/team/a:1`),
      );
      assert.equal(outcomes[0]?.state, 'published', String(lapse));
      if (count < lapse) break;
    }
  });

  it('tells one of two who publish at once that it was overtaken, or that it came too late', async () => {
    const registry = recordedRegistry();
    const { server, client } = await serve(registry.handler);
    const plans = await Promise.all(
      ['app:amd64', 'app:arm64'].map((source) =>
        planned(client, wantedOf(server.host, 'app:multi', source)),
      ),
    );
    const outcomes = await Promise.all(
      plans.map((plan) => publishList(plan, client.access, hooks())),
    );
    const now = registry.repository('app').tags.get('multi');
    const winner = plans.findIndex(({ list }) => list?.digest === now);
    assert.notEqual(winner, -1);
    assert.equal(outcomes[winner]?.[0]?.state, 'published');
    const other = outcomes[1 - winner]?.[0]?.state ?? '';
    assert(['overtaken', 'kept', 'published'].includes(other), other);
  });

  it('says which sources are missing, and plans nothing', async () => {
    const { server, client } = await serve(recordedRegistry().handler);
    const wanted = wantedOf(server.host, 'app:new', 'app:amd64', 'app:nope', 'app:also');
    const plan = await planList(wanted, client.access, never);
    assert.deepEqual(plan.missing.map(({ source, reason }) => [source, reason.code]).sort(), [
      [1, 'not-found'],
      [2, 'not-found'],
    ]);
    assert.equal(plan.list, undefined);
  });

  it('says when a source has gone between plan and push', async () => {
    const registry = createMemoryRegistry();
    const digest = addImage(registry, 'team/a', '1', 'amd64', [Buffer.from('one')]);
    const { server, client } = await serve(registry.handler);
    const wanted = wantedOf(server.host, 'team/all:1', `${server.host}/team/a:1`);
    const plan = await planned(client, wanted);
    registry.repository('team/a').manifests.delete(digest);
    registry.repository('team/a').blobs.clear();
    await assert.rejects(publishList(plan, client.access, hooks()), RegistryFailure);
    assert.equal(registry.repository('team/all').tags.size, 0);
  });
});
