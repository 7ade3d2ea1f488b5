import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { auditPlatforms } from '../../../../src/adapters/audit/auditImage.ts';
import type { AuditOptions } from '../../../../src/adapters/audit/layerReader.ts';
import { inspectImage } from '../../../../src/adapters/inspection/inspectImage.ts';
import { registryLayers } from '../../../../src/adapters/inspection/registryContents.ts';
import type { RegistryClientOptions } from '../../../../src/adapters/registry/client.ts';
import { elfProgram } from '../../../support/imageLayout.ts';
import type { Handler } from '../../../support/registry/loopbackServer.ts';
import {
  createMemoryRegistry,
  digestOf,
  type MemoryRegistry,
} from '../../../support/registry/memoryRegistry.ts';
import { createSignal, useRegistryTest } from '../../../support/registry/registryTest.ts';
import { useTemporaryFolder } from '../../../support/registry/temporaryFolder.ts';
import {
  seekableLayer,
  type SeekableLayer,
  type TableEntry,
} from '../../../support/seekableLayer.ts';
import { tarHeader, tarOf, type TarredFile } from '../../../support/tar.ts';

const oci = 'application/vnd.oci.image';
const foreignType = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';

interface MadeLayer {
  readonly blob: Buffer;
  readonly mediaType?: string;
  /** Where its maker has it; then the registry does not. */
  readonly urls?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Adds an image of one platform as `team/app:1`. */
function addImage(
  registry: MemoryRegistry,
  [os, architecture]: readonly [os: string, architecture: string],
  config: object,
  layers: readonly MadeLayer[],
): void {
  const { blobs } = registry.repository('team/app');
  const body = Buffer.from(JSON.stringify({ os, architecture, config, rootfs: {} }));
  const described = (mediaType: string, blob: Buffer) => {
    return { mediaType, digest: digestOf(blob), size: blob.length };
  };
  for (const { blob, urls } of layers) if (!urls) blobs.set(digestOf(blob), blob);
  blobs.set(digestOf(body), body);
  const manifest = {
    ...{ schemaVersion: 2, mediaType: `${oci}.manifest.v1+json` },
    config: described(`${oci}.config.v1+json`, body),
    layers: layers.map(({ blob, mediaType = `${oci}.layer.v1.tar`, urls, annotations }) => ({
      ...described(mediaType, blob),
      urls,
      annotations,
    })),
  };
  registry.put('team/app', manifest.mediaType, JSON.stringify(manifest), '1');
}

/** A program of Windows, as its header says (PE/COFF). */
function peProgram(machine: number): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.write('MZ');
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.write('PE\0\0', 0x80);
  bytes.writeUInt16LE(machine, 0x84);
  bytes.writeUInt16LE(0x20b, 0x98);
  bytes.writeUInt16LE(3, 0x98 + 68);
  return bytes;
}

/** Hands over what is asked for of a blob. @param said takes the place of the header Content-Range */
function inParts(registry: MemoryRegistry, said?: string): Handler {
  return (request, response) => {
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const digest = /\/blobs\/(.*)$/.exec(request.url ?? '')?.[1] ?? '';
    const blob = registry.repository('team/app').blobs.get(digest);
    if (start === undefined || end === undefined || !blob) {
      registry.handler(request, response);
      return;
    }
    const part = blob.subarray(Number(start), Number(end) + 1);
    response.writeHead(206, {
      'content-range': said ?? `bytes ${start}-${end}/${blob.length}`,
      'content-length': part.length,
    });
    response.end(part);
  };
}

describe('an audit of an image in a registry', () => {
  const test = useRegistryTest();
  const folder = useTemporaryFolder();

  async function audit(
    handler: Handler,
    options: AuditOptions,
    {
      signal = new AbortController().signal,
      ...client
    }: Partial<RegistryClientOptions> & { readonly signal?: AbortSignal } = {},
  ) {
    const server = await test.serve(handler);
    const reference = `${server.host}/team/app:1`;
    const contents = registryLayers(test.client(client), reference, { purpose: 'asked' });
    const inspection = await inspectImage(contents, 'platforms', signal);
    assert(inspection.known, JSON.stringify(inspection));
    const [first] = await auditPlatforms(inspection.value, contents, options, signal);
    assert(first);
    return { ...first, seen: server.seen };
  }

  async function known(...parameters: Parameters<typeof audit>) {
    const { audit: fact, bytesRead, seen } = await audit(...parameters);
    assert(fact.known, JSON.stringify(fact));
    return { ...fact.value, bytesRead, blobs: seen.filter(({ url }) => url.includes('/blobs/')) };
  }

  const whole = { entrypointOnly: false };
  const top = { entrypointOnly: true };

  for (const [architecture, machine, verdict] of [
    ['amd64', 0x8664, 'right'],
    ['arm64', 0xaa64, 'right'],
    ['arm64', 0x8664, 'wrong'],
    ['amd64', 0x14c, 'right'],
  ] as const) {
    for (const options of [whole, top]) {
      const how = options.entrypointOnly ? ', by its entrypoint alone' : '';
      it(`of windows/${architecture} with a program of 0x${machine.toString(16)}: ${verdict}${how}`, async () => {
        const registry = createMemoryRegistry();
        const layer = tarOf([
          { name: 'Files', body: '', type: '5' },
          { name: 'Files/App', body: '', type: '5' },
          { name: 'Files/App/Server.exe', body: peProgram(machine) },
          { name: 'Hives/Software_Delta', body: 'regf' },
        ]);
        const config = { Entrypoint: ['C:\\app\\server.exe'], WorkingDir: 'C:\\app' };
        addImage(registry, ['windows', architecture], config, [
          {
            blob: Buffer.from('of another host'),
            mediaType: foreignType,
            urls: ['https://mcr.example/x'],
          },
          { blob: layer },
        ]);
        const found = await known(registry.handler, options);
        assert.equal(found.verdict, verdict);
        const starts = found.started.map(({ chain, layer }) => [...chain, layer]);
        assert.deepEqual(starts, [['C:\\App\\Server.exe', 1]]);
        const wrong = verdict === 'wrong' ? ['C:\\App\\Server.exe'] : [];
        assert.deepEqual(
          found.files.map((file) => file.path),
          wrong,
        );
        assert.equal(found.layersLeft, 1);
        assert.match(found.remarks.join(), /1 layer was not read: only the maker hands it out/);
        // The config and one layer: nobody was asked for the other one.
        assert.equal(found.blobs.length, 2);
      });
    }
  }

  it('says of what stands in a layer of another host that it was not read', async () => {
    const registry = createMemoryRegistry();
    addImage(registry, ['windows', 'amd64'], { Cmd: ['cmd'] }, [
      { blob: Buffer.from('x'), mediaType: foreignType, urls: ['https://mcr.example/x'] },
    ]);
    const { verdict, started, layersLeft, bytesRead } = await known(registry.handler, whole);
    assert.deepEqual(
      [verdict, started[0]?.state, layersLeft, bytesRead],
      ['none', 'missing', 1, 0],
    );
  });

  const zeros = (name: string, size: number): TarredFile => ({ name, body: Buffer.alloc(size) });
  const large = tarOf([
    zeros('data', 6_000_000),
    {
      name: 'app',
      body: Buffer.concat([elfProgram('amd64'), Buffer.alloc(2_000_000)]),
      mode: 0o755,
    },
    zeros('more', 6_000_000),
  ]);
  function lying(): MemoryRegistry {
    const registry = createMemoryRegistry();
    addImage(registry, ['linux', 'arm64'], { Entrypoint: ['/app'] }, [{ blob: large }]);
    return registry;
  }

  it('leaves out contents of a layer that is not compressed, and says so', async () => {
    const found = await known(inParts(lying()), top);
    assert.equal(found.verdict, 'wrong');
    assert.ok(found.bytesRead > 0 && found.bytesRead < 600_000, String(found.bytesRead));
    assert.match(found.remarks.join(), /1 layer was read in part, so that no digest/);
  });

  it('reads all of it for all files, with its digest', async () => {
    const found = await known(inParts(lying()), whole);
    assert.equal(found.bytesRead, large.length);
    assert.deepEqual(found.remarks, []);
  });

  for (const [what, handler] of [
    ['hands over whole layers only', () => lying().handler],
    ['hands over another part', () => inParts(lying(), 'bytes 1-2/3')],
  ] as const) {
    it(`reads all of it where the registry ${what}`, async () => {
      const found = await known(handler(), top);
      assert.deepEqual([found.verdict, found.bytesRead], ['wrong', large.length]);
      assert.deepEqual(found.remarks, []);
    });
  }

  for (const format of ['estargz', 'zstd:chunked'] as const) {
    const noise = (name: string): TarredFile => ({ name, body: randomBytes(750_000) });
    const app = (architecture: 'amd64' | 'arm64') =>
      Buffer.concat([elfProgram(architecture), Buffer.alloc(300_000, 7)]);
    const script = '#!/usr/bin/env sh\n';
    const files: readonly TarredFile[] = [
      { name: 'bin/', body: '', type: '5', mode: 0o755 },
      noise('data'),
      { name: 'bin/busybox', body: app('amd64'), mode: 0o755 },
      { name: 'bin/sh', body: '', type: '2', link: 'busybox' },
      { name: 'bin/hard', body: '', type: '1', link: 'bin/busybox' },
      { name: 'start.sh', body: script, mode: 0o755 },
      noise('more'),
      { name: 'right', body: app('arm64'), mode: 0o755 },
      { name: 'empty', body: '', mode: 0o755 },
    ];

    function made(
      layer: MadeLayer,
      Entrypoint: readonly string[],
      more: readonly MadeLayer[] = [],
    ): Handler {
      const registry = createMemoryRegistry();
      addImage(registry, ['linux', 'arm64'], { Entrypoint }, [layer, ...more]);
      return inParts(registry);
    }
    const byTable = /1 layer was read by its own table of contents/;

    for (const [entrypoint, verdict] of [
      ['/bin/busybox', 'wrong'],
      ['/bin/sh', 'wrong'],
      ['sh', 'wrong'],
      ['/bin/hard', 'wrong'],
      ['/start.sh', 'wrong'],
      ['/right', 'right'],
    ] as const) {
      it(`reads of ${format} the files alone that “${entrypoint}” needs: ${verdict}`, async () => {
        const layer = seekableLayer(format, files);
        const found = await known(made(layer, [entrypoint]), top);
        assert.equal(found.verdict, verdict);
        assert.match(found.remarks.join(), byTable);
        assert.ok(found.bytesRead < layer.blob.length / 3, String(found.bytesRead));
        const all = await known(made(layer, [entrypoint]), whole);
        assert.deepEqual([all.started, all.bytesRead], [found.started, layer.blob.length]);
      });
    }

    it(`reads all of ${format} where the files that are started tell nothing`, async () => {
      const layer = seekableLayer(format, files);
      const found = await known(made(layer, ['/missing']), top);
      assert.ok(found.bytesRead >= layer.blob.length);
      assert.deepEqual([found.verdict, found.remarks], ['mixed', []]);
    });

    it(`reads what a layer below ${format} has, too`, async () => {
      const layer = seekableLayer(format, files);
      const above = tarOf([{ name: 'start.sh', body: script, mode: 0o755 }]);
      const found = await known(made(layer, ['/start.sh'], [{ blob: above }]), top);
      assert.equal(found.verdict, 'wrong');
      assert.match(found.remarks.join(), byTable);
    });

    const lies: readonly (readonly [what: string, change: (entry: TableEntry) => TableEntry])[] = [
      ['another digest', (entry) => ({ ...entry, chunkDigest: digestOf('x') })],
      ['no digest', (entry) => ({ ...entry, chunkDigest: '', digest: '' })],
      ['another place', (entry) => ({ ...entry, ...('offset' in entry && { offset: 0 }) })],
      [
        'a place behind the end',
        (entry) => ({ ...entry, ...('offset' in entry && { offset: 1e12 }) }),
      ],
      ['a larger file', (entry) => ({ ...entry, ...('size' in entry && { size: 9e9 }) })],
      ['files in one piece', (entry) => ({ ...entry, innerOffset: 3 })],
      ['entries of no kind', (entry) => ({ ...entry, type: 'toString' })],
      ['names that are none', (entry) => ({ ...entry, name: 3 })],
      [
        'the content of another file',
        (entry) => {
          const { name } = entry;
          if (name === 'bin/busybox') return { ...entry, name: 'right' };
          return name === 'right' ? { ...entry, name: 'bin/busybox' } : entry;
        },
      ],
      ['a file that cannot be started', (entry) => ({ ...entry, mode: 0o644 })],
    ];
    for (const [what, change] of lies) {
      it(`does not believe a table of ${format} that tells of ${what}`, async () => {
        const layer = seekableLayer(format, files, { change });
        const found = await known(made(layer, ['/bin/busybox']), top);
        assert.equal(found.verdict, 'wrong');
        assert.doesNotMatch(found.remarks.join(), byTable);
        assert.ok(found.bytesRead >= layer.blob.length);
      });
    }

    const unlike: readonly (readonly [
      what: string,
      change: (layer: SeekableLayer) => MadeLayer,
    ])[] = [
      ['without annotations', ({ blob, mediaType }) => ({ blob, mediaType })],
      [
        'whose annotations name another table',
        (layer) => {
          const { annotations } = layer;
          const other = Object.entries(annotations).map(([key, value]) => [
            key,
            value.startsWith('sha256:') ? digestOf('other') : value,
          ]);
          return { ...layer, annotations: Object.fromEntries(other) as typeof annotations };
        },
      ],
      [
        'whose annotations are no digests',
        (layer) => {
          const none = Object.keys(layer.annotations).map((key) => [key, 'x:y']);
          return { ...layer, annotations: Object.fromEntries(none) as Record<string, string> };
        },
      ],
    ];
    for (const [what, change] of unlike) {
      it(`reads all of ${format} ${what}`, async () => {
        const layer = seekableLayer(format, files);
        const found = await known(made(change(layer), ['/bin/busybox']), top);
        assert.deepEqual([found.verdict, found.remarks], ['wrong', []]);
      });
    }

    it(`reads all of ${format} where the registry hands over whole layers only`, async () => {
      const layer = seekableLayer(format, files);
      const registry = createMemoryRegistry();
      addImage(registry, ['linux', 'arm64'], { Entrypoint: ['/bin/sh'] }, [layer]);
      const found = await known(registry.handler, top);
      assert.deepEqual([found.verdict, found.bytesRead], ['wrong', layer.blob.length]);
    });
  }

  it('writes nothing outside of the cache', async () => {
    const written: string[] = [];
    const undo: (() => void)[] = [];
    type Functions = Record<string, (...words: unknown[]) => unknown>;
    for (const [owner, names] of [
      [fs.promises, ['writeFile', 'appendFile', 'mkdir', 'mkdtemp', 'copyFile', 'symlink', 'open']],
      [fs, ['writeFile', 'writeFileSync', 'mkdir', 'mkdirSync', 'mkdtemp', 'mkdtempSync']],
      [fs, ['createWriteStream', 'open', 'openSync', 'appendFile', 'appendFileSync', 'symlink']],
    ] as const) {
      const functions = owner as unknown as Functions;
      for (const name of names) {
        const real = functions[name];
        assert(real);
        functions[name] = (...words) => {
          const reads = name.startsWith('open') && (words[1] === undefined || words[1] === 'r');
          if (!reads) written.push(path.resolve(String(words[0])));
          return real.apply(owner, words);
        };
        undo.push(() => {
          functions[name] = real;
        });
      }
    }
    try {
      const found = await known(lying().handler, whole, { cacheFolder: folder.path });
      assert.equal(found.verdict, 'wrong');
    } finally {
      for (const each of undo) each();
    }
    // What is read of manifests is kept; so it is seen that writing would be.
    assert.ok(written.length > 0);
    const outside = written.filter((file) => !`${file}${path.sep}`.startsWith(folder.path));
    assert.deepEqual(outside, []);
  });

  for (const options of [whole, top]) {
    it(`ends at once in the middle of a slow layer${options.entrypointOnly ? ', read in parts' : ''}`, async () => {
      const registry = lying();
      const closed = createSignal();
      const cancelled = new AbortController();
      let [drips, atCancel] = [0, 0];
      const slow: Handler = (request, response) => {
        const isLayer = String(request.url).endsWith(digestOf(large));
        if (!isLayer) {
          registry.handler(request, response);
          return;
        }
        const { range } = request.headers;
        response.writeHead(range === undefined ? 200 : 206, {
          ...(range !== undefined && { 'content-range': 'bytes 0-131071/1' }),
          'content-length': range === undefined ? large.length : 131_072,
        });
        response.write(tarHeader({ name: 'data', body: '', size: 6_000_000 }));
        const drip = setInterval(() => {
          drips++;
          response.write(Buffer.alloc(10));
          if (drips !== 3) return;
          atCancel = drips;
          cancelled.abort(new Error('nobody waits'));
        }, 10);
        response.on('close', () => {
          clearInterval(drip);
          closed.give();
        });
      };
      await assert.rejects(audit(slow, options, { signal: cancelled.signal }), /nobody waits/);
      await closed.given;
      // A second has a hundred of them.
      assert.ok(drips - atCancel < 100, `${drips} drips`);
    });
  }
});
