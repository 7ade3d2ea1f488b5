import assert from 'node:assert/strict';
import { defaultHttpSettings, defaultSettings } from '../../../src/protocol/settings.ts';
import { readWorkerRequest } from '../../../src/protocol/worker.ts';
import { createImageAccess } from '../../../src/server/imageAccess.ts';

describe('what a worker is told of registries', () => {
  const nothing = () => Promise.resolve(undefined);
  const createAccess = () =>
    createImageAccess({
      localImages: { read: nothing, readBase: nothing },
      onQuotaKept: () => undefined,
    });

  it('is at once that nothing may be asked, without trust', async () => {
    const access = createAccess();
    access.start({ trusted: false, engineExpected: true, builderExpected: true });
    assert.equal((await access.forWorker()).trusted, false);
    access.dispose();
  });

  it('is what the server itself goes by, as soon as that is known', async () => {
    const access = createAccess();
    access.start({ trusted: true, engineExpected: true, builderExpected: false });
    const told = access.forWorker();
    const mirrors = { 'ghcr.io': ['https://mirror.example'] };
    const rules = {
      lookups: 'ask',
      allowedHosts: ['b.example'],
      mirrors,
      insecure: ['a:1'],
    } as const;
    const http = { ...defaultHttpSettings, proxy: 'http://proxy.example' };
    access.configure({ ...defaultSettings.registry, ...rules }, http);
    const engine = { mirrors: ['https://hub.example'], insecure: ['10.0.0.0/8'] };
    access.useEngine(engine);
    const { dockerConfigHosts, ...registries } = await told;
    assert(Array.isArray(dockerConfigHosts));
    assert.deepEqual(registries, { ...rules, trusted: true, engine, http });
    const request = {
      job: 'searchTags',
      reference: 'a',
      platforms: [],
      limit: 1,
      purpose: 'asked',
    };
    const message = { ...request, registries: { ...registries, dockerConfigHosts } };
    assert(readWorkerRequest(message).ok, 'and the worker takes it');
    access.dispose();
  });
});
