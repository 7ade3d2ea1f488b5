// The process of `startFarRegistry`: a slow proxy that is told how slow it is.
import type { FarRegistryAnswer, FarRegistryOrder } from './farRegistry.ts';
import { startSlowProxy } from './slowProxy.ts';

async function main(): Promise<void> {
  const proxy = await startSlowProxy(process.argv[2] ?? '');
  const answer = (): void => {
    process.send?.({ host: proxy.host, requests: proxy.requests } satisfies FarRegistryAnswer);
    proxy.requests = 0;
  };
  process.on('message', ({ delay }: FarRegistryOrder) => {
    proxy.delay = delay ?? proxy.delay;
    answer();
  });
  process.on('disconnect', () => {
    proxy.close();
  });
  answer();
}

void main();
