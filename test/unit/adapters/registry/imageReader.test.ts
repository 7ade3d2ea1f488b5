import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import type { ImageContent } from '../../../../src/adapters/registry/imageContent.ts';
import { readImage } from '../../../../src/adapters/registry/imageReader.ts';
import { RegistryFailure } from '../../../../src/adapters/registry/errors.ts';
import type { Repository } from '../../../../src/adapters/registry/repository.ts';
import { parseReference } from '../../../../src/core/image/reference.ts';
import { sha256 } from '../../../support/registry/images.ts';

const mediaType = 'application/vnd.oci.image.index.v1+json';
const body = JSON.stringify({ schemaVersion: 2, mediaType, manifests: [] });
const digest = sha256(body);

interface Answer {
  readonly status: number;
  readonly headers?: IncomingHttpHeaders;
}

/** A repository that holds one index and writes down what it is asked. */
function repositoryOf(head: Answer): { repository: Repository; asked: string[] } {
  const asked: string[] = [];
  const origin = 'https://registry-1.docker.io';
  const rest = { challenges: [], took: 0, host: 'registry-1.docker.io', origin };
  const subject = { host: 'docker.io', repository: 'library/app', reference: 'app:1' };
  const repository: Repository = {
    subject,
    credential: undefined,
    ask({ method, kind, name }) {
      asked.push(`${method} ${kind} ${name}`);
      return Promise.resolve(
        method === 'HEAD'
          ? { headers: {}, ...head, body: Buffer.alloc(0), ...rest }
          : { status: 200, headers: {}, body: Buffer.from(body), ...rest },
      );
    },
  };
  return { repository, asked };
}

describe('readImage that asks for the digest first', () => {
  const announced = { status: 200, headers: { 'docker-content-digest': digest } };

  async function check(
    written: string,
    head: Answer,
    expected: string[],
    known?: ImageContent,
  ): Promise<ImageContent> {
    const reference = parseReference(written);
    assert(reference.ok);
    const { repository, asked } = repositoryOf(head);
    const options = {
      headFirst: true,
      known: () => Promise.resolve(known),
      refuse: () => undefined,
      keep: () => Promise.resolve(),
    };
    const content = await readImage(repository, reference.value, options);
    assert.deepEqual(asked, expected);
    assert.equal(content.facts.digest, digest);
    return content;
  }

  it('reads the manifest of a digest that is new', async () => {
    await check('app:1', announced, ['HEAD manifests 1', `GET manifests ${digest}`]);
  });

  it('reads nothing more of a digest that is known', async () => {
    const manifest = { kind: 'index' as const, mediaType, manifests: [] };
    const known = { facts: { digest, size: body.length, manifest }, weight: 1 };
    assert.equal(await check('app:1', announced, ['HEAD manifests 1'], known), known);
  });

  it('asks for a reference by digest at once', async () => {
    await check(`app@${digest}`, announced, [`GET manifests ${digest}`]);
  });

  it('reads the tag where the registry does not tell its digest', async () => {
    const expected = ['HEAD manifests 1', 'GET manifests 1'];
    await check('app:1', { status: 200 }, expected);
    await check('app:1', { status: 405 }, expected);
    const useless = { 'docker-content-digest': 'sha256:short' };
    await check('app:1', { status: 200, headers: useless }, expected);
  });

  it('ends where the registry says no', async () => {
    const codes = { 401: 'denied', 404: 'not-found', 429: 'rate-limited' };
    for (const [status, code] of Object.entries(codes)) {
      await assert.rejects(
        check('app:1', { status: Number(status) }, []),
        (error) => error instanceof RegistryFailure && error.reason.code === code,
      );
    }
  });
});
