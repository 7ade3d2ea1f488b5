import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { planList } from '../../../../../src/adapters/registry/write/listPlan.ts';
import type { TagOutcome } from '../../../../../src/core/manifestList/tagOutcome.ts';
import { publishList } from '../../../../../src/adapters/registry/write/publishList.ts';
import { parseReference, type Reference } from '../../../../../src/core/image/reference.ts';
import {
  createMemoryRegistry,
  digestOf,
  type MemoryRegistry,
} from '../../../../support/registry/memoryRegistry.ts';
import { useRegistryTest } from '../../../../support/registry/registryTest.ts';

const index = 'application/vnd.oci.image.index.v1+json';

function listOf(note: string): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: index,
    manifests: [],
    annotations: { note },
  });
}

function addImage(registry: MemoryRegistry, path: string, layer: Buffer): void {
  const { blobs } = registry.repository(path);
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: {} }));
  for (const blob of [config, layer]) blobs.set(digestOf(blob), blob);
  const describe = (blob: Buffer, type: string) => ({
    mediaType: `application/vnd.oci.image.${type}`,
    ...{ digest: digestOf(blob), size: blob.length },
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const layers = [describe(layer, 'layer.v1.tar')];
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: describe(config, 'config.v1+json'),
    layers,
  };
  registry.put(path, mediaType, JSON.stringify(manifest), '1');
}

type Turn = (request: IncomingMessage, response: ServerResponse) => boolean;

describe('publishing to a registry that lies', () => {
  const use = useRegistryTest();

  function reference(text: string): Reference {
    const parsed = parseReference(text);
    assert(parsed.ok, text);
    return parsed.value;
  }

  /** Gives `app:1` the list of `app:2` where a registry answers some requests otherwise. */
  async function publishWith(registry: MemoryRegistry, turn: Turn): Promise<readonly TagOutcome[]> {
    const { host } = await use.serve((request, response) => {
      if (!turn(request, response)) registry.handler(request, response);
    });
    const { access } = use.client();
    const signal = new AbortController().signal;
    const target = reference(`${host}/app`);
    const sources = [{ reference: reference(`${host}/app:2`) }];
    const plan = await planList({ target, tags: ['1'], sources }, access, signal);
    assert(plan.list, JSON.stringify(plan));
    const mayReplace = () => Promise.resolve(false);
    return publishList(plan, access, { signal, mayReplace, keep: () => Promise.resolve() });
  }

  function lists(body: string | Buffer = listOf('new')): MemoryRegistry {
    const registry = createMemoryRegistry();
    registry.put('app', index, listOf('old'), '1');
    registry.put('app', index, body, '2');
    return registry;
  }

  it('knows its list where the registry does not say a digest', async () => {
    const silent: Turn = (_, response) => {
      const writeHead = response.writeHead.bind(response) as (
        status: number,
        headers: Record<string, string>,
      ) => ServerResponse;
      const quiet = (status: number, headers: Record<string, string>) => {
        const told = Object.entries(headers).filter(([name]) => name !== 'docker-content-digest');
        return writeHead(status, Object.fromEntries(told));
      };
      response.writeHead = quiet as unknown as typeof response.writeHead;
      return false;
    };
    const [outcome] = await publishWith(lists(), silent);
    assert.equal(outcome?.state, 'published', JSON.stringify(outcome));
  });

  it('does not say that a tag was left which the registry has put otherwise', async () => {
    const registry = lists();
    const [outcome] = await publishWith(registry, ({ method }, response) => {
      if (method !== 'PUT') return false;
      const digest = registry.put('app', index, listOf('other'), '1');
      response.writeHead(201, { 'docker-content-digest': digest }).end();
      return true;
    });
    assert(outcome?.state === 'failed', JSON.stringify(outcome));
    assert.equal(outcome.isUnknown, true);
  });

  it('accuses nobody where the registry takes the tag and does nothing', async () => {
    const [outcome] = await publishWith(lists(), ({ method }, response) => {
      if (method === 'PUT') response.writeHead(201).end();
      return method === 'PUT';
    });
    assert(outcome?.state === 'failed' && !outcome.isUnknown, JSON.stringify(outcome));
    assert.match(outcome.reason.message, /names what it named before/);
  });

  it('does not believe an answer without a digest that nothing confirms', async () => {
    let isPut = false;
    const [outcome] = await publishWith(lists(), ({ method }, response) => {
      isPut ||= method === 'PUT';
      if (isPut) response.writeHead(method === 'PUT' ? 200 : 403).end();
      return isPut;
    });
    assert(outcome?.state === 'failed' && outcome.isUnknown, JSON.stringify(outcome));
  });

  it('copies the bytes of a list that are no UTF-8', async () => {
    const text = listOf('caf\u00e9');
    const registry = lists(Buffer.from(text, 'latin1'));
    const [outcome] = await publishWith(registry, () => false);
    assert.equal(outcome?.state, 'published', JSON.stringify(outcome));
    const { tags } = registry.repository('app');
    assert.equal(tags.get('1'), tags.get('2'));
  });

  it('sends a layer anew after a login was asked for in the middle of its upload', async () => {
    const layer = Buffer.alloc(300_000, 5);
    const from = createMemoryRegistry();
    addImage(from, 'base', layer);
    const to = createMemoryRegistry();
    const source = await use.serve(from.handler);
    let refused = 0;
    const target = await use.serve((request, response) => {
      const { method, url = '' } = request;
      if (url.startsWith('/token')) {
        response.writeHead(200).end('{"token":"t"}');
      } else if (method === 'PUT' && url.includes('uploads') && !request.headers.authorization) {
        refused += 1;
        request.resume();
        const { host = '' } = request.headers;
        const challenge = `Bearer realm="http://${host}/token",service="s"`;
        response.writeHead(401, { 'www-authenticate': challenge }).end();
      } else to.handler(request, response);
    });
    const { access } = use.client();
    const { signal } = new AbortController();
    const sources = [{ reference: reference(`${source.host}/base:1`) }];
    const wanted = { target: reference(`${target.host}/app`), tags: ['1'], sources };
    const plan = await planList(wanted, access, signal);
    const [outcome] = await publishList(plan, access, {
      ...{ signal, mayReplace: () => Promise.resolve(false), keep: () => Promise.resolve() },
    });
    assert.equal(outcome?.state, 'published', JSON.stringify(outcome));
    assert(refused > 0);
    assert.deepEqual(to.repository('app').blobs.get(digestOf(layer)), layer);
  });
});
