import { once } from 'node:events';
import type { Result } from '../../core/result.ts';
import type { EngineAddress } from './contexts.ts';
import { askEngine } from './engineConnection.ts';
import { streamFromEngine } from './engineQuestion.ts';

/** What changes the list of images or of running containers (Docker Engine API 1.51, `GET /events`). */
const filters = JSON.stringify({
  type: ['image', 'container'],
  event: [
    ...['pull', 'tag', 'untag', 'delete', 'import', 'load', 'prune'],
    ...['create', 'start', 'die', 'destroy', 'rename'],
  ],
});

/**
 * Listens to an engine until the signal, over one connection. Resolves when the connection has ended: with
 * a problem where it could not be made.
 *
 * @param onChange called for each piece of news; what it says is not read
 */
export function followEngine(
  address: EngineAddress,
  onChange: () => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  return askEngine(
    address,
    async (client, abortSignal) => {
      const news = await streamFromEngine(client, '/events', { filters }, abortSignal);
      news.on('data', onChange);
      await once(news, 'end', { signal: abortSignal });
    },
    { signal, timeout: Infinity },
  );
}
