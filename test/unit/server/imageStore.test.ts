import assert from 'node:assert/strict';
import type { Fact, ImageFacts } from '../../../src/core/facts.ts';
import { createImageStore } from '../../../src/server/imageStore.ts';

function found(digest: string): Fact<ImageFacts> {
  return {
    known: true,
    asOf: 0,
    value: {
      reference: 'r',
      digest,
      size: 1,
      manifest: { kind: 'index', mediaType: 'application/json', manifests: [] },
      source: { registry: 'docker.io' },
    },
  };
}

const unreachable: Fact<ImageFacts> = {
  known: false,
  reason: { code: 'unreachable', message: 'no network' },
};

/** A store whose answers the test gives by hand, one at a time. */
function handMade() {
  const asked: { reference: string; answer: (fact: Fact<ImageFacts>) => Promise<void> }[] = [];
  const changes: string[] = [];
  const clock = { now: 0 };
  const store = createImageStore(
    (reference) =>
      new Promise((resolve) => {
        const answer = async (fact: Fact<ImageFacts>) => {
          resolve(fact);
          await new Promise(setImmediate);
        };
        asked.push({ reference, answer });
      }),
    (reference) => changes.push(reference),
    () => clock.now,
  );
  return { store, asked, changes, clock };
}

describe('image store', () => {
  it('says pending until the answer is here, and then tells of it once', async () => {
    const { store, asked, changes } = handMade();
    store.want(['r']);
    store.want(['r']);
    const before = store.get('r');
    assert.equal(before.known ? '' : before.reason.code, 'pending');
    assert.equal(asked.length, 1);
    await asked[0]?.answer(found('sha256:1'));
    assert.equal(store.get('r').known, true);
    assert.deepEqual(changes, ['r']);
  });

  for (const years of [10, -10]) {
    it(`asks again when the clock is ${years} years from where it was`, async () => {
      const { store, asked, clock } = handMade();
      store.want(['r']);
      await asked[0]?.answer(unreachable);
      clock.now += years * 365 * 86_400_000;
      store.want(['r']);
      assert.equal(asked.length, 2);
    });
  }

  it('asks again after half a minute, keeping the old answer until then', async () => {
    const { store, asked, changes, clock } = handMade();
    store.want(['r']);
    await asked[0]?.answer(found('sha256:1'));
    clock.now = 29_999;
    store.want(['r']);
    assert.equal(asked.length, 1);
    clock.now = 30_000;
    store.want(['r']);
    assert.equal(asked.length, 2);
    assert.equal(store.get('r').known, true);
    await asked[1]?.answer(found('sha256:1'));
    assert.deepEqual(changes, ['r'], 'the same digest changes nothing');
  });

  it('forgets what a registry takes back', async () => {
    const { store, asked, changes, clock } = handMade();
    store.want(['r']);
    await asked[0]?.answer(found('sha256:1'));
    clock.now = 30_000;
    store.want(['r']);
    const reason = { code: 'not-found', message: 'gone' } as const;
    await asked[1]?.answer({ known: false, reason });
    assert.deepEqual(store.get('r'), { known: false, reason });
    assert.equal(changes.length, 2);
  });

  it('asks anew, keeping the old answers until then, when they are outdated', async () => {
    const { store, asked, changes } = handMade();
    store.want(['r', 's']);
    await asked[0]?.answer(found('sha256:1'));
    store.outdate();
    assert.equal(store.get('r').known, true);
    // Asked for before.
    await asked[1]?.answer(found('sha256:2'));
    store.want(['r', 's']);
    assert.deepEqual(
      asked.map(({ reference }) => reference),
      ['r', 's', 'r', 's'],
    );
    const engineImage = { digest: 'own', platform: { os: 'linux', architecture: 'amd64' } };
    const before = found('sha256:1');
    await asked[2]?.answer({
      ...before,
      ...(before.known && { value: { ...before.value, engineImage } }),
    });
    assert.deepEqual(changes, ['r', 's', 'r']);
  });

  it('believes a failure for half a minute, or until told to forget it', async () => {
    const { store, asked, clock } = handMade();
    store.want(['r']);
    await asked[0]?.answer(unreachable);
    store.want(['r']);
    assert.equal(asked.length, 1);
    store.forgetUnknown();
    store.want(['r']);
    assert.equal(asked.length, 2);
    await asked[1]?.answer(unreachable);
    clock.now = 30_000;
    store.want(['r']);
    assert.equal(asked.length, 3);
  });

  it('asks again when a refusal arrives that was decided before things changed', async () => {
    const { store, asked } = handMade();
    store.want(['r']);
    store.forgetUnknown();
    await asked[0]?.answer(unreachable);
    assert.equal(asked.length, 2);
    await asked[1]?.answer(found('sha256:1'));
    assert.equal(store.get('r').known, true);
  });

  it('forgets the oldest of too many', async () => {
    const { store, asked } = handMade();
    const references = Array.from({ length: 2_001 }, (_, at) => `r${at}`);
    store.want(references);
    for (const { answer } of asked) await answer(found('sha256:1'));
    assert.equal(store.get('r0').known, false);
    assert.equal(store.get('r2000').known, true);
  });

  it('says nothing after it was disposed of', async () => {
    const { store, asked, changes } = handMade();
    store.want(['r']);
    store.dispose();
    await asked[0]?.answer(found('sha256:1'));
    assert.deepEqual(changes, []);
  });
});
