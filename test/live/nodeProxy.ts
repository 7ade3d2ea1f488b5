import { request } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A node for buildx's remote driver, which notes the platforms that it is asked to build. */
export interface NodeProxy {
  /** E.g. `tcp://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** What the builds since the last call were asked for, one text for each: `linux/arm64,linux/amd64`. */
  takeBuilds(): readonly string[];
  close(): Promise<void>;
}

/**
 * Opens a port on loopback behind which the BuildKit of an engine answers (`POST /grpc` with an upgrade
 * to h2c, as buildx itself asks the engine).
 *
 * @param socketPath of the engine
 */
export async function openNodeProxy(socketPath: string): Promise<NodeProxy> {
  const open = new Set<Socket>();
  let builds: string[] = [];
  const server = createServer((client) => {
    open.add(client);
    client.on('close', () => open.delete(client)).on('error', () => client.destroy());
    const upgrade = request({
      socketPath,
      method: 'POST',
      path: '/grpc',
      headers: { Connection: 'Upgrade', Upgrade: 'h2c' },
    });
    upgrade.on('error', () => client.destroy());
    upgrade.on('upgrade', (_response, engine: Socket, head) => {
      open.add(engine);
      engine.on('close', () => open.delete(engine)).on('error', () => client.destroy());
      client.on('data', (bytes: Buffer) => {
        const platforms = requestedPlatforms(bytes);
        if (platforms !== undefined) builds.push(platforms);
      });
      client.write(head);
      client.pipe(engine).pipe(client);
    });
    upgrade.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `tcp://127.0.0.1:${port}`,
    takeBuilds: () => {
      const taken = builds;
      builds = [];
      return taken;
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The name of the frontend's attribute and the marks of protobuf around it, as `SolveRequest` has them. */
const platformKey = Buffer.from('\n\bplatform\x12', 'latin1');

/** The attribute `platform` of a request to build, which gRPC sends as it is. */
function requestedPlatforms(bytes: Buffer): string | undefined {
  const at = bytes.indexOf(platformKey);
  if (at === -1) return undefined;
  const begin = at + platformKey.length + 1;
  return bytes.toString('latin1', begin, begin + (bytes[begin - 1] ?? 0));
}
