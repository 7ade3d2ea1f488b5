import { sampleRegistry } from '../../support/registry/sampleImages.ts';
import { sendError } from '../../support/registry/images.ts';
import {
  startServer,
  type Handler,
  type LoopbackServer,
} from '../../support/registry/loopbackServer.ts';

/** Repositories that fail, each in its own way; all others have the sample images. */
const failing: Readonly<Record<string, Handler>> = {
  '/v2/private/': (_request, response) => {
    response.setHeader('www-authenticate', 'Basic realm="private"');
    sendError(response, 401, 'UNAUTHORIZED', 'authentication required');
  },
  '/v2/busy/': (_request, response) => {
    sendError(response, 429, 'TOOMANYREQUESTS', 'pull rate limit reached');
  },
  '/v2/broken/': (_request, response) => {
    response.writeHead(500).end('out of order');
  },
  '/v2/page/': (_request, response) => {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<html><body>Sign in</body></html>');
  },
  '/v2/garbled/': (_request, response) => {
    const type = 'application/vnd.oci.image.index.v1+json';
    response.writeHead(200, { 'content-type': type }).end('{"schemaVersion": 2, "manifests": [');
  },
};

/** Starts a registry on loopback for one test file. */
export function startRegistry(): Promise<LoopbackServer> {
  const samples = sampleRegistry();
  return startServer((request, response) => {
    const url = request.url ?? '';
    const handler = Object.entries(failing).find(([prefix]) => url.startsWith(prefix))?.[1];
    (handler ?? samples)(request, response);
  });
}
