import assert from 'node:assert/strict';
import type { Fact } from '../../../../src/core/facts.ts';
import {
  ImageSession,
  type ImageReading,
} from '../../../../src/extension/images/inspector/imageSession.ts';
import { countedInspection, sampleInspection } from '../../../support/inspections.ts';

const subject = { kind: 'registry', reference: 'nginx:1.27' } as const;
const denied = { known: false, reason: { code: 'denied', message: 'No.' } } as const;

function known<T>(value: T): Fact<T> {
  return { known: true, value, asOf: 0 };
}

/** A session, and what it has asked for so far. */
function start(answers: Partial<ImageReading> = {}) {
  const asked: string[] = [];
  const platforms = ['linux/amd64', 'linux/arm64'];
  const reading: ImageReading = {
    image: ({ stage, purpose }) => {
      asked.push(`${stage} ${purpose ?? ''}`);
      return Promise.resolve(known(sampleInspection({ platforms, stage })));
    },
    attestation: () => {
      asked.push('attestation');
      return Promise.resolve(known([]));
    },
    referrers: () => {
      asked.push('referrers');
      return Promise.resolve(denied);
    },
    document: () => Promise.resolve(denied),
    ...answers,
  };
  const seen: string[] = [];
  const session: ImageSession = new ImageSession(
    {
      reading,
      thisHost: () => Promise.resolve('linux/arm64'),
      auditOf: () => undefined,
      onChange: () => {
        const { inspection, busy } = session.image;
        seen.push(`${inspection === undefined ? 'nothing' : String(inspection.known)} ${busy}`);
      },
    },
    subject,
    'editor',
  );
  return { session, asked, seen };
}

describe('ImageSession', () => {
  it('reads in two steps, and shows each', async () => {
    const { session, asked, seen } = start();
    await session.read({ purpose: 'background', uri: 'file:///Dockerfile' });
    assert.deepEqual(asked, ['index background', 'platforms background']);
    assert.equal(seen[0], 'nothing true');
    assert.equal(seen.at(-1), 'true false');
    assert.equal(session.image.thisHost, 'linux/arm64');
  });

  it('asks no further when the first step fails', async () => {
    const { session, seen } = start({ image: () => Promise.resolve(denied) });
    await session.read({ purpose: 'asked' });
    assert.equal(seen.at(-1), 'false false');
  });

  it('asks for attestations and referrers when their sections are opened', async () => {
    const { session, asked } = start();
    await session.read({ purpose: 'asked' });
    await session.act({ do: 'open', section: 'attestations' });
    await session.act({ do: 'open', section: 'referrers' });
    assert.deepEqual(asked.slice(2), ['attestation', 'attestation', 'referrers']);
    assert.equal(session.image.statements.size, 2);
    assert.deepEqual(session.image.referrers, denied);
  });

  it('asks for what is open anew when it is refreshed', async () => {
    const { session, asked } = start();
    await session.read({ purpose: 'asked' });
    await session.act({ do: 'open', section: 'referrers' });
    await session.read({ purpose: 'asked' });
    assert.deepEqual(asked.slice(3), ['index asked', 'platforms asked', 'referrers']);
  });

  it('reads what a registry counts when it is wanted, each platform on its own', async () => {
    const asked: (readonly string[] | undefined)[] = [];
    const platforms = ['linux/amd64', 'linux/arm64', 'linux/s390x'];
    const { session } = start({
      image: ({ stage, wanted }) => {
        asked.push(wanted);
        return Promise.resolve(known(countedInspection({ platforms, stage }, wanted)));
      },
    });
    await session.read({ purpose: 'asked' });
    const [amd64, arm64, s390x] = sampleInspection({ platforms }).platforms;
    assert(amd64 && arm64 && s390x);
    await session.act({ do: 'open', section: 'details-1' });
    // It is known by now.
    await session.act({ do: 'open', section: 'layers-1' });
    await session.act({ do: 'open', section: 'configs' });
    await session.act({ do: 'run', way: 'read-all' });
    await session.act({ do: 'open', section: 'details-77' });
    assert.deepEqual(asked, [
      [],
      [],
      [arm64.digest],
      [arm64.digest, amd64.digest],
      [arm64.digest, amd64.digest, s390x.digest],
    ]);
    const { inspection, busy } = session.image;
    assert.equal(busy, false);
    assert(inspection?.known);
    assert.deepEqual(inspection.value.asked, { manifests: 6, configs: 6 });
  });

  it('reads an attestation that a registry counts when it is opened', async () => {
    const platforms = ['linux/amd64', 'linux/arm64'];
    const { session, asked } = start({
      image: ({ wanted }) => Promise.resolve(known(countedInspection({ platforms }, wanted))),
    });
    await session.read({ purpose: 'asked' });
    await session.act({ do: 'open', section: 'attestations' });
    assert.deepEqual(asked, []);
    await session.act({ do: 'open', section: 'attestation-1' });
    await session.act({ do: 'open', section: 'attestation-1' });
    await session.act({ do: 'open', section: 'attestation-9' });
    assert.deepEqual(asked, ['attestation']);
  });

  it('takes no answer of an older reading', async () => {
    const waiting: (() => void)[] = [];
    const { session } = start({
      image: (_, signal) =>
        new Promise((resolve) => {
          waiting.push(() => {
            resolve(
              signal.aborted ? denied : known(sampleInspection({ platforms: ['linux/386'] })),
            );
          });
        }),
    });
    const first = session.read({ purpose: 'asked' });
    session.dispose();
    waiting[0]?.();
    await first;
    assert.equal(session.image.inspection, undefined);
  });

  it('shows one kind of referrers, or all of them', async () => {
    const { session, asked } = start();
    for (const [value, expected] of [
      ['sbom', 'sbom'],
      ['all', undefined],
      ['signature', 'signature'],
      ['toString', undefined],
    ] as const) {
      await session.act({ do: 'choose', field: 'referrer-kind', value });
      assert.equal(session.image.referrerKind, expected);
    }
    assert.deepEqual(asked, []);
  });

  it('compares the platforms that are chosen', async () => {
    const { session } = start();
    await session.act({ do: 'choose', field: 'compare-left', value: 'sha256:1' });
    await session.act({ do: 'choose', field: 'compare-right', value: 'sha256:2' });
    await session.act({ do: 'choose', field: 'other', value: 'sha256:3' });
    assert.deepEqual(session.image.compared, { left: 'sha256:1', right: 'sha256:2' });
  });
});
