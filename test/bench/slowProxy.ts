import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A registry that is further away than it is. */
export interface SlowProxy {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  /** Time of one round trip, in ms. */
  delay: number;
  /** Requests since it was set to 0. */
  requests: number;
  close(): void;
}

/**
 * Starts a proxy in front of a registry on loopback. Every request takes one round trip longer, the
 * first of a connection two: that one is the connection's own.
 */
export async function startSlowProxy(target: string): Promise<SlowProxy> {
  const [hostname = '', port = ''] = target.split(':');
  const agent = new Agent({ keepAlive: true });
  const connected = new WeakSet<Socket>();
  const server = createServer((incoming, outgoing) => {
    proxy.requests++;
    const trips = connected.has(incoming.socket) ? 1 : 2;
    connected.add(incoming.socket);
    const { method, url: path, headers } = incoming;
    const forward = (): void => {
      const onward = request({ hostname, port, agent, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
    };
    if (proxy.delay === 0) forward();
    else setTimeout(forward, proxy.delay * trips);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: SlowProxy = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    delay: 0,
    requests: 0,
    close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
  return proxy;
}
