import assert from 'node:assert/strict';
import {
  createRegistryClient,
  type RegistryClient,
  type RegistryClientOptions,
  type ResolveOptions,
} from '../../../src/adapters/registry/client.ts';
import type { ImageFacts, UnknownReason } from '../../../src/core/facts.ts';
import {
  startServer,
  type Handler,
  type LoopbackServer,
  type ServerOptions,
} from './loopbackServer.ts';

/** Starts servers and clients for one test, and ends them after it. */
export interface RegistryTest {
  serve(handler: Handler, options?: ServerOptions): Promise<LoopbackServer>;
  client(options?: Partial<RegistryClientOptions>): RegistryClient;
}

/** Call it inside `describe`: what a test starts is ended when the test ends. */
export function useRegistryTest(): RegistryTest {
  const endings: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });
  return {
    async serve(handler, options) {
      const server = await startServer(handler, options);
      endings.push(() => server.close());
      return server;
    },
    client(options) {
      const client = createRegistryClient({
        trusted: () => true,
        lookups: () => 'on',
        ...options,
      });
      endings.push(async () => {
        await client.settled();
        client.dispose();
      });
      return client;
    },
  };
}

/** Resolves a reference that the registry must know. */
export async function resolveKnown(
  client: RegistryClient,
  reference: string,
  options?: ResolveOptions,
): Promise<ImageFacts> {
  const fact = await client.resolve(reference, options);
  assert(fact.known, fact.known ? '' : fact.reason.message);
  return fact.value;
}

/** Resolves a reference whose facts must stay unknown. */
export async function resolveUnknown(
  client: RegistryClient,
  reference: string,
  options?: ResolveOptions,
): Promise<UnknownReason> {
  const fact = await client.resolve(reference, options);
  assert(!fact.known, `${reference} should not be known`);
  return fact.reason;
}

/** Something that one part of a test waits for and another one gives. */
export interface Signal {
  readonly given: Promise<void>;
  readonly give: () => void;
}

export function createSignal(): Signal {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
