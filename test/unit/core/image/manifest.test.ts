import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseImageConfig } from '../../../../src/core/image/config.ts';
import { parseManifest, type Manifest } from '../../../../src/core/image/manifest.ts';

const LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const SCHEMA2 = 'application/vnd.docker.distribution.manifest.v2+json';
const SCHEMA1 = 'application/vnd.docker.distribution.manifest.v1+json';
const SIGNED_SCHEMA1 = 'application/vnd.docker.distribution.manifest.v1+prettyjws';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const IMAGE = 'application/vnd.oci.image.manifest.v1+json';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const descriptor = { mediaType: IMAGE, digest: DIGEST, size: 7 };

interface Recorded {
  mediaType?: string;
  body?: string;
  config?: string;
  children?: Record<string, { mediaType: string; body: string }>;
}

const recorded = JSON.parse(
  readFileSync(join(__dirname, '../../../fixtures/vectors/index-fixtures.json'), 'utf8'),
) as { images: Record<string, Recorded> };

function parsed(json: unknown, contentType?: string): Manifest {
  const manifest = parseManifest(json, contentType);
  assert.ok(manifest.ok, manifest.ok ? '' : manifest.problem.message);
  return manifest.value;
}

function problem(json: unknown, contentType?: string): string | undefined {
  const manifest = parseManifest(json, contentType);
  return manifest.ok ? undefined : manifest.problem.message;
}

describe('manifests that BuildKit pushed', () => {
  for (const [name, { mediaType, body, config, children }] of Object.entries(recorded.images)) {
    if (body === undefined) continue;
    it(name, () => {
      const json = JSON.parse(body) as { manifests?: unknown[]; layers?: unknown[] };
      const manifest = parsed(json, mediaType);
      assert.equal(manifest.mediaType, mediaType);
      if (manifest.kind === 'index')
        assert.equal(manifest.manifests.length, json.manifests?.length);
      if (manifest.kind === 'image') assert.equal(manifest.layers.length, json.layers?.length);
      assert.deepEqual(parsed(json), manifest, 'the body alone tells the same');
      for (const child of Object.values(children ?? {})) {
        assert.equal(parsed(JSON.parse(child.body), child.mediaType).kind, 'image');
      }
      if (config !== undefined) assert.equal(parseImageConfig(JSON.parse(config)).ok, true);
    });
  }
});

describe('parseManifest: kind and media type', () => {
  function check(
    name: string,
    json: unknown,
    contentType: string,
    kind: string,
    type: string,
  ): void {
    it(name, () => {
      const manifest = parsed(json, contentType);
      assert.deepEqual([manifest.kind, manifest.mediaType], [kind, type]);
    });
  }
  const image = { config: descriptor, layers: [descriptor] };
  const index = { manifests: [descriptor] };

  check('a config makes an image', { config: descriptor }, '', 'image', SCHEMA2);
  check('manifests make a list', index, '', 'index', LIST);
  check('an empty list', { manifests: [] }, '', 'index', LIST);
  check('null manifests, as Go writes them', { manifests: null }, '', 'index', LIST);
  check('the body names its type', { ...index, mediaType: INDEX }, '', 'index', INDEX);
  check('the header names it', index, INDEX, 'index', INDEX);
  check('the header wins over the body', { ...image, mediaType: SCHEMA2 }, IMAGE, 'image', IMAGE);
  check('parameters of the header', index, `${INDEX}; charset=utf-8`, 'index', INDEX);
  check('a header without meaning', image, 'application/json', 'image', SCHEMA2);
  check('a body type without meaning', { ...image, mediaType: 'x/y' }, '', 'image', SCHEMA2);
  check('schema 1 by header', { schemaVersion: 1, fsLayers: [] }, SCHEMA1, 'legacy', SCHEMA1);
  check('signed schema 1', { schemaVersion: 1 }, SIGNED_SCHEMA1, 'legacy', SIGNED_SCHEMA1);
  check('schema 1 by version', { schemaVersion: 1, fsLayers: [] }, '', 'legacy', SCHEMA1);
  check(
    'a declared type wins over the version',
    { ...index, schemaVersion: 1 },
    INDEX,
    'index',
    INDEX,
  );
  check(
    'text/plain',
    { ...index, mediaType: INDEX },
    'text/plain; charset=utf-8',
    'legacy',
    SCHEMA1,
  );

  it('keeps the architecture of schema 1', () => {
    const manifest = parsed({ schemaVersion: 1, architecture: 'amd64' });
    assert.deepEqual(manifest, { kind: 'legacy', mediaType: SCHEMA1, architecture: 'amd64' });
  });
});

describe('parseManifest: content', () => {
  it('keeps platforms as written, annotations and artifact types', () => {
    const platform = {
      os: 'windows',
      architecture: 'AMD64',
      variant: 'v1',
      'os.version': '10.0.20348.1',
      'os.features': ['win32k'],
    };
    const entry = { ...descriptor, platform, annotations: { a: 'b' }, artifactType: 'x/y' };
    const manifest = parsed({ manifests: [entry], annotations: { c: 'd' } }, INDEX);
    assert.deepEqual(manifest, {
      kind: 'index',
      mediaType: INDEX,
      manifests: [
        {
          ...descriptor,
          platform: {
            os: 'windows',
            architecture: 'AMD64',
            variant: 'v1',
            osVersion: '10.0.20348.1',
            osFeatures: ['win32k'],
          },
          annotations: { a: 'b' },
          artifactType: 'x/y',
        },
      ],
      annotations: { c: 'd' },
    });
  });

  it('reads null members as absent', () => {
    const entry = { ...descriptor, platform: null, annotations: null };
    assert.deepEqual(parsed({ manifests: [entry] }).kind, 'index');
  });
});

describe('parseManifest: refused', () => {
  function check(json: unknown, contentType: string, message: string): void {
    it(message + (contentType && ` (${contentType})`), () => {
      assert.equal(problem(json, contentType), message);
    });
  }
  const mismatch = 'mediaType in manifest does not match manifest contents';

  check(null, '', 'the manifest is not a JSON object');
  check([], '', 'the manifest is not a JSON object');
  check('{}', '', 'the manifest is not a JSON object');
  check({}, '', 'the manifest names neither layers nor manifests');
  check({ errors: [] }, INDEX, 'the manifest names neither layers nor manifests');
  check({ config: descriptor, manifests: [] }, '', 'invalid ambiguous manifest and manifest list');
  check({ layers: [], manifests: [] }, INDEX, 'invalid ambiguous manifest and manifest list');
  check({ config: descriptor, mediaType: LIST }, '', mismatch);
  check({ manifests: [], mediaType: IMAGE }, INDEX, mismatch);
  check({ manifests: [] }, SCHEMA2, mismatch);
  check({ layers: [] }, IMAGE, 'malformed manifest: "config" is missing');
  check({ manifests: {} }, '', 'malformed manifest: "manifests" is not a list of objects');
  check({ manifests: [null] }, '', 'malformed manifest: "manifests" is not a list of objects');
  check({ manifests: [], mediaType: 1 }, '', 'malformed manifest: "mediaType" is not a string');
  check(
    { manifests: [{ ...descriptor, size: -1 }] },
    '',
    'malformed manifest: "size" is not a length',
  );
  check(
    { manifests: [{ ...descriptor, size: 2 ** 60 }] },
    '',
    'malformed manifest: "size" is not a length',
  );
  check(
    { manifests: [{ ...descriptor, digest: '../../etc/passwd' }] },
    '',
    'malformed manifest: "digest" of a descriptor: invalid checksum digest format',
  );
  check(
    { manifests: [{ ...descriptor, platform: { os: 'linux', architecture: 5 } }] },
    '',
    'malformed manifest: "architecture" is not a string',
  );
  check(
    { manifests: [{ ...descriptor, platform: { 'os.features': ['a', 1] } }] },
    '',
    'malformed manifest: "os.features" is not a list of strings',
  );
  check(
    { manifests: [descriptor], annotations: { a: 1 } },
    '',
    'malformed manifest: "annotations" is not an object of strings',
  );
});

describe('parseManifest: hostile', () => {
  it('reads 100,000 entries', () => {
    const manifests = Array.from({ length: 100_000 }, () => ({
      ...descriptor,
      platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
    }));
    const manifest = parsed({ manifests });
    assert.equal(manifest.kind === 'index' && manifest.manifests.length, 100_000);
  });

  it('names only the first of 100,000 problems', () => {
    const manifests = Array.from({ length: 100_000 }, () => ({ digest: 'x' }));
    const message = problem({ manifests });
    assert.equal(
      message,
      'malformed manifest: "digest" of a descriptor: invalid checksum digest format',
    );
  });

  it('does not touch prototypes', () => {
    const json: unknown = JSON.parse(
      `{"manifests":[{"digest":"${DIGEST}","annotations":{"__proto__":"x"},"__proto__":{"size":9}}]}`,
    );
    const manifest = parsed(json);
    assert.equal(manifest.kind === 'index' && manifest.manifests[0]?.size, 0);
    assert.equal(Object.hasOwn(Object.prototype, 'size'), false);
  });
});
