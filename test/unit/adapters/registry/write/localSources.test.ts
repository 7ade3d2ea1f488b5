import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileImage } from '../../../../../src/adapters/imageFiles/fileImage.ts';
import { planList, type WantedList } from '../../../../../src/adapters/registry/write/listPlan.ts';
import { publishList } from '../../../../../src/adapters/registry/write/publishList.ts';
import { parseReference } from '../../../../../src/core/image/reference.ts';
import { addArtifact, addImage, addIndex } from '../../../../support/registry/memoryImages.ts';
import {
  createMemoryRegistry,
  digestOf,
  type RegistryManners,
} from '../../../../support/registry/memoryRegistry.ts';
import { useRegistryTest } from '../../../../support/registry/registryTest.ts';
import { tarOf, type TarredFile } from '../../../../support/tar.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';

describe('images of this machine', () => {
  const use = useRegistryTest();
  const { signal } = new AbortController();
  let folder = '';

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-sources-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const layer = Buffer.alloc(9_000_000, 'layer');

  /** The files of a layout with one list of two images, `app:1`. */
  function layoutFiles(more: { readonly without?: string; readonly damage?: string } = {}) {
    const registry = createMemoryRegistry();
    const amd64 = addImage(registry, 'a', 'amd64', 'amd64', [layer]);
    const arm64 = addImage(registry, 'a', 'arm64', 'arm64', [layer, Buffer.from('b')]);
    const list = addIndex(registry, 'a', '1', { amd64, arm64 });
    const { manifests, blobs } = registry.repository('a');
    const contents = new Map<string, Buffer>(blobs);
    for (const [digest, { body }] of manifests) contents.set(digest, body);
    const { mediaType = '', body = Buffer.alloc(0) } = manifests.get(list) ?? {};
    const entry = {
      ...{ mediaType, digest: list, size: body.length },
      annotations: { 'org.opencontainers.image.ref.name': '1' },
    };
    const name = (digest: string) => `blobs/sha256/${digest.slice('sha256:'.length)}`;
    const files: TarredFile[] = [
      { name: 'oci-layout', body: '{"imageLayoutVersion":"1.0.0"}' },
      { name: 'index.json', body: JSON.stringify({ schemaVersion: 2, manifests: [entry] }) },
      ...[...contents].flatMap(([digest, content]) => {
        if (digest === more.without) return [];
        const changed = digest === more.damage ? Buffer.alloc(content.length, 1) : content;
        return [{ name: name(digest), body: changed }];
      }),
    ];
    return { files, list, amd64, arm64 };
  }

  async function writeAs(kind: string, files: readonly TarredFile[]): Promise<string> {
    const place = await mkdtemp(path.join(folder, 'place-'));
    if (kind === 'folder') {
      await mkdir(path.join(place, 'blobs/sha256'), { recursive: true });
      for (const { name, body } of files) await writeFile(path.join(place, name), body);
      return place;
    }
    const file = path.join(place, kind);
    const tar = tarOf(files);
    await writeFile(file, kind.endsWith('gz') ? gzipSync(tar, { level: 1 }) : tar);
    return file;
  }

  async function push(
    place: string,
    more: Partial<WantedList['sources'][number]> = {},
    manners: RegistryManners = {},
    name?: string,
    wishes?: WantedList['wishes'],
  ) {
    const registry = createMemoryRegistry(manners);
    const { host, seen } = await use.serve(registry.handler);
    const target = parseReference(`${host}/team/app:1`);
    assert(target.ok);
    const text = `oci:${place}`;
    const reference = { domain: '', path: text, familiar: text, canonical: text };
    const { access } = use.client();
    const plan = await planList(
      {
        ...{ target: target.value, tags: ['1'] },
        sources: [{ reference, local: fileImage(place, name), ...more }],
        ...(wishes && { wishes }),
      },
      access,
      signal,
    );
    assert(plan.list, JSON.stringify(plan.missing));
    const outcomes = await publishList(plan, access, {
      ...{ signal, mayReplace: () => Promise.resolve(false), keep: () => Promise.resolve() },
    });
    assert.equal(outcomes[0]?.state, 'published');
    return { ...registry.repository('team/app'), plan, seen };
  }

  for (const kind of ['folder', 'image.tar', 'image.tar.gz']) {
    it(`are pushed with their blobs, from a layout: ${kind}`, async () => {
      const { files, list } = layoutFiles();
      const { tags, blobs, manifests, plan } = await push(await writeAs(kind, files));
      assert.equal(tags.get('1'), list);
      assert.equal(manifests.size, 3);
      assert.deepEqual(blobs.get(digestOf(layer)), layer);
      assert.deepEqual(
        plan.copies.map(({ isMountable, isThere }) => isMountable || isThere),
        [false, false],
      );
    });
  }

  it('are pushed in parts where the registry, or a proxy before it, takes no long ones', async () => {
    const { files, list } = layoutFiles();
    const manners = { longestBody: 8 * 1024 * 1024 };
    const place = await writeAs('folder', files);
    const { tags, blobs, seen } = await push(place, {}, manners);
    assert.equal(tags.get('1'), list);
    assert.deepEqual(blobs.get(digestOf(layer)), layer);
    assert(seen.filter(({ method }) => method === 'PATCH').length >= 2);
  });

  it('are chosen by name, by tag or by digest', async () => {
    const { files, list } = layoutFiles();
    const place = await writeAs('folder', files);
    for (const name of ['1', list])
      assert.equal((await push(place, {}, {}, name)).tags.get('1'), list);
    await assert.rejects(push(place, {}, {}, 'nope'), /It has no image nope\. It has: 1\./);
  });

  it('are pushed for the platforms that are there', async () => {
    const { files, arm64 } = layoutFiles();
    const one = layoutFiles({ without: arm64 });
    assert.equal(files.length, one.files.length + 1);
    const place = await writeAs('folder', one.files);
    await assert.rejects(push(place), /saved for some platforms only/);
    const only = [{ os: 'linux', architecture: 'amd64' }];
    const { manifests } = await push(place, { only });
    assert.equal(manifests.size, 2);
  });

  it('are not pushed when a blob is not what its digest says, or is missing', async () => {
    for (const [more, message] of [
      [{ damage: digestOf(layer) }, /is something else/],
      [{ without: digestOf(layer) }, /does not have sha256/],
    ] as const) {
      const place = await writeAs('folder', layoutFiles(more).files);
      await assert.rejects(push(place), message);
    }
  });

  for (const kind of ['folder', 'image.tar']) {
    it(`take along what refers to them, from a layout: ${kind}`, async () => {
      const { files, list } = layoutFiles();
      const beside = createMemoryRegistry();
      const { manifests: kept, blobs: keptBlobs } = beside.repository('a');
      const body = files.find(({ name }) => name.endsWith(list.slice('sha256:'.length)))?.body;
      kept.set(list, { mediaType: indexType, body: Buffer.from(body ?? '') });
      const statement = addArtifact(beside, 'a', 'statement', { of: list });
      const signature = addArtifact(beside, 'a', 'signed', {});
      const ofStatement = addArtifact(beside, 'a', 'of the statement', { of: statement });
      const named = (name: string) => ({ 'org.opencontainers.image.ref.name': name });
      const entry = (digest: string, more: object = {}) => {
        const { mediaType = '', body: bytes } = kept.get(digest) ?? {};
        return { mediaType, digest, size: bytes?.length ?? 0, ...more };
      };
      const manifests = [
        entry(list, { annotations: named('1') }),
        entry(statement, { artifactType: 'application/vnd.cncf.notary.signature' }),
        entry(ofStatement, { artifactType: 'application/vnd.cncf.notary.signature' }),
        entry(signature, { annotations: named(`${list.replace(':', '-')}.sig`) }),
      ];
      const blobName = (digest: string) => `blobs/sha256/${digest.slice('sha256:'.length)}`;
      const all: TarredFile[] = [
        ...files.filter(({ name }) => name !== 'index.json'),
        { name: 'index.json', body: JSON.stringify({ schemaVersion: 2, manifests }) },
        ...[...kept]
          .filter(([digest]) => digest !== list)
          .map(([digest, { body: bytes }]) => ({ name: blobName(digest), body: bytes })),
        ...[...keptBlobs].map(([digest, bytes]) => ({ name: blobName(digest), body: bytes })),
      ];
      const place = await writeAs(kind, all);
      const copied = await push(place, {}, {}, undefined, { asIs: true });
      assert.deepEqual(
        copied.plan.referrers.map(({ digest, becomes }) => [digest, becomes]).sort(),
        [statement, signature, ofStatement].map((digest) => [digest, 'copied']).sort(),
      );
      assert.equal(copied.tags.get('1'), list);
      assert.equal(copied.tags.get(`${list.replace(':', '-')}.sig`), signature);
      for (const digest of [statement, ofStatement]) assert(copied.manifests.has(digest), digest);
      assert(copied.blobs.has(digestOf(Buffer.from('statement'))));
      const made = await push(place, { only: [{ os: 'linux', architecture: 'amd64' }] });
      assert.deepEqual(made.plan.referrers, []);
    });
  }

  it('are missing where there is no layout', async () => {
    const place = await writeAs('image.tar', [{ name: 'manifest.json', body: '[]' }]);
    await assert.rejects(push(place), /no OCI layout.*Docker up to 24/);
    await assert.rejects(push(path.join(folder, 'nope')), /cannot be used/);
  });
});
