import assert from 'node:assert/strict';
import type { ListMessage, ListOrder, ListTask } from '../../../src/protocol/lists.ts';
import { readListMessage } from '../../../src/protocol/listMessage.ts';
import type { WorkerRegistries } from '../../../src/protocol/worker.ts';
import { workOnLists } from '../../../src/worker/jobs/workOnLists.ts';
import {
  createMemoryRegistry,
  digestOf,
  type MemoryRegistry,
} from '../../support/registry/memoryRegistry.ts';
import { useRegistryTest } from '../../support/registry/registryTest.ts';
import { useTemporaryFolder } from '../../support/registry/temporaryFolder.ts';

const registries: WorkerRegistries = {
  ...{ trusted: true, lookups: 'on', allowedHosts: [], dockerConfigHosts: [], mirrors: {} },
  ...{ insecure: [], engine: { mirrors: [], insecure: [] } },
  http: { proxy: '', noProxy: [], strictSSL: true },
};

function addImage(registry: MemoryRegistry, path: string, tag: string, architecture: string) {
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture, rootfs: {} }));
  const layer = Buffer.from(`layer of ${path} ${architecture}`);
  const { blobs } = registry.repository(path);
  for (const blob of [config, layer]) blobs.set(digestOf(blob), blob);
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const describe = (blob: Buffer, type: string) => {
    return { mediaType: type, digest: digestOf(blob), size: blob.length };
  };
  const manifest = {
    ...{ schemaVersion: 2, mediaType },
    config: describe(config, 'application/vnd.oci.image.config.v1+json'),
    layers: [describe(layer, 'application/vnd.oci.image.layer.v1.tar')],
  };
  return registry.put(path, mediaType, JSON.stringify(manifest), tag);
}

describe('the worker on manifest lists', () => {
  const use = useRegistryTest();
  const folder = useTemporaryFolder();

  async function arrange() {
    const registry = createMemoryRegistry();
    addImage(registry, 'app', '1-amd64', 'amd64');
    addImage(registry, 'app', '1-arm64', 'arm64');
    addImage(registry, 'other', '1', 's390x');
    const requests: string[] = [];
    const { host } = await use.serve((request, response) => {
      requests.push(request.method ?? '');
      registry.handler(request, response);
    });
    return { registry, host, requests };
  }

  /** Does a task; `answer` gives the orders that follow a message. */
  async function work(
    task: ListTask,
    answer: (message: ListMessage) => ListOrder | undefined = () => undefined,
    trusted = true,
  ): Promise<readonly ListMessage[]> {
    const messages: ListMessage[] = [];
    const orders: ListOrder[] = [];
    const waiting: ((order: ListOrder) => void)[] = [];
    const customer = {
      send: (message: ListMessage) => {
        // As it comes through a pipe.
        const sent = JSON.parse(JSON.stringify(message)) as unknown;
        assert.deepEqual(readListMessage(sent), sent);
        messages.push(message);
        const order = answer(message);
        if (order === undefined) return;
        const take = waiting.shift();
        if (take) take(order);
        else orders.push(order);
      },
      next: () =>
        new Promise<ListOrder>((resolve) => {
          const order = orders.shift();
          if (order) resolve(order);
          else waiting.push(resolve);
        }),
    };
    const request = { job: 'lists', registries: { ...registries, trusted }, task } as const;
    const { signal } = new AbortController();
    await workOnLists(request, customer, { MULTIARCH_CACHE: folder.path }, signal);
    return messages.filter(({ kind }) => kind !== 'progress');
  }

  function planOf(host: string, ...sources: readonly string[]): ListTask {
    return {
      kind: 'plan',
      tags: [`${host}/app:1`],
      sources: sources.map((source) => ({ reference: `${host}/${source}` })),
    };
  }

  const publish = ({ kind }: ListMessage): ListOrder | undefined =>
    kind === 'plan' ? { kind: 'publish' } : undefined;

  it('plans, publishes with no more requests than it said, tells the change and takes it back', async () => {
    const { registry, host, requests } = await arrange();
    const before = registry.put(
      'app',
      'application/vnd.oci.image.index.v1+json',
      '{"manifests":[]}',
      '1',
    );
    let asked = 0;
    const [plan, published] = await work(
      planOf(host, 'app:1-amd64', 'app:1-arm64', 'other:1'),
      (message) => {
        if (message.kind === 'plan') asked = requests.length;
        return publish(message);
      },
    );
    assert(plan?.kind === 'plan' && published?.kind === 'publish');
    const { tags, copies, requests: most } = plan.value;
    assert.deepEqual(
      tags[0]?.diff.platforms.map(({ platform, change }) => `${change} ${platform}`),
      ['added linux/amd64', 'added linux/arm64', 'added linux/s390x'],
    );
    assert.deepEqual(
      copies.map(({ from }) => from),
      [`${host}/other`],
    );
    const made = requests.length - asked;
    assert(made <= most, `${String(made)} requests, planned ${String(most)}`);
    assert.deepEqual(published.value, [{ tag: '1', state: 'published', previous: before }]);
    const now = registry.repository('app').tags.get('1');
    assert.equal(now, plan.value.list?.digest);

    const [changes] = await work({ kind: 'changes' });
    assert(changes?.kind === 'changes');
    const [change] = changes.value;
    assert.deepEqual(
      { ...change, at: 0 },
      { reference: `${host}/app:1`, at: 0, digest: now, previous: before },
    );
    const [undone] = await work({ kind: 'undo', reference: `${host}/app:1` });
    assert.deepEqual(undone, {
      kind: 'undo',
      value: { reference: `${host}/app:1`, state: 'undone', previous: before },
    });
    assert.equal(registry.repository('app').tags.get('1'), before);
  });

  for (const [what, source, lines] of [
    ['is only added', 'app:1-arm64', ['docker buildx imagetools create --tag @1 @1 @1-arm64']],
    ['gives way to another image', 'other:1-amd64', []],
  ] as const) {
    it(`says how docker does the same where a platform ${what}`, async () => {
      const { registry, host } = await arrange();
      addImage(registry, 'other', '1-amd64', 'amd64');
      await work(planOf(host, 'app:1-amd64'), publish);
      const { tags, sources } = { ...planOf(host, 'app:1', source) } as ListTask & { kind: 'plan' };
      const task = {
        kind: 'plan',
        tags,
        sources: sources.map((each, at) => ({ ...each, givesWay: at === 0 })),
      } as const;
      const [plan] = await work(task, () => ({ kind: 'stop' }));
      assert(plan?.kind === 'plan');
      const commands = plan.value.commands.flatMap((each) => each.commands);
      const said = commands.map((words) => words.join(' ').replaceAll(`${host}/app:`, '@'));
      assert.deepEqual(said, lines);
    });
  }

  for (const may of [false, true]) {
    it(`asks about a tag that has changed since, and ${may ? 'puts' : 'leaves'} it`, async () => {
      const { registry, host } = await arrange();
      const found = addImage(registry, 'app', 'later', 'ppc64le');
      const messages = await work(planOf(host, 'app:1-amd64'), (message) => {
        if (message.kind === 'question') return { kind: 'replace', may };
        if (message.kind !== 'plan') return undefined;
        registry.repository('app').tags.set('1', found);
        return { kind: 'publish' };
      });
      const [, question, outcome] = messages;
      assert.deepEqual(question, { kind: 'question', tag: '1', found });
      assert(outcome?.kind === 'publish');
      assert.equal(outcome.value[0]?.state, may ? 'published' : 'kept');
      assert.equal(registry.repository('app').tags.get('1') === found, !may);
    });
  }

  it('leaves the tag when it is cancelled while something is copied', async () => {
    const { registry, host } = await arrange();
    // The stop comes at once after the order, before anything has been copied.
    const [, outcome] = await work(planOf(host, 'other:1'), publishThenStop());
    assert.deepEqual(outcome, {
      kind: 'publish',
      value: [{ tag: '1', state: 'kept', why: 'cancelled' }],
    });
    assert.equal(registry.repository('app').tags.get('1'), undefined);
    const [, later] = await work(planOf(host, 'other:1'), publish);
    assert(later?.kind === 'publish');
    assert.equal(later.value[0]?.state, 'published');
  });

  /** The first message of progress comes when publishing begins. */
  function publishThenStop(): (message: ListMessage) => ListOrder | undefined {
    return ({ kind }) => {
      if (kind === 'plan') return { kind: 'publish' };
      return kind === 'progress' ? { kind: 'stop' } : undefined;
    };
  }

  it('tells what references name', async () => {
    const { registry, host } = await arrange();
    const [message] = await work({
      kind: 'digests',
      references: [`${host}/app:1-amd64`, `${host}/app:none`, 'NOT A REFERENCE'],
    }).catch((error: unknown) => assert.fail(String(error)));
    assert(message?.kind === 'digests');
    const sorted = message.value.toSorted((a, b) => (a.reference < b.reference ? -1 : 1));
    assert.deepEqual(sorted, [
      { reference: `${host}/app:1-amd64`, digest: registry.repository('app').tags.get('1-amd64') },
      { reference: `${host}/app:none`, isGone: true },
      { reference: 'NOT A REFERENCE' },
    ]);
  });

  const aDigest = `sha256:${'1'.repeat(64)}`;
  const refused: readonly (readonly [what: string, task: (host: string) => ListTask, RegExp])[] = [
    ['no reference', () => ({ kind: 'undo', reference: 'A B' }), /"A B": /],
    ['no tag', () => ({ kind: 'plan', tags: [], sources: [] }), /to have no tag/],
    [
      'two repositories',
      (host) => ({ kind: 'plan', tags: [`${host}/a:1`, `${host}/b:1`], sources: [] }),
      /one repository/,
    ],
    [
      'a digest as the tag of a list',
      (host) => ({ kind: 'plan', tags: [`${host}/app@${aDigest}`], sources: [] }),
      /is a digest/,
    ],
    ...(['undo', 'lookAtDeletion'] as const).map(
      (kind) =>
        [
          `a digest to ${kind}`,
          (host: string) => ({ kind, reference: `${host}/app:1-amd64@${aDigest}` }),
          /is a digest/,
        ] as const,
    ),
    [
      'a digest to delete',
      (host) => {
        const reference = `${host}/app@${aDigest}`;
        return { kind: 'delete', reference, digest: aDigest, others: [], how: 'all' };
      },
      /is a digest/,
    ],
  ];
  for (const [what, task, words] of refused) {
    it(`refuses ${what}`, async () => {
      const { host } = await arrange();
      const [message] = await work(task(host));
      assert(message?.kind === 'failed');
      assert.match(message.reason.message, words);
    });
  }

  it('leaves nothing to undo when the registry refuses the tag', async () => {
    const registry = createMemoryRegistry({ immutableTags: true });
    addImage(registry, 'app', '1-amd64', 'amd64');
    addImage(registry, 'app', '1', 'arm64');
    const { host } = await use.serve(registry.handler);
    const [, outcome] = await work(planOf(host, 'app:1-amd64'), publish);
    assert(outcome?.kind === 'publish');
    assert.equal(outcome.value[0]?.state, 'failed');
    assert.deepEqual(await work({ kind: 'changes' }), [{ kind: 'changes', value: [] }]);
  });

  it('asks nobody in a workspace that is not trusted', async () => {
    const { host, requests } = await arrange();
    for (const task of [
      planOf(host, 'app:1-amd64'),
      { kind: 'undo', reference: `${host}/app:1` },
      { kind: 'lookAtDeletion', reference: `${host}/app:1` },
    ] as const) {
      const [message] = await work(task, undefined, false);
      assert(message?.kind === 'failed');
      assert.equal(message.reason.code, 'untrusted');
    }
    assert.equal(requests.length, 0);
  });
});
