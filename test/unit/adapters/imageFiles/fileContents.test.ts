import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileContents, type ImagePlace } from '../../../../src/adapters/imageFiles/fileContents.ts';
import { createOpenedFiles } from '../../../../src/adapters/imageFiles/openedFiles.ts';
import { inspectImage } from '../../../../src/adapters/inspection/inspectImage.ts';
import { readAttestation } from '../../../../src/adapters/inspection/readAttestation.ts';
import { readDocument } from '../../../../src/adapters/inspection/readDocument.ts';
import type { Fact } from '../../../../src/core/facts.ts';
import type { ImageInspection } from '../../../../src/core/image/inspection.ts';
import { sha256 } from '../../../support/registry/images.ts';
import {
  recordedDigest,
  recordedShelf,
  recordedText,
} from '../../../support/registry/recordedImages.ts';
import { useTemporaryFolder } from '../../../support/registry/temporaryFolder.ts';
import { tarHeader, tarOf, type TarredFile } from '../../../support/tar.ts';

const never = new AbortController().signal;
const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

describe('inspecting an image in a file', () => {
  const folder = useTemporaryFolder();

  const entryOf = (tag: string, name?: string) => ({
    mediaType: indexType,
    digest: recordedDigest(tag),
    size: recordedText(recordedDigest(tag)).length,
    ...(name !== undefined && { annotations: { 'io.containerd.image.name': name } }),
  });

  /** The recorded repository as a layout, with these images in its index.json. */
  function layout(manifests: readonly object[]): TarredFile[] {
    const shelf = recordedShelf();
    const blobs = [...shelf.manifests, ...shelf.blobs]
      .filter(([name]) => name.startsWith('sha256:'))
      .map(([digest, { body }]) => ({ name: `blobs/${digest.replace(':', '/')}`, body }));
    return [
      { name: 'blobs/', body: '', type: '5' },
      ...blobs,
      { name: 'oci-layout', body: '{"imageLayoutVersion":"1.0.0"}' },
      {
        name: 'index.json',
        body: JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests }),
      },
    ];
  }

  async function archive(
    files: readonly TarredFile[] | Buffer,
    name = 'image.tar',
  ): Promise<ImagePlace> {
    const file = path.join(folder.path, name);
    await writeFile(file, Buffer.isBuffer(files) ? files : tarOf(files));
    return { kind: 'archive', path: file };
  }

  async function unpacked(files: readonly TarredFile[]): Promise<ImagePlace> {
    for (const { name, body, type } of files) {
      const file = path.join(folder.path, name);
      await mkdir(type === '5' ? file : path.dirname(file), { recursive: true });
      if (type !== '5') await writeFile(file, body);
    }
    return { kind: 'layout', path: folder.path };
  }

  async function inspect(place: ImagePlace): Promise<ImageInspection> {
    return known(await inspectImage(fileContents(place), 'platforms', never));
  }

  async function refused(place: ImagePlace): Promise<string> {
    return reasonOf(await inspectImage(fileContents(place), 'platforms', never));
  }

  for (const { kind, make } of [
    { kind: 'a folder', make: () => unpacked(layout([entryOf('max', 'example.com/demo:1')])) },
    { kind: 'a tar', make: () => archive(layout([entryOf('max', 'example.com/demo:1')])) },
    {
      kind: 'a compressed tar',
      make: () => archive(gzipSync(tarOf(layout([entryOf('max', 'example.com/demo:1')])))),
    },
    {
      kind: 'a layout whose index is last in a compressed tar, after large layers',
      make: () =>
        archive(
          gzipSync(
            tarOf([
              { name: `blobs/sha256/${'0'.repeat(64)}`, body: 'layer '.repeat(500_000) },
              ...layout([entryOf('max', 'example.com/demo:1')]),
            ]),
          ),
        ),
    },
  ]) {
    it(`reads ${kind}`, async () => {
      const place = await make();
      const image = await inspect(place);
      assert.equal(image.digest, recordedDigest('max'));
      assert.equal(image.familiar, 'example.com/demo:1');
      assert.deepEqual(
        image.platforms.map(({ platform, details }) => [
          platform,
          details.known && details.value.config.user,
          details.known && details.value.unpacked,
        ]),
        ['linux/amd64', 'linux/arm64', 'linux/arm/v7'].map((platform) => [
          platform,
          '1000:1000',
          undefined,
        ]),
      );
      const contents = fileContents(place);
      const digest = image.attestations[1]?.digest ?? '';
      const [statement] = known(await readAttestation(digest, contents, never));
      assert.equal(statement?.kind, 'provenance');
      const document = known(await readDocument(image.digest, contents, never));
      assert.equal(document.size, recordedText(image.digest).length);
      assert.deepEqual(known(await contents.referrers(image.digest, never)).referrers, []);
    });
  }

  it('takes the image that is named, the first when none is', async () => {
    const place = await archive(
      layout([entryOf('max', 'docker.io/library/a:1'), entryOf('min', 'b:2')]),
    );
    const first = await inspect(place);
    assert.equal(first.familiar, 'a:1');
    assert.deepEqual(first.origin, {
      ...place,
      name: 'docker.io/library/a:1',
      names: ['docker.io/library/a:1', 'b:2'],
    });
    const second = await inspect({ ...place, name: 'b:2' });
    assert.equal(second.digest, recordedDigest('min'));
    assert.match(
      await refused({ ...place, name: 'c' }),
      /has no image c\. It has: docker\.io.*, b:2/,
    );
  });

  it('takes an index.json of nameless platforms for the image itself', async () => {
    const { manifests } = JSON.parse(recordedText(recordedDigest('docker'))) as {
      manifests: object[];
    };
    const place = await archive(layout(manifests));
    const image = await inspect(place);
    assert.equal(image.familiar, 'image.tar');
    assert.deepEqual(
      image.platforms.map(({ platform }) => platform),
      ['linux/amd64', 'linux/arm64'],
    );
  });

  it('reads what Docker 24 saved, which has no layout', async () => {
    const manifest = JSON.parse(recordedText(recordedDigest('single'))) as {
      config: { digest: string };
    };
    const { digest } = manifest.config;
    const hex = digest.slice('sha256:'.length);
    const layers = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}/layer.tar`);
    const saved = [{ Config: `${hex}.json`, RepoTags: ['demo:1', 'demo:2'], Layers: layers }];
    const image = await inspect(
      await archive([
        { name: `${hex}.json`, body: recordedText(digest) },
        ...layers.map((name) => ({ name, body: 'x'.repeat(600) })),
        { name: 'manifest.json', body: JSON.stringify(saved) },
      ]),
    );
    assert.equal(image.digest, digest);
    assert.equal(image.familiar, 'demo:1');
    const [platform] = image.platforms;
    assert.equal(platform?.platform, 'linux/arm64');
    const details = known(platform.details);
    assert.equal(details.unpacked, true);
    assert.deepEqual(
      details.layers.map(({ size }) => size),
      [600, 600, 600, 600, 600],
    );
    assert.match(details.layers[3]?.createdBy ?? '', /^RUN /);
  });

  it('lists what refers to an image of the layout', async () => {
    const subject = recordedDigest('max');
    const signature = JSON.stringify({
      ...{ schemaVersion: 2, mediaType: manifestType, subject: { digest: subject } },
      artifactType: 'application/vnd.cncf.notary.signature',
      config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: sha256('{}'), size: 2 },
      layers: [],
    });
    const entry = { mediaType: manifestType, digest: sha256(signature), size: signature.length };
    const place = await archive([
      ...layout([entryOf('max', 'a:1'), entry]),
      { name: `blobs/${entry.digest.replace(':', '/')}`, body: signature },
    ]);
    const found = known(await fileContents(place).referrers(subject, never));
    assert.deepEqual(
      found.referrers.map(({ digest, kind, maker }) => [digest, kind, maker]),
      [[entry.digest, 'signature', 'notation']],
    );
  });

  it('walks through a compressed archive once for all its parts', async () => {
    const place = await archive(gzipSync(tarOf(layout([entryOf('max', 'a:1')]))));
    const opened = createOpenedFiles();
    const first = await opened(place, never);
    assert.equal(await opened(place, never), first);
    await archive(tarOf(layout([entryOf('min', 'other:1')])));
    assert.notEqual(await opened(place, never), first);
  });

  describe('which is hostile or damaged', () => {
    it('takes names for nothing but names', async () => {
      const evil = layout([entryOf('max', 'a:1')]).map((file) => ({
        ...file,
        name: file.name === 'index.json' ? '../../index.json' : file.name,
      }));
      assert.match(await refused(await archive(evil)), /There is no image in/);
    });

    it('reads no file outside of a layout’s folder, and no pipe', async () => {
      const place = await unpacked(layout([entryOf('max', 'a:1')]));
      const { digest } = (await inspect(place)).platforms[0] ?? { digest: '' };
      const contents = fileContents(place);
      const wanted = { kind: 'blobs', limit: 1000, what: 'layer' } as const;
      for (const asked of [
        'sha256:../../index.json',
        '../oci-layout',
        `sha256:${'0'.repeat(63)}/`,
      ]) {
        const read = await contents.read({ ...wanted, digest: asked }, never);
        assert.equal(read.known, false, asked);
      }
      assert(digest !== '');
      const pipe = sha256('pipe');
      execFileSync('mkfifo', [path.join(folder.path, `blobs/${pipe.replace(':', '/')}`)]);
      const link = sha256('link');
      await symlink('/dev/zero', path.join(folder.path, `blobs/${link.replace(':', '/')}`));
      for (const asked of [pipe, link]) {
        assert.equal((await contents.read({ ...wanted, digest: asked }, never)).known, false);
      }
    });

    it('believes no blob that is another one', async () => {
      const platform = (await inspect(await archive(layout([entryOf('max', 'a:1')])))).platforms[0];
      const name = `blobs/${(platform?.digest ?? '').replace(':', '/')}`;
      const files = layout([entryOf('max', 'a:1')]).map((file) =>
        file.name === name ? { ...file, body: '{"layers":[],"config":{}}' } : file,
      );
      const image = await inspect(await archive(files));
      assert.match(reasonOf(image.platforms[0]?.details), /is something else/);
      assert.equal(image.platforms[1]?.details.known, true);
    });

    it('says that a platform was not saved', async () => {
      const { digest = '' } =
        (await inspect(await archive(layout([entryOf('max', 'a:1')])))).platforms[1] ?? {};
      const name = `blobs/${digest.replace(':', '/')}`;
      const files = layout([entryOf('max', 'a:1')]).filter((file) => file.name !== name);
      const image = await inspect(await archive(files));
      assert.match(reasonOf(image.platforms[1]?.details), /saved for some platforms only/);
    });

    const oci = (): Buffer => tarOf(layout([entryOf('max', 'a:1')]));
    for (const { what, bytes, message } of [
      {
        what: 'a text',
        bytes: () => Buffer.from('hello '.repeat(200)),
        message: /not a tar archive/,
      },
      { what: 'nothing', bytes: () => Buffer.alloc(0), message: /There is no image/ },
      {
        what: 'a cut archive',
        bytes: () => oci().subarray(0, 5000),
        message: /ends too early: it was not copied or downloaded completely\./,
      },
      {
        what: 'a cut gzip',
        bytes: () => gzipSync(oci()).subarray(0, 3000),
        message: /unexpected end of file/,
      },
      {
        what: 'gzip of rubbish',
        bytes: () => gzipSync(Buffer.from('x'.repeat(2000))),
        message: /not a tar/,
      },
      {
        what: 'an index.json that says it has a terabyte',
        bytes: () => tarHeader({ name: 'index.json', body: '', size: 2 ** 32 }),
        message: /ends too early/,
      },
      {
        what: 'a name of a gigabyte',
        bytes: () => tarHeader({ name: 'x', body: '', type: 'L', size: 2 ** 30 }),
        message: /a name that is too long/,
      },
      {
        what: 'an index.json that is a list of itself',
        bytes: () => tarOf([{ name: 'index.json', body: '['.repeat(100_000) }]),
        message: /index\.json is not JSON/,
      },
      {
        what: 'a deep manifest.json',
        bytes: () =>
          tarOf([{ name: 'manifest.json', body: '['.repeat(50_000) + ']'.repeat(50_000) }]),
        message: /manifest\.json is not docker/,
      },
    ]) {
      it(`says what is wrong with ${what}`, async () => {
        assert.match(await refused(await archive(bytes())), message);
      });
    }

    it('takes long names and large sizes as tar programs write them', async () => {
      const files = layout([entryOf('max', 'a:1')]);
      const index = files.pop();
      assert(index);
      const pax = (key: string, value: string): string => {
        const rest = ` ${key}=${value}\n`;
        const length = rest.length + String(rest.length + 2).length;
        return `${length}${rest}`;
      };
      const renamed = tarOf([
        ...files,
        { name: 'attributes', type: 'x', body: pax('path', './index.json') },
        { ...index, name: 'cut' },
        { name: '././@LongLink', type: 'L', body: 'oci-layout\0' },
        { name: 'cut-too', body: '{}' },
      ]);
      assert.equal((await inspect(await archive(renamed))).familiar, 'a:1');
    });

    it('takes nothing for the content of a link, whatever size it says', async () => {
      const files = layout([entryOf('max', 'a:1')]);
      for (const type of ['1', '2', '3', '4', '5', '6']) {
        const link = { name: 'link', body: '', type, size: 512 };
        const place = await archive(
          Buffer.concat([tarHeader(link), tarHeader({ ...link, size: 2 ** 32 }), tarOf(files)]),
        );
        assert.equal((await inspect(place)).familiar, 'a:1', type);
      }
    });

    it('does not follow links of an archive', async () => {
      const files = layout([entryOf('max', 'a:1')]).filter(({ name }) => name !== 'index.json');
      for (const type of ['1', '2']) {
        const link = { name: 'index.json', body: '', type };
        assert.match(await refused(await archive([...files, link])), /There is no image in/);
      }
    });

    it('keeps the name of a file over an entry that tells only where a link leads', async () => {
      const files = layout([entryOf('max', 'a:1')]);
      const index = files.pop();
      assert(index);
      const place = await archive([
        ...files,
        { name: '././@LongLink', type: 'L', body: 'index.json\0' },
        { name: '././@LongLink', type: 'K', body: 'elsewhere\0' },
        { ...index, name: 'cut' },
      ]);
      assert.equal((await inspect(place)).familiar, 'a:1');
    });

    it('believes a link out of a layout only when the digest is right', async () => {
      const files = layout([entryOf('max', 'a:1')]);
      const { digest } = (await inspect(await archive(files))).platforms[0] ?? { digest: '' };
      const name = `blobs/${digest.replace(':', '/')}`;
      const place = await unpacked(files.filter((file) => file.name !== name));
      const body = files.find((file) => file.name === name)?.body ?? '';
      // As Bazel's rules_oci lays out images.
      await writeFile(path.join(folder.path, 'stored'), body);
      await symlink('../../stored', path.join(folder.path, name));
      assert.equal((await inspect(place)).platforms[0]?.details.known, true);
      await writeFile(path.join(folder.path, 'stored'), 'root:x:0:0');
      const reason = reasonOf((await inspect(place)).platforms[0]?.details);
      assert.match(reason, /is something else/);
      assert.doesNotMatch(reason, /root/);
    });

    it('ends when it is cancelled', async () => {
      const place = await archive(gzipSync(oci()));
      const stop = new AbortController();
      const reading = inspectImage(fileContents(place), 'platforms', stop.signal);
      stop.abort();
      await assert.rejects(reading, { name: 'AbortError' });
    });
  });
});

function known<T>(fact: Fact<T>): T {
  assert(fact.known, fact.known ? '' : fact.reason.message);
  return fact.value;
}

function reasonOf(fact: Fact<unknown> | undefined): string {
  return fact === undefined || fact.known ? '' : fact.reason.message;
}
