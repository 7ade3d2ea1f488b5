import '../../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import type * as dockerModule from '../../../src/extension/docker.ts';
import type { Docker } from '../../../src/extension/dockerAccess.ts';
import { LocalStore } from '../../../src/extension/images/tree/localStore.ts';
import type { EngineStore } from '../../../src/adapters/docker/listImages.ts';
import type { StoredImage } from '../../../src/core/image/storedImage.ts';

const image: StoredImage = {
  ...{ id: 'sha256:1', created: 0, tags: ['app:1'], digests: [], size: 7, containers: 2 },
  platforms: undefined,
  attestations: 0,
};

/** A store whose engine answers when the test says so. */
function storeOf() {
  const events: string[] = [];
  const answers: ((names: string) => void)[] = [];
  let tell: () => void = () => undefined;
  let tellFiles: () => void = () => undefined;
  let url = 'unix:///x.sock';
  const adapters = {
    currentEngine: () => Promise.resolve({ url }),
    watchBuilderFiles: (_: unknown, onChange: () => void) => {
      tellFiles = onChange;
      return () => {
        tellFiles = () => undefined;
      };
    },
    readEngineStore: (_: unknown, signal?: AbortSignal) => {
      events.push('read');
      signal?.addEventListener('abort', () => events.push('read is cancelled'));
      return new Promise((resolve) => {
        answers.push((name) => {
          const found = { images: [{ ...image, tags: [name] }] } as unknown as EngineStore;
          resolve({ ok: true, value: found });
        });
      });
    },
    readImagePlatform: () => {
      events.push('platform');
      return Promise.resolve({ os: 'linux', architecture: 'arm64' });
    },
    followEngine: (_: unknown, onChange: () => void, signal: AbortSignal) => {
      events.push('follow');
      tell = onChange;
      return new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          events.push('leave');
          resolve();
        });
      });
    },
  } as unknown as typeof dockerModule;
  const docker = {
    use: (question: (module: typeof dockerModule, program: string) => Promise<unknown>) =>
      question(adapters, 'docker'),
  } as unknown as Docker;
  const store = new LocalStore(docker);
  store.onDidChange(() => {
    events.push('changed');
  });
  return {
    store,
    events,
    tell: () => {
      tell();
    },
    /** A file of docker was written, maybe by `docker context use`. */
    write: async (engine: string) => {
      url = engine;
      tellFiles();
      await settled();
    },
    answer: async (name: string) => {
      await settled();
      answers.shift()?.(name);
    },
  };
}

/** After all that follows without a further event. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function names(reading: ReturnType<LocalStore['read']>): Promise<string> {
  const known = await reading;
  return known.ok ? known.store.images.flatMap(({ tags }) => tags).join() : known.problem.code;
}

describe('LocalStore', () => {
  it('asks once for all who want to know', async () => {
    const { store, events, answer } = storeOf();
    const both = [names(store.read()), names(store.read())];
    await answer('app:1');
    assert.deepEqual(await Promise.all(both), ['app:1', 'app:1']);
    assert.deepEqual(events, ['read']);
    store.dispose();
  });

  it('gives up what a newer reading will tell', async () => {
    const { store, events, answer } = storeOf();
    const old = names(store.read());
    await settled();
    store.refresh();
    const anew = names(store.read());
    await answer('app:old');
    await answer('app:new');
    assert.deepEqual(await Promise.all([old, anew]), ['cancelled', 'app:new']);
    assert.deepEqual(events, ['read', 'read is cancelled', 'changed', 'read']);
    store.dispose();
  });

  it('listens only while somebody looks, and then asks what was missed', async () => {
    const { store, events, answer, tell } = storeOf();
    store.setVisible(true);
    const first = names(store.read());
    await answer('app:1');
    await first;
    store.setVisible(false);
    store.setVisible(true);
    await settled();
    assert.deepEqual(events, ['follow', 'read', 'leave', 'changed', 'follow']);
    const changed = new Promise<void>((resolve) => {
      store.onDidChange(resolve);
    });
    // A build tells a dozen things, and is one change.
    for (let time = 0; time < 12; time++) tell();
    await changed;
    assert.equal(events.filter((event) => event === 'changed').length, 2);
    store.dispose();
  });

  it('leaves the first rows to who shows them, and tells of later ones', async () => {
    const { store, events } = storeOf();
    store.setVisible(true);
    await settled();
    assert.deepEqual(events, ['follow']);
    void store.read();
    await settled();
    store.setVisible(false);
    store.setVisible(true);
    await settled();
    assert.deepEqual(events.slice(1), ['read', 'leave', 'changed', 'follow']);
    store.dispose();
  });

  it('goes over to another engine, and not because of other files', async () => {
    const { store, events, write } = storeOf();
    store.setVisible(true);
    await settled();
    await write('unix:///x.sock');
    assert.deepEqual(events, ['follow']);
    await write('unix:///y.sock');
    assert.deepEqual(events.slice(1), ['leave', 'changed', 'follow']);
    store.setVisible(false);
    await write('unix:///z.sock');
    assert.deepEqual(events.slice(4), ['leave']);
    store.dispose();
  });

  it('asks the classic store once for the platform of an image', async () => {
    const { store, events } = storeOf();
    assert.equal(store.known(image), undefined);
    const [found] = await store.platformsOf(image);
    assert.deepEqual(found, {
      platform: { os: 'linux', architecture: 'arm64' },
      digest: 'sha256:1',
      ...{ isPresent: true, contentSize: 0, unpackedSize: 7, containers: 2 },
    });
    await store.platformsOf(image);
    assert.deepEqual(store.known(image), [found]);
    assert.deepEqual(events, ['platform', 'changed']);
    store.dispose();
  });
});
