import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { exchange } from '../../../../../src/adapters/registry/exchange.ts';
import type { WritableRepository } from '../../../../../src/adapters/registry/repository.ts';
import { uploadChunks } from '../../../../../src/adapters/registry/write/writer.ts';
import { useRegistryTest } from '../../../../support/registry/registryTest.ts';

describe('uploads', () => {
  const use = useRegistryTest();

  it('give a part to the wire in pieces, so that each of them refreshes the time limit', async () => {
    const sent: Buffer[][] = [];
    const unused = () => Promise.reject(new Error('not asked'));
    const subject = { host: 'r.test', repository: 'a', reference: 'r.test/a' };
    const repository: WritableRepository = {
      ...{ subject, credential: undefined, ask: unused },
      async askAt({ method, content }) {
        for (let attempt = 0; method === 'PATCH' && attempt < 2; attempt++) {
          const body = content?.open();
          assert(body instanceof Readable, 'only what is sent as a stream refreshes the limit');
          sent.push((await body.toArray()) as Buffer[]);
        }
        const origin = 'https://r.test';
        return {
          ...{ status: 202, headers: {}, challenges: [], body: Buffer.alloc(0), took: 0 },
          ...{ host: 'r.test', origin, authorization: undefined },
        };
      },
    };
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
    const upload = { url: new URL('https://r.test/upload'), chunk: 200_000 };
    const blob = { digest: `sha256:${'0'.repeat(64)}`, size: bytes.length };
    await uploadChunks(repository, upload, blob, Readable.from([bytes]), () => false);
    assert.deepEqual(
      sent.map((pieces) => Buffer.concat(pieces).length),
      [200_000, 200_000, 100_000, 100_000],
    );
    assert(sent.flat().every(({ length }) => length <= 64 * 1024));
    assert.deepEqual(Buffer.concat([0, 2].flatMap((at) => sent[at] ?? [])), bytes);
  });

  it('end with the answer of who does not take the rest', async () => {
    const { origin } = await use.serve(({ socket }, response) => {
      // It would end the connection itself after some seconds.
      (socket as unknown as { server: Server }).server.keepAliveTimeout = 0;
      response.writeHead(413).end();
    });
    const piece = Buffer.alloc(64 * 1024);
    const body = new Readable({
      read() {
        this.push(piece);
      },
    });
    const closed = once(body, 'close');
    const agent = new Agent({ keepAlive: true });
    try {
      const content = { type: 'application/octet-stream', length: 2 ** 40 };
      const answer = await exchange(
        {
          ...{ method: 'PUT', url: new URL(origin), headers: {}, limit: 1000, what: 'layer' },
          ...{ content: { ...content, open: () => body }, signal: new AbortController().signal },
        },
        { agent },
        { connect: 30_000, total: 30_000 },
      );
      assert.equal(answer.status, 413);
      await closed;
    } finally {
      agent.destroy();
    }
  });
});
