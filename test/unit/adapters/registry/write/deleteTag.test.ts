import assert from 'node:assert/strict';
import { deleteTag, lookAtDeletion } from '../../../../../src/adapters/registry/write/deleteTag.ts';
import { undoTag } from '../../../../../src/adapters/registry/write/undoTag.ts';
import { RegistryFailure } from '../../../../../src/adapters/registry/errors.ts';
import { stateFolder } from '../../../../../src/adapters/state/stateFolder.ts';
import { keepTagRecord, readTagRecords } from '../../../../../src/adapters/state/tagHistory.ts';
import { parseReference } from '../../../../../src/core/image/reference.ts';
import {
  createMemoryRegistry,
  digestOf,
  type RegistryManners,
} from '../../../../support/registry/memoryRegistry.ts';
import { addImage, addIndex } from '../../../../support/registry/memoryImages.ts';
import { useRegistryTest } from '../../../../support/registry/registryTest.ts';
import { useTemporaryFolder } from '../../../../support/registry/temporaryFolder.ts';

const mediaType = 'application/vnd.oci.image.index.v1+json';

function listOf(note: string): string {
  return JSON.stringify({ schemaVersion: 2, mediaType, manifests: [], annotations: { note } });
}

describe('deleting a tag', () => {
  const use = useRegistryTest();
  const folder = useTemporaryFolder();
  const { signal } = new AbortController();

  async function arrange(manners?: RegistryManners) {
    const registry = createMemoryRegistry(manners);
    const digest = registry.put('app', mediaType, listOf('old'), '1.0');
    registry.put('app', mediaType, listOf('old'), 'stable');
    registry.put('app', mediaType, listOf('old'), 'latest');
    registry.put('app', mediaType, listOf('other'), '2.0');
    const { host } = await use.serve(registry.handler);
    const { access } = use.client();
    const target = parseReference(`${host}/app:1.0`);
    assert(target.ok);
    const environment = { MULTIARCH_CACHE: folder.path };
    return {
      ...{ registry, host, digest, access, target: target.value },
      ...{ tags: registry.repository('app').tags },
      tools: { access, environment, at: 1 },
      undo: (tag: string) => undoTag({ ...target.value, tag }, access, stateFolder(environment)),
    };
  }

  it('names every tag that would go, and says how many were asked', async () => {
    const { digest, access, target } = await arrange();
    assert.deepEqual(await lookAtDeletion(target, access, signal), {
      ...{ digest, others: ['latest', 'stable'], holders: [] },
      ...{ asked: 3, tags: 3, isComplete: true },
    });
  });

  it('names every tag whose list has the image as an entry', async () => {
    const { registry, access, target } = await arrange();
    const digest = addImage(registry, 'app', '1.0-arm64', 'arm64', []);
    const other = addImage(registry, 'app', '1.0-amd64', 'amd64', []);
    for (const tag of ['3.0', '3']) addIndex(registry, 'app', tag, { arm64: digest, amd64: other });
    addIndex(registry, 'app', '4.0', { amd64: other });
    const image = { ...target, tag: '1.0-arm64' };
    const { others, holders } = await lookAtDeletion(image, access, signal);
    assert.deepEqual({ others, holders }, { others: [], holders: ['3', '3.0'] });
  });

  it('lists the tags of the registry, not those that a mirror has', async () => {
    const mirror = createMemoryRegistry();
    mirror.put('app', mediaType, listOf('old'), '1.0');
    const { host: mirrorHost } = await use.serve(mirror.handler);
    const { target, host } = await arrange();
    const { access } = use.client({ mirrors: { [host]: [`http://${mirrorHost}`] } });
    const { others } = await lookAtDeletion(target, access, signal);
    assert.deepEqual(others, ['latest', 'stable']);
  });

  it('does not believe that it has read what is no manifest', async () => {
    const { registry, access, target } = await arrange();
    const damaged = registry.put('app', mediaType, listOf('damaged'), 'damaged');
    registry.repository('app').manifests.set(damaged, { mediaType, body: Buffer.from('{}') });
    const { asked, tags, isComplete } = await lookAtDeletion(target, access, signal);
    assert.deepEqual({ asked, tags, isComplete }, { asked: 3, tags: 4, isComplete: false });
  });

  it('asks a bounded number of tags, and says that there are more', async () => {
    const { access, target, tags, digest } = await arrange();
    for (let at = 0; at < 600; at++) tags.set(`other-${String(at)}`, 'sha256:0');
    const { asked, isComplete, tags: count } = await lookAtDeletion(target, access, signal);
    assert.deepEqual({ asked, isComplete, count }, { asked: 500, isComplete: false, count: 603 });
    assert.equal(tags.get('1.0'), digest);
  });

  it('deletes what the tag names with all of its tags, and brings each back', async () => {
    const { digest, access, target, tags, tools, undo } = await arrange();
    const seen = await lookAtDeletion(target, access, signal);
    assert.deepEqual(await deleteTag(target, seen, 'all', tools), {
      ...{ state: 'deleted', gone: ['1.0', 'latest', 'stable'] },
    });
    assert.deepEqual([...tags.keys()], ['2.0']);
    for (const tag of ['1.0', 'stable']) assert.equal((await undo(tag)).state, 'undone');
    assert.deepEqual([...tags.keys()].sort(), ['1.0', '2.0', 'stable']);
    assert.equal(tags.get('stable'), digest);
  });

  it('deletes one tag, and leaves the others', async () => {
    const { access, target, tags, tools, undo, digest } = await arrange();
    const seen = await lookAtDeletion(target, access, signal);
    assert.deepEqual(await deleteTag(target, seen, 'one', tools), {
      ...{ state: 'deleted', gone: ['1.0'] },
    });
    assert.deepEqual([...tags.keys()].sort(), ['2.0', 'latest', 'stable']);
    assert.equal((await undo('1.0')).state, 'undone');
    assert.equal(tags.get('1.0'), digest);
  });

  it('leaves a tag that somebody has changed since it was looked at', async () => {
    const { access, target, tags, tools } = await arrange();
    const seen = await lookAtDeletion(target, access, signal);
    const found = tags.get('2.0') ?? '';
    tags.set('1.0', found);
    assert.deepEqual(await deleteTag(target, seen, 'all', tools), { state: 'changed', found });
    assert.equal(tags.size, 4);
  });

  for (const how of ['all', 'one'] as const) {
    it(`leaves all as it was where nothing may be deleted (${how})`, async () => {
      const { access, target, tags, tools, digest } = await arrange({ deletes: false });
      const seen = await lookAtDeletion(target, access, signal);
      await assert.rejects(deleteTag(target, seen, how, tools), (error: unknown) => {
        assert(error instanceof RegistryFailure);
        assert.match(error.reason.message, /does not allow anything to be deleted/);
        return true;
      });
      assert.equal(tags.get('1.0'), digest);
      assert.deepEqual(await readTagRecords(stateFolder(tools.environment)), []);
    });
  }

  it('keeps one record of a deletion, however many tags went with it', async () => {
    const { access, target, tools, undo } = await arrange();
    const state = stateFolder(tools.environment);
    const record = { reference: 'other:1', at: 0, digest: 'sha256:0' };
    for (let at = 0; at < 499; at++) await keepTagRecord(state, record);
    const seen = await lookAtDeletion(target, access, signal);
    await deleteTag(target, seen, 'all', tools);
    assert.equal((await readTagRecords(state, 'other:1')).length, 499);
    for (const tag of ['1.0', 'latest', 'stable']) assert.equal((await undo(tag)).state, 'undone');
    assert.equal((await undo('stable')).state, 'nothing');
    assert.equal((await readTagRecords(state)).length, 499);
  });

  /** What happens before a request is answered; `lost` answers it with a failure though it was done. */
  type Meddle = (method: string, url: string, times: number) => 'lost' | 'refused' | undefined;

  async function arrangeMeddled(meddle: Meddle) {
    const registry = createMemoryRegistry();
    const digest = registry.put('app', mediaType, listOf('old'), '1.0');
    const found = registry.put('app', mediaType, listOf('pushed meanwhile'), '2.0');
    const times = new Map<string, number>();
    let isOn = true;
    const { host } = await use.serve((request, response) => {
      const { method = '', url = '' } = request;
      const what = `${method} ${url}`;
      times.set(what, (times.get(what) ?? 0) + 1);
      const becomes = isOn ? meddle(method, url, times.get(what) ?? 0) : undefined;
      if (becomes !== undefined) {
        response.writeHead = new Proxy(response.writeHead.bind(response), {
          apply: (write, self, [, ...rest]: [number, ...unknown[]]) =>
            Reflect.apply(write, self, [400, ...rest]) as typeof response,
        });
      }
      if (becomes === 'refused') response.writeHead(400).end();
      else registry.handler(request, response);
    });
    const { access } = use.client();
    const target = parseReference(`${host}/app:1.0`);
    assert(target.ok);
    const environment = { MULTIARCH_CACHE: folder.path };
    const { tags } = registry.repository('app');
    return {
      ...{ digest, found, tags },
      drop: (how: 'all' | 'one') =>
        deleteTag(target.value, { digest, others: [] }, how, { access, environment, at: 1 }),
      records: () => readTagRecords(stateFolder(environment)),
      undo: () => {
        isOn = false;
        return undoTag(target.value, access, stateFolder(environment));
      },
    };
  }

  const isTag = (url: string) => url.endsWith('/1.0');

  it('leaves what somebody has pushed while it tried whether anything may be deleted', async () => {
    const { drop, tags, found, records } = await arrangeMeddled((method) => {
      if (method === 'DELETE') tags.set('1.0', found);
      return undefined;
    });
    assert.deepEqual(await drop('one'), { state: 'changed', found });
    assert.equal(tags.get('1.0'), found);
    assert.deepEqual(await records(), []);
  });

  it('puts the tag back when the empty list cannot be deleted, but not over another push', async () => {
    let deletions = 0;
    let isPushed = false;
    const { drop, tags, digest, found, records } = await arrangeMeddled((method) => {
      if (method !== 'DELETE') return undefined;
      deletions += 1;
      if (deletions % 2 === 1) return undefined;
      if (isPushed) tags.set('1.0', found);
      return 'refused';
    });
    await assert.rejects(drop('one'), RegistryFailure);
    assert.equal(tags.get('1.0'), digest);
    isPushed = true;
    assert.deepEqual(await drop('one'), { state: 'changed', found });
    assert.equal(tags.get('1.0'), found);
    assert.deepEqual(await records(), []);
  });

  it('says that it does not know when the tag cannot be put back, and the undo does it', async () => {
    let deletions = 0;
    const { drop, tags, digest, undo } = await arrangeMeddled((method, url, times) => {
      if (method === 'DELETE') return (deletions += 1) === 2 ? 'refused' : undefined;
      return method === 'PUT' && isTag(url) && times > 1 ? 'refused' : undefined;
    });
    const outcome = await drop('one');
    assert(outcome.state === 'unknown');
    assert.match(outcome.reason.message, /may name an empty manifest list now/);
    assert.notEqual(tags.get('1.0'), digest);
    assert.equal((await undo()).state, 'undone');
    assert.equal(tags.get('1.0'), digest);
  });

  for (const how of ['all', 'one'] as const) {
    it(`does not say that the tag was left when it cannot look after the deletion (${how})`, async () => {
      let isDeleted = false;
      const { drop, tags } = await arrangeMeddled((method, url) => {
        if (isDeleted && method === 'HEAD' && isTag(url)) return 'refused';
        if (method === 'DELETE') isDeleted = how === 'all' || tags.get('1.0') !== digest;
        return undefined;
      });
      const digest = tags.get('1.0');
      assert.equal((await drop(how)).state, 'unknown');
      assert.equal(tags.has('1.0'), false);
    });
    it(`believes what it sees after a failed answer to the deletion (${how})`, async () => {
      const { drop, tags, undo } = await arrangeMeddled((method) =>
        method === 'DELETE' && (how === 'all' || tags.get('1.0') !== digest) ? 'lost' : undefined,
      );
      const digest = tags.get('1.0');
      assert.deepEqual(await drop(how), { state: 'deleted', gone: ['1.0'] });
      assert.equal((await undo()).state, 'undone');
    });
  }

  it('takes back the change that was shown, and no other', async () => {
    const { access, target, digest, tags, tools } = await arrange();
    const reference = `${target.domain}/${target.path}:1.0`;
    const state = stateFolder(tools.environment);
    const other = tags.get('2.0') ?? '';
    const previous = (note: string) => {
      const body = Buffer.from(listOf(note));
      return { digest: digestOf(body), mediaType, body: body.toString('base64') };
    };
    await keepTagRecord(state, { reference, at: 1, digest, previous: previous('first') });
    await keepTagRecord(state, { reference, at: 2, digest, previous: previous('other') });
    const undo = (shown: { digest: string; previous?: string }) =>
      undoTag(target, access, state, shown);
    assert.equal((await undo({ digest: other, previous: other })).state, 'nothing');
    assert.equal((await undo({ digest })).state, 'nothing');
    const { state: became } = await undo({ digest, previous: previous('first').digest });
    assert.equal(became, 'undone');
    assert.equal(tags.get('1.0'), previous('first').digest);
  });

  it('says that there is no such tag', async () => {
    const { access, target } = await arrange();
    await assert.rejects(
      lookAtDeletion({ ...target, tag: 'none', canonical: 'app:none' }, access, signal),
      /There is no app:none/,
    );
  });
});
