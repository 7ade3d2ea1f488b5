import assert from 'node:assert/strict';
import type { Server } from '../../../src/extension/client.ts';
import { ServerLife } from '../../../src/extension/serverLife.ts';

/** Starts that the test lets succeed or fail, and a record of what the servers were told. */
function createScene(workspace = { trusted: false }) {
  const events: string[] = [];
  const starts: { succeed(): void; fail(): void }[] = [];
  const life = new ServerLife({
    isTrusted: () => workspace.trusted,
    start: (trust) =>
      new Promise((resolve, reject) => {
        const name = `server ${starts.length + 1}`;
        events.push(`${name} starts ${trust() ? 'trusted' : 'untrusted'}`);
        starts.push({
          succeed: () => {
            resolve(createServer(name, events));
          },
          fail: () => {
            reject(new Error(`${name} failed`));
          },
        });
      }),
  });
  return { life, starts, events };
}

function createServer(name: string, events: string[]): Server {
  return {
    tellTrustGranted: () => events.push(`${name} is trusted`),
    tellRegistries: () => undefined,
    tellBuilder: () => undefined,
    fixRule: () => Promise.resolve({ edits: [], mended: 0, left: 0 }),
    checkDownloads: () => Promise.resolve([]),
    findTags: () => Promise.resolve({ ok: true, tags: [], complete: true }),
    lookAt: () => undefined,
    declaredBuilds: () => Promise.resolve({ declarations: [] }),
    explainBuild: () => Promise.resolve(null),
    readTargets: () => Promise.resolve(null),
    declareTargets: () => Promise.resolve(null),
    listNames: () => Promise.resolve({ ok: true, names: [], complete: true }),
    readRegistries: () => Promise.reject(new Error('nobody asks')),
    namedImages: () => Promise.resolve(null),
    inspections: {
      image: () => Promise.reject(new Error('is not asked')),
      attestation: () => Promise.reject(new Error('is not asked')),
      referrers: () => Promise.reject(new Error('is not asked')),
      document: () => Promise.reject(new Error('is not asked')),
    },
    readImage: () => Promise.reject(new Error('is not asked')),
    stop: () => {
      events.push(`${name} stops`);
      return Promise.resolve();
    },
  };
}

describe('ServerLife', () => {
  it('starts one server for all who ask', async () => {
    const { life, starts, events } = createScene();
    const asked = [life.ensureStarted(), life.ensureStarted()];
    assert.equal(life.running, undefined);
    starts[0]?.succeed();
    const [first, second] = await Promise.all(asked);
    assert.equal(first, second);
    assert.equal(life.running, first);
    assert.deepEqual(events, ['server 1 starts untrusted']);
  });

  it('tells a server of trust that was granted while it started', async () => {
    const workspace = { trusted: false };
    const { life, starts, events } = createScene(workspace);
    const started = life.ensureStarted();
    workspace.trusted = true;
    starts[0]?.succeed();
    await started;
    assert.deepEqual(events, ['server 1 starts untrusted', 'server 1 is trusted']);
  });

  it('does not tell it twice', async () => {
    const { life, starts, events } = createScene({ trusted: true });
    const started = life.ensureStarted();
    starts[0]?.succeed();
    await started;
    assert.deepEqual(events, ['server 1 starts trusted']);
  });

  it('stops a server that is starting, and leaves none behind', async () => {
    const { life, starts, events } = createScene();
    const started = life.ensureStarted();
    const stopped = life.stop();
    starts[0]?.succeed();
    await Promise.all([started, stopped]);
    assert.equal(life.running, undefined);
    assert.deepEqual(events, ['server 1 starts untrusted', 'server 1 stops']);
  });

  it('keeps a newer server when an older one starts late', async () => {
    const { life, starts, events } = createScene();
    const older = life.ensureStarted();
    const stopped = life.stop();
    const newer = life.ensureStarted();
    starts[1]?.succeed();
    const running = await newer;
    starts[0]?.succeed();
    await Promise.all([older, stopped]);
    assert.equal(life.running, running);
    assert.deepEqual(events, [
      'server 1 starts untrusted',
      'server 2 starts untrusted',
      'server 1 stops',
    ]);
  });

  it('tries again after a failed start, and has nothing to stop then', async () => {
    const { life, starts, events } = createScene();
    const failed = life.ensureStarted();
    starts[0]?.fail();
    await assert.rejects(failed, { message: 'server 1 failed' });
    await life.stop();
    const started = life.ensureStarted();
    starts[1]?.succeed();
    assert.equal(life.running, undefined);
    assert.equal(await started, life.running);
    assert.deepEqual(events, ['server 1 starts untrusted', 'server 2 starts untrusted']);
  });
});
