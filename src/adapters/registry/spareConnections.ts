import type { Agent, ClientRequestArgs } from 'node:http';
import { Socket } from 'node:net';

/** Connections that are opened before a request needs them. */
export interface SpareConnections {
  /**
   * As soon as a request opens the next one to a host, opens so many in all: they are as that one is.
   *
   * @param host with its port, e.g. `ghcr.io:443`
   */
  foresee(host: string, count: number): void;
  dispose(): void;
}

/** How long one is kept that nothing has needed, in ms. */
const patience = 10_000;

/** Lets an agent take connections that have been opened already. */
export function keepSpares(agent: Agent): SpareConnections {
  const open = agent.createConnection.bind(agent);
  const foreseen = new Map<string, number>();
  const spares = new Map<string, Set<Socket>>();

  function keep(name: string, options: ClientRequestArgs): void {
    const socket = open(options);
    if (!(socket instanceof Socket)) return;
    const kept = spares.get(name) ?? new Set();
    spares.set(name, kept.add(socket));
    const drop = (): void => {
      kept.delete(socket);
      socket.destroy();
    };
    // Whatever is wrong with the host is told to the requests by their own connections.
    socket.on('error', drop);
    for (const event of ['close', 'end'] as const) socket.once(event, drop);
    const timer = setTimeout(drop, patience).unref();
    socket.once(taken, () => {
      kept.delete(socket);
      clearTimeout(timer);
      socket.off('error', drop);
      for (const event of ['close', 'end'] as const) socket.off(event, drop);
    });
  }

  agent.createConnection = (options, callback) => {
    const name = agent.getName(options);
    const [spare] = spares.get(name) ?? [];
    if (spare) {
      spare.emit(taken);
      return spare;
    }
    const socket = open(options, callback);
    const host = `${options.host ?? ''}:${options.port ?? ''}`;
    const count = foreseen.get(host) ?? 0;
    foreseen.delete(host);
    for (let more = 1; more < count; more++) keep(name, options);
    return socket;
  };

  return {
    foresee(host, count) {
      foreseen.set(host, count);
    },
    dispose() {
      for (const kept of spares.values()) for (const socket of kept) socket.destroy();
    },
  };
}

const taken = 'multiarch-taken';
