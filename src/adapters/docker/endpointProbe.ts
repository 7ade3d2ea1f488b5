import { connect } from 'node:net';
import type { NodeSilence } from '../../core/build/workerNode.ts';

/** How long a connection may take, in ms. */
const connectTimeout = 5000;

/**
 * Finds out why a BuildKit at an endpoint of the remote driver does not answer, by opening a connection
 * and closing it at once. Undefined for endpoints that are not opened from here (ssh, containers, pods).
 *
 * @param endpoint e.g. `tcp://10.0.0.5:1234`, `unix:///run/buildkit/buildkitd.sock`
 */
export async function probeEndpoint(
  endpoint: string,
  signal?: AbortSignal,
): Promise<NodeSilence | undefined> {
  const target = targetOf(endpoint);
  if (target === undefined) return undefined;
  return new Promise((resolve) => {
    const limit = AbortSignal.timeout(connectTimeout);
    const stop = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    const socket = connect({ ...target, signal: stop });
    const end = (silence: NodeSilence) => {
      socket.destroy();
      resolve(silence);
    };
    socket.once('connect', () => {
      end({ code: 'no-answer' });
    });
    socket.once('error', (error) => {
      const message = limit.aborted ? `connect ETIMEDOUT ${endpoint}` : error.message;
      end({ code: 'no-connection', message });
    });
  });
}

function targetOf(endpoint: string): { host: string; port: number } | { path: string } | undefined {
  if (endpoint.startsWith('unix://')) return { path: endpoint.slice('unix://'.length) };
  if (!endpoint.startsWith('tcp://') || !URL.canParse(endpoint)) return undefined;
  const { hostname, port } = new URL(endpoint);
  if (port === '') return undefined;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
}
