import { request } from 'node:http';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';

/** A registry that is reached by another port, at which a request can be held. */
export interface HeldRegistry extends Pick<LoopbackServer, 'host' | 'origin' | 'close'> {
  /** Holds the next request that begins with these words, such as `PUT /v2/`; resolves when it has come. */
  hold(words: string): Promise<void>;
}

/** Passes everything on to a registry on loopback. What is held never arrives there. */
export async function startHeldRegistry(target: string): Promise<HeldRegistry> {
  const [hostname = '', port = ''] = target.split(':');
  let held: { readonly words: string; readonly resolve: () => void } | undefined;
  const server = await startServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    if (held !== undefined && `${method} ${url}`.startsWith(held.words)) {
      held.resolve();
      held = undefined;
      return;
    }
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  const hold = (words: string): Promise<void> =>
    new Promise((resolve) => {
      held = { words, resolve };
    });
  const { host, origin } = server;
  return { host, origin, close: () => server.close(), hold };
}
