import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineAddress } from '../../src/adapters/docker/contexts.ts';

const recorded = 'test/fixtures/docker/28.5.2/store';

/** An engine that says what a real one has said. */
export interface RecordedEngine {
  readonly address: EngineAddress;
  /** Paths and queries, in the order in which they were asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * Starts an engine on a socket of its own.
 *
 * @param other path → what is said instead
 */
export async function startEngine(
  store: 'containerd' | 'classic',
  other: Readonly<Record<string, unknown>> = {},
): Promise<RecordedEngine> {
  const directory = mkdtempSync(join(tmpdir(), 'engine-'));
  const socket = join(directory, 'docker.sock');
  const asked: string[] = [];
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(join(recorded, store, `${name}.json`), 'utf8'));
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    asked.push(url);
    const [path = ''] = url.split('?', 1);
    const answer = other[path] ?? said(path, read);
    response.setHeader('Content-Type', 'application/json');
    if (answer === undefined) response.writeHead(404).end('{"message":"No such thing"}');
    else response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    address: { url: `unix://${socket}` },
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(directory, { recursive: true });
    },
  };
}

function said(path: string, read: (name: string) => unknown): unknown {
  switch (path) {
    case '/version':
    case '/info':
      return read(path.slice(1));
    case '/images/json':
    case '/containers/json':
      return read(path.split('/')[1] ?? '');
    default:
      return imageOf(path, read);
  }
}

/** What `inspect` said of the platforms of the classic store's images: two are for arm64. */
function imageOf(path: string, read: (name: string) => unknown): unknown {
  const id = /^\/images\/(.*)\/json$/.exec(path)?.[1];
  const images = read('images') as readonly { Id: string; RepoTags: readonly string[] }[];
  const image = images.find(({ Id }) => Id === id);
  if (image === undefined) return undefined;
  const isArm = image.RepoTags.some((tag) => tag === 'app-arm64:dev' || tag === 'busybox:1.37');
  const arm = { Architecture: 'arm64', Variant: 'v8' };
  return { Id: id, Os: 'linux', ...(isArm ? arm : { Architecture: 'amd64' }) };
}
