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
 * Starts a proxy in front of a registry on loopback. Every request takes one round trip longer, and the first of a
 * connection not less than two from when that was opened: one is the connection's own.
 */
export async function startSlowProxy(target: string): Promise<SlowProxy> {
  const [hostname = '', port = ''] = target.split(':');
  const agent = new Agent({ keepAlive: true });
  const opened = new WeakMap<Socket, number>();
  const server = createServer((incoming, outgoing) => {
    proxy.requests++;
    const now = performance.now();
    const connecting = Math.max((opened.get(incoming.socket) ?? now) + proxy.delay - now, 0);
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
    else setTimeout(forward, connecting + proxy.delay);
  });
  server.on('connection', (socket) => {
    opened.set(socket, performance.now());
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
