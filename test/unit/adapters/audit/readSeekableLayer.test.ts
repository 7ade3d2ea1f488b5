import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readSeekableLayer } from '../../../../src/adapters/audit/readSeekableLayer.ts';
import { digestOf } from '../../../support/registry/memoryRegistry.ts';

/** See the README there: what tools wrote, and what their manifests said of it. */
const recorded: readonly (readonly [
  file: string,
  annotations: Readonly<Record<string, string>>,
])[] = [
  [
    'estargz-ctr-remote-0.12.tar.gz',
    {
      'containerd.io/snapshot/stargz/toc.digest':
        'sha256:38e786a3026eefcab1b47d26a510e554ddf69b23c2ae651b98797c2422611902',
    },
  ],
  [
    'zstd-chunked-skopeo-1.9.tar.zst',
    {
      'io.containers.zstd-chunked.manifest-checksum':
        'sha256:243be2cc5f1a4b0889cab48e9ae2c2fb70f2bed00a1f4ba965fc1fbf8fa1d663',
      'io.containers.zstd-chunked.manifest-position': '370:307:1006:1',
    },
  ],
];

describe('a layer with a table of its own contents, as real tools write it', () => {
  for (const [file, annotations] of recorded) {
    async function read(blob = readFileSync(`test/fixtures/layers/${file}`), said = annotations) {
      const layer = {
        ...{ digest: digestOf(blob), size: blob.length, mediaType: '', createdBy: '' },
        ...{ sharedWith: [], annotations: said },
      };
      const part = (_: unknown, start: number, length: number) =>
        Promise.resolve({
          ...{ known: true as const, asOf: 0 },
          value: Buffer.from(blob.subarray(start, start + length)),
        });
      const found = await readSeekableLayer(layer, { part }, new AbortController().signal, 1);
      return found?.known === true ? found.value : undefined;
    }

    it(`names its files, and reads each alone: ${file}`, async () => {
      const found = await read();
      assert(found?.table);
      const own = found.entries.filter(({ path }) => !path.startsWith('.no'));
      assert.deepEqual(
        own.map(({ kind, path }) => `${kind} ${path}`),
        ['folder etc', 'file etc/group', 'file etc/passwd', 'folder root', 'folder tmp'],
      );
      const contents = own.map((entry) => (entry.kind === 'file' ? entry.unread : undefined));
      assert.equal(contents.filter((unread) => unread !== undefined).length, 2);
      for (const unread of contents) {
        if (unread)
          assert.deepEqual(await found.table.readFile(unread.at), { isExecutable: false });
      }
      assert.equal(await found.table.readFile(99), undefined);
    });

    it(`believes no byte that was changed: ${file}`, async () => {
      const real = readFileSync(`test/fixtures/layers/${file}`);
      const clean = JSON.stringify((await read())?.entries);
      for (let at = 0; at < real.length; at += 23) {
        const blob = Buffer.from(real);
        blob[at] = (blob[at] ?? 0) ^ 0x5a;
        const found = await read(blob);
        if (found === undefined) continue;
        const named = JSON.stringify(found.entries).replaceAll(digestOf(blob), digestOf(real));
        assert.equal(named, clean);
        for (const entry of found.entries) {
          if (entry.kind !== 'file' || !entry.unread) continue;
          const contents: unknown = await found.table?.readFile(entry.unread.at);
          if (contents) assert.deepEqual(contents, { isExecutable: false });
        }
      }
    });

    it(`believes no table that is cut, or that is another one: ${file}`, async () => {
      const real = readFileSync(`test/fixtures/layers/${file}`);
      const changed = Object.fromEntries(
        Object.entries(annotations).map(([key]) => [key, digestOf('other')]),
      );
      assert.equal(await read(real.subarray(0, 360)), undefined);
      assert.equal(await read(real, changed), undefined);
      assert.equal(await read(real, {}), undefined);
    });
  }
});
