import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { openNetwork, type Network } from '../../soak/network.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';

describe('a network that can be cut', () => {
  let server: LoopbackServer;
  let network: Network;

  beforeEach(async () => {
    server = await startServer((_, response) => response.end('here'));
    network = await openNetwork(server.host);
  });
  afterEach(async () => {
    await network.close();
    await server.close();
  });

  const ask = async () => {
    const answer = await fetch(`http://${network.host}/`, { headers: { connection: 'close' } });
    return answer.text();
  };

  it('leads to its target', async () => {
    assert.equal(await ask(), 'here');
  });

  it('gives no answer while it is cut, and resets who waited', async () => {
    const [hostname = '', port = ''] = network.host.split(':');
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    const reset = new Promise((resolve) => socket.once('error', resolve));
    const question = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';
    socket.write(question);
    await once(socket, 'data');
    let answered = false;
    socket.on('data', () => (answered = true));
    network.cut();
    socket.write(question);
    // What is asked meanwhile by another way has its answer, so that this would have had its own.
    assert.equal(await (await fetch(server.origin)).text(), 'here');
    network.restore();
    assert.match(String(await reset), /ECONNRESET/);
    assert.equal(answered, false);
    assert.equal(await ask(), 'here');
  });

  it('leads elsewhere afterwards', async () => {
    const other = await startServer((_, response) => response.end('there'));
    network.target = other.host;
    assert.equal(await ask(), 'there');
    await other.close();
  });
});
