import { startServer, type LoopbackServer } from '../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../support/registry/sampleImages.ts';
import { startTestClient, type TestClient, type TestClientOptions } from './testClient.ts';

/** What a test has: a registry with the sample images, and an editor with its server. */
export interface Samples {
  readonly registry: LoopbackServer;
  readonly client: TestClient;
}

/** Starts them for each test of the block that this is called in, and closes them after it. */
export function useSamples(take: (started: Samples) => void, options?: TestClientOptions): void {
  let started: Samples;
  beforeEach(async () => {
    started = {
      registry: await startServer(sampleRegistry()),
      client: await startTestClient(options),
    };
    take(started);
  });
  afterEach(async () => {
    await started.client.dispose();
    await started.registry.close();
  });
}
