import assert from 'node:assert/strict';
import { callTool } from '../../../../src/cli/tools/callTool.ts';
import { callCommandLine } from '../../../support/callCommandLine.ts';
import { startServer, type LoopbackServer } from '../../../support/registry/loopbackServer.ts';
import { addArtifact, addImage } from '../../../support/registry/memoryImages.ts';
import { createMemoryRegistry } from '../../../support/registry/memoryRegistry.ts';

const imageType = 'application/vnd.oci.image.manifest.v1+json';
const mediaType = 'application/vnd.oci.image.index.v1+json';

/**
 * `bare` and `other` are images for amd64, `built` is what buildx pushes of one: a list with a statement about it.
 * `lying` is the same, but says arm64.
 */
function imagesOfBuildx() {
  const registry = createMemoryRegistry();
  const digest = addImage(registry, 'app', 'bare', 'amd64', [Buffer.from('layer')]);
  addImage(registry, 'app', 'other', 'amd64', [Buffer.from('other')]);
  const { manifests } = registry.repository('app');
  const describe = (each: string) => ({
    ...{ mediaType: imageType, digest: each, size: manifests.get(each)?.body.length ?? 0 },
  });
  const statement = addArtifact(registry, 'app', 'provenance', { tag: 'statement' });
  const annotations = {
    'vnd.docker.reference.type': 'attestation-manifest',
    'vnd.docker.reference.digest': digest,
  };
  const nothing = { os: 'unknown', architecture: 'unknown' };
  const put = (tag: string, architecture: string) =>
    registry.put(
      'app',
      mediaType,
      JSON.stringify({
        ...{ schemaVersion: 2, mediaType },
        manifests: [
          { ...describe(digest), platform: { os: 'linux', architecture } },
          { ...describe(statement), annotations, platform: nothing },
        ],
      }),
      tag,
    );
  put('built', 'amd64');
  put('lying', 'arm64');
  return registry;
}

describe('multiarch index', () => {
  let registry: LoopbackServer;
  before(async () => {
    registry = await startServer(imagesOfBuildx().handler);
  });
  after(() => registry.close());

  /** H stands for the repository. */
  async function run(line: string) {
    const name = `${registry.host}/app`;
    const words = line.split(' ').map((word) => word.replace(/\bH\b/, name));
    const { code, out, err } = await callCommandLine(['index', ...words]);
    return { code, out: out.replaceAll(name, 'H'), err: err.replaceAll(name, 'H') };
  }

  /** What it says of standard output and of standard error. */
  const rows: readonly (readonly [string, number, RegExp, RegExp])[] = [
    [
      'create H:bare=linux/arm64 --tag H:new --dry-run',
      0,
      /^warning +linux\/arm64: H:bare is listed for it, but its own config says linux\/amd64/,
      /^$/,
    ],
    [
      'create H:built=linux/arm64 --tag H:new --dry-run',
      0,
      /^warning +linux\/arm64: H:built is listed for it, but its own config says linux\/amd64/,
      /^$/,
    ],
    ['create H:lying=linux/amd64 --tag H:new --dry-run', 0, /^H:new\n/, /^$/],
    ['create H:built=linux/amd64 --tag H:new --dry-run', 0, /^H:new\n/, /^$/],
    ['create H:bare --tag H --dry-run', 0, /^H:latest\n/, /^$/],
    ['--help', 0, /Wherever a tag is left out, here too, it is latest/, /^$/],
    ['create H:nope --tag H:new', 2, /^$/, /^error +H:nope: \S+ has no app:nope\. Check/],
    ['create H:bare H:nope --tag H:new --dry-run', 2, /^$/, /^error +H:nope: [^\n]+\n$/],
    ['create H:nope --tag H:new --format json', 2, /^\{\n[^]*"code": "not-found"[^]*\}\n$/, /^$/],
    ['diff H:bare H:nope', 2, /^$/, /^error +H:nope: /],
    ['diff H:nope H:bare', 2, /^$/, /^multiarch index: \S+ has no app:nope\. Check/],
    ['diff H:nope H:bare --format json', 2, /^$/, /^multiarch index: \S+ has no app:nope\. Check/],
    ['diff H:nope H:none', 2, /^$/, /^error +H:none: /],
    ['diff 127.0.0.1:1/a:b H:bare', 2, /^$/, /^multiarch index: 127\.0\.0\.1:1 refuses/],
    ['diff H:bare 127.0.0.1:1/a:b', 2, /^$/, /^error +127\.0\.0\.1:1\/a:b: .* refuses/],
    ['diff H:bare H:built', 0, /^H:bare\n/, /^$/],
    [
      'create H:bare H:other --tag H:new',
      1,
      /^$/,
      /^error +linux\/amd64: there are two images for it, /,
    ],
    [
      'remove H:built linux/amd64',
      2,
      /^$/,
      /^multiarch index: Nothing would be left of H:built\. To delete the tag, .* Delete Tag… .* crane delete H:built,/,
    ],
  ];
  for (const [line, code, out, err] of rows) {
    it(line, async () => {
      const answer = await run(line);
      assert.match(answer.out, out, JSON.stringify(answer));
      assert.match(answer.err, err, JSON.stringify(answer));
      assert.equal(answer.code, code);
    });
  }

  it('counts attestations for language models, and names no platform of theirs', async () => {
    const tag = `${registry.host}/app:new`;
    const answer = await callTool(
      'plan_manifest_list',
      { tags: [tag], sources: [`${registry.host}/app:built`] },
      {
        roots: [],
        registries: { lookups: 'on', allowedHosts: [], mirrors: {}, insecure: [] },
        signal: new AbortController().signal,
      },
    );
    assert.ok(answer.ok, JSON.stringify(answer));
    const { entries, attestations, tags } = answer.value as Planned;
    assert.deepEqual(
      entries.map(({ platform }) => platform),
      ['linux/amd64'],
    );
    assert.equal(attestations, 1);
    assert.deepEqual(tags, [
      { tag: 'new', changes: [{ platform: 'linux/amd64', change: 'added' }] },
    ]);
  });
});

interface Planned {
  readonly entries: readonly { readonly platform: string }[];
  readonly attestations: number;
  readonly tags: readonly object[];
}
