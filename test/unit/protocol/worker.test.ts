import assert from 'node:assert/strict';
import {
  readWorkerAnswer,
  readWorkerRequest,
  type SearchTagsRequest,
} from '../../../src/protocol/worker.ts';

const request: SearchTagsRequest = {
  job: 'searchTags',
  reference: 'python:3.9-slim',
  platforms: ['linux/amd64'],
  limit: 10,
  purpose: 'background',
  registries: {
    trusted: true,
    lookups: 'on',
    allowedHosts: [],
    dockerConfigHosts: ['ghcr.io'],
    mirrors: { 'docker.io': ['https://mirror.example'] },
    insecure: ['10.0.0.0/8'],
    engine: { mirrors: [], insecure: [] },
    builder: 'mine',
    http: { proxy: 'http://proxy.example', noProxy: [], strictSSL: true },
  },
};

/** As it comes through a pipe. */
function sent(message: unknown): unknown {
  return JSON.parse(JSON.stringify(message)) as unknown;
}

describe('readWorkerRequest', () => {
  it('takes a search for tags', () => {
    assert.deepEqual(readWorkerRequest(sent(request)), { ok: true, value: request });
    const { builder, ...registries } = request.registries;
    assert.equal(builder, 'mine');
    assert(readWorkerRequest(sent({ ...request, registries })).ok);
  });

  const refuse = (name: string, message: unknown, problem: string) => {
    it(`refuses ${name}`, () => {
      assert.deepEqual(readWorkerRequest(message), { ok: false, problem: { message: problem } });
    });
  };
  refuse('nothing', undefined, ': invalid_type');
  refuse('a text', 'searchTags', ': invalid_type');
  refuse('another job', { ...request, job: 'eval' }, 'job: invalid_union');
  refuse('no reference', { ...request, reference: null }, 'reference: invalid_type');
  refuse('an endless reference', { ...request, reference: 'x'.repeat(5000) }, 'reference: too_big');
  refuse('platforms that are none', { ...request, platforms: [1] }, 'platforms.0: invalid_type');
  refuse('no limit', { ...request, limit: 0 }, 'limit: too_small');
  refuse('half a limit', { ...request, limit: 1.5 }, 'limit: invalid_type');
  refuse('another purpose', { ...request, purpose: 'fun' }, 'purpose: invalid_value');
  refuse('more than it knows', { ...request, command: 'rm' }, ': unrecognized_keys');
  refuse(
    'trust that is no answer',
    { ...request, registries: { ...request.registries, trusted: 'yes' } },
    'registries.trusted: invalid_type',
  );
  refuse(
    'mirrors that are none',
    { ...request, registries: { ...request.registries, mirrors: { 'docker.io': 'x' } } },
    'registries.mirrors.docker.io: invalid_type',
  );
});

describe('readWorkerAnswer', () => {
  const tags = [
    { tag: '3.10-slim', platforms: ['linux/amd64'], digest: 'sha256:1', lastUpdated: '2026-01-01' },
    { tag: '3.9', platforms: [] },
  ];
  const take = (name: string, message: unknown) => {
    it(`takes ${name}`, () => {
      assert.deepEqual(readWorkerAnswer(sent(message)), { ok: true, value: message });
    });
  };
  take('tags', {
    job: 'searchTags',
    found: { known: true, value: { tags, complete: true, requests: 1 }, asOf: 5 },
  });
  take('a reason', {
    job: 'searchTags',
    found: { known: false, reason: { code: 'denied', message: 'No.' } },
  });
  take('a refusal', { job: 'none', problem: 'job: invalid_value' });

  for (const message of [
    'nothing',
    {},
    { job: 'searchTags' },
    { job: 'searchTags', found: { known: true } },
    { job: 'searchTags', found: { known: false, reason: { code: 5, message: 'No.' } } },
    { job: 'searchTags', found: { known: true, value: { tags: [{}] }, asOf: 5 } },
  ]) {
    it(`refuses ${JSON.stringify(message)}`, () => {
      assert(!readWorkerAnswer(message).ok);
    });
  }
});
