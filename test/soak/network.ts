import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The way to a registry on loopback, which can be cut. */
export interface Network {
  /** `127.0.0.1:<port>`, by which the registry is reached. */
  readonly host: string;
  /** Where connections are led to, `127.0.0.1:<port>`. */
  target: string;
  /** Nothing comes through any more, and nobody is told: what was sent is lost without an answer. */
  cut(): void;
  /** New connections come through again; those that were cut are reset. */
  restore(): void;
  close(): Promise<void>;
}

/** Opens one. A target that does not listen is seen as a connection that is closed at once. */
export async function openNetwork(target: string): Promise<Network> {
  const open = new Set<Socket>();
  let isCut = false;
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
  };
  const server = createServer({ pauseOnConnect: true }, (near) => {
    keep(near);
    if (isCut) return;
    const [hostname = '', port = ''] = network.target.split(':');
    const far = connect(Number(port), hostname);
    keep(far);
    near.on('close', () => far.destroy()).pipe(far);
    far.on('close', () => near.destroy()).pipe(near);
    near.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const network: Network = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    target,
    cut() {
      isCut = true;
      for (const socket of open) socket.unpipe().pause();
    },
    restore() {
      if (!isCut) return;
      isCut = false;
      for (const socket of open) socket.resetAndDestroy();
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return network;
}
