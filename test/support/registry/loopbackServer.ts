import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { plainNetwork, type Network } from '../../../src/adapters/registry/network.ts';

/** A request as it arrived. */
interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly authorization: string | undefined;
  readonly accept: string | undefined;
}

/** An HTTP server on a loopback address that writes down what it is asked. */
export interface LoopbackServer {
  /** Host and port, as in a reference. */
  readonly host: string;
  /** e.g. `http://127.0.0.1:40123` */
  readonly origin: string;
  readonly port: number;
  readonly seen: SeenRequest[];
  /** Connections that have been made so far. */
  readonly connections: number;
  /** Closes the server and every connection to it. */
  close(): Promise<void>;
}

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Where and how to listen. */
export interface ServerOptions {
  /** `127.0.0.1` when left out; IPv6 addresses without brackets. */
  readonly address?: string;
  /** Speaks https with {@link testAuthority}'s certificate. */
  readonly tls?: boolean;
}

/**
 * The certificate of the https servers, which is its own authority. It and its key serve these tests
 * only. Made by: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes
 *   -days 36500 -subj '/CN=multiarch tests' -addext
 *   'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1' -keyout key.pem -out certificate.pem
 */
export const testAuthority = readFileSync(join(__dirname, 'certificate.pem'), 'utf8');

/** Direct ways to all hosts, and trust in {@link testAuthority}. */
export const testNetwork: Network = {
  ...plainNetwork,
  certificatesFor: () => Promise.resolve({ authorities: [testAuthority] }),
};

/** Starts a server on a free port. */
export async function startServer(
  handler: Handler,
  { address = '127.0.0.1', tls = false }: ServerOptions = {},
): Promise<LoopbackServer> {
  const seen: SeenRequest[] = [];
  const listener: Handler = (request, response) => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, authorization: headers.authorization, accept: headers.accept });
    handler(request, response);
  };
  const server = tls
    ? createTlsServer(
        { cert: testAuthority, key: readFileSync(join(__dirname, 'key.pem')) },
        listener,
      )
    : createServer(listener);
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = `${address.includes(':') ? `[${address}]` : address}:${port}`;
  return {
    host,
    port,
    origin: `${tls ? 'https' : 'http'}://${host}`,
    seen,
    get connections() {
      return connections;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
