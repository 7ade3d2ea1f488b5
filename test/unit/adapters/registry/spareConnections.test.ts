import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keepSpares } from '../../../../src/adapters/registry/spareConnections.ts';

describe('spare connections', () => {
  let server: Server;
  let agent: Agent;
  let opened = 0;

  beforeEach(async () => {
    opened = 0;
    server = createServer((_, answer) => answer.end('here'));
    server.on('connection', () => (opened += 1));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    agent = new Agent({ keepAlive: true, maxSockets: 16 });
  });
  afterEach(() => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });

  const port = (): number => (server.address() as AddressInfo).port;

  async function ask(): Promise<string> {
    const request = get({ host: '127.0.0.1', port: port(), agent });
    const [answer] = (await once(request, 'response')) as [AsyncIterable<Buffer>];
    let text = '';
    for await (const chunk of answer) text += chunk.toString();
    return text;
  }

  async function untilOpened(count: number): Promise<void> {
    while (opened < count) await once(server, 'connection');
  }

  it('are opened with the first one, and are what later requests go over', async () => {
    const spares = keepSpares(agent);
    spares.foresee(`127.0.0.1:${port()}`, 4);
    assert.equal(await ask(), 'here');
    await untilOpened(4);
    const texts = await Promise.all(Array.from({ length: 4 }, ask));
    assert.deepEqual(texts, ['here', 'here', 'here', 'here']);
    assert.equal(opened, 4);
    spares.dispose();
  });

  it('are only those that were foreseen', async () => {
    const spares = keepSpares(agent);
    spares.foresee(`127.0.0.1:1`, 4);
    await Promise.all([ask(), ask()]);
    assert.equal(opened, 2);
    spares.dispose();
  });

  it('are closed with all others', async () => {
    const spares = keepSpares(agent);
    const closed: Promise<unknown>[] = [];
    server.on('connection', (socket) => closed.push(once(socket, 'close')));
    spares.foresee(`127.0.0.1:${port()}`, 3);
    await ask();
    await untilOpened(3);
    spares.dispose();
    agent.destroy();
    assert.equal((await Promise.all(closed)).length, 3);
  });
});
