import '../../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import type { ThemeIcon } from 'vscode';
import { readEngineStore } from '../../../src/adapters/docker/listImages.ts';
import { readImagePlatform } from '../../../src/adapters/docker/localImages.ts';
import type { Emulator } from '../../../src/core/build/emulator.ts';
import type { StoredImage, StoredPlatform } from '../../../src/core/image/storedImage.ts';
import { EngineWatch } from '../../../src/extension/images/tree/engineWatch.ts';
import { renderImageItem } from '../../../src/extension/images/tree/imageRendering.ts';
import {
  childItems,
  platformItems,
  reportItems,
  rootItems,
  unknownItem,
  type ImageItem,
  type ImagesState,
} from '../../../src/extension/images/tree/imagesTree.ts';
import { localRegistries } from '../../../src/extension/images/tree/localRegistries.ts';
import type { KnownStore } from '../../../src/extension/images/tree/localStore.ts';
import { storeProblem } from '../../../src/extension/images/tree/storeProblem.ts';
import { startEngine } from '../../support/recordedEngine.ts';

const kernel = '6.1.0-28-amd64';
const arm64: Emulator = {
  name: 'qemu-aarch64',
  architecture: 'arm64',
  interpreter: '/usr/bin/qemu-aarch64-static',
  fixed: true,
};

const nothing: ImagesState = {
  local: { ok: false, problem: { code: 'no-engine', message: 'connect ENOENT /x.sock' } },
  order: 'name',
  filter: '',
  pins: [],
  registries: [],
};

/** A recorded engine's store, and the platforms that it tells when it is asked for them. */
async function read(store: 'containerd' | 'classic') {
  const engine = await startEngine(store, {
    '/version': { Version: '28.5.2', Os: 'linux', Arch: 'amd64', KernelVersion: kernel },
  });
  try {
    const readEmulators = () => Promise.resolve([arm64]);
    const answer = await readEngineStore(engine.address, undefined, {
      ...{ platform: 'linux', kernel, readEmulators },
    });
    assert(answer.ok);
    const platforms = new Map<StoredImage, readonly StoredPlatform[]>();
    for (const image of answer.value.images) {
      const platform = await readImagePlatform(engine.address, image.id);
      const { id: digest, size: unpackedSize, containers } = image;
      const asked = { digest, isPresent: true, contentSize: 0, unpackedSize, containers };
      const told = image.platforms ?? (platform ? [{ platform, ...asked }] : []);
      platforms.set(image, told);
    }
    const local: KnownStore = { ok: true, store: answer.value };
    return { local, platforms };
  } finally {
    await engine.close();
  }
}

/** All rows as text, two blanks per level, as they look when everything is open. */
function draw(
  items: readonly ImageItem[],
  platforms: ReadonlyMap<StoredImage, readonly StoredPlatform[]> = new Map(),
  indent = '',
): readonly string[] {
  return items.flatMap((item) => {
    const row = renderImageItem(item, {
      now: 1795248757_000 + 3 * 3600_000,
      platformsOf: ({ image }) => platforms.get(image),
    });
    const icon = (row.iconPath as ThemeIcon).id;
    const mark = { 'circle-filled': '● ', 'circle-outline': '○ ', warning: '! ' }[icon] ?? '';
    const description = typeof row.description === 'string' ? `  ${row.description}` : '';
    const children =
      item.kind === 'image'
        ? platformItems(item, platforms.get(item.image) ?? [])
        : childItems(item);
    const label = typeof row.label === 'string' ? row.label : '';
    return [`${indent}${mark}${label}${description}`, ...draw(children, platforms, `${indent}  `)];
  });
}

/** Lines of a text that is indented to stand well in the code. */
function lines(text: string): readonly string[] {
  const all = text.split('\n').slice(1, -1);
  const indent = Math.min(...all.map((line) => /^ */.exec(line)?.[0].length ?? 0));
  return all.map((line) => line.slice(indent));
}

describe('the images view', () => {
  it('shows what the containerd store has of each image', async () => {
    const { local, platforms } = await read('containerd');
    assert.deepEqual(
      draw(rootItems({ ...nothing, local }), platforms),
      lines(`
      ! Running emulated  2
        bybox  arm64 on amd64 · busybox:1.37
        emulated  arm64 on amd64 · app-arm64:dev
      On this engine  containerd store · linux/amd64
        amd64/busybox  latest
          latest  linux/amd64 · 3.20 MB · 8 hours ago · in use by 1 container
            ● linux/amd64  3.20 MB, of which 1.12 MB compressed · in use by 1 container
        app  dev
          dev  linux/amd64 · 3.21 MB · 3 hours ago · in use by 1 container
            ● linux/amd64  3.21 MB, of which 1.12 MB compressed · in use by 1 container
            1 attestation
        app-arm64  dev
          ! dev  linux/arm64 · emulated on this linux/amd64 host · 3.11 MB · 3 hours ago · in use by 1 container
            ● linux/arm64  emulated here · 3.11 MB, of which 1.07 MB compressed · in use by 1 container
            1 attestation
        busybox  2 tags
          1.37  linux/amd64, linux/arm64 · 2 not pulled · 6.30 MB · 8 hours ago · in use by 1 container
            ● linux/amd64  3.20 MB, of which 1.12 MB compressed
            ● linux/arm64  emulated here · 3.10 MB, of which 1.07 MB compressed · in use by 1 container
            ○ linux/arm/v7  not pulled · does not run here
            ○ linux/s390x  not pulled · does not run here
            4 attestations
          1.37.0  linux/amd64, linux/arm64 · 2 not pulled · 6.30 MB · 8 hours ago · in use by 1 container
            ● linux/amd64  3.20 MB, of which 1.12 MB compressed
            ● linux/arm64  emulated here · 3.10 MB, of which 1.07 MB compressed · in use by 1 container
            ○ linux/arm/v7  not pulled · does not run here
            ○ linux/s390x  not pulled · does not run here
            4 attestations
        team/app  1.0 · registry.example.com:5000
          1.0  linux/amd64, linux/arm64 · 4.28 MB · 3 hours ago
            ● linux/amd64  3.21 MB, of which 1.12 MB compressed
            ● linux/arm64  emulated here · 1.07 MB compressed
            2 attestations
      `),
    );
  });

  it('shows what the classic store has, as far as images were opened', async () => {
    const { local, platforms } = await read('classic');
    assert.deepEqual(
      draw(rootItems({ ...nothing, local }), platforms),
      lines(`
      ! Running emulated  2
        bybox  arm64 on amd64 · busybox:1.37
        emulated  arm64 on amd64 · app-arm64:dev
      On this engine  classic image store · linux/amd64
        amd64/busybox  latest
          latest  linux/amd64 · 2.03 MB · 8 hours ago · in use by 1 container
            ● linux/amd64  2.03 MB · in use by 1 container
        app  dev
          dev  linux/amd64 · 2.03 MB · 3 hours ago · in use by 1 container
            ● linux/amd64  2.03 MB · in use by 1 container
        app-arm64  dev
          ! dev  linux/arm64 · emulated on this linux/amd64 host · 1.98 MB · 3 hours ago · in use by 1 container
            ● linux/arm64  emulated here · 1.98 MB · in use by 1 container
        busybox  2 tags
          ! 1.37  linux/arm64 · emulated on this linux/amd64 host · 1.98 MB · 8 hours ago · in use by 1 container
            ● linux/arm64  emulated here · 1.98 MB · in use by 1 container
          1.37.0  linux/amd64 · 2.03 MB · 8 hours ago · in use by 1 container
            ● linux/amd64  2.03 MB · in use by 1 container
        team/app  1.0 · registry.example.com:5000
          1.0  linux/amd64 · 2.03 MB · 3 hours ago
            ● linux/amd64  2.03 MB
        Without a name  1
          1eef2e13b3cd  linux/amd64 · 2.03 MB · 3 hours ago
            ● linux/amd64  2.03 MB
      `),
    );
    const closed = draw(rootItems({ ...nothing, local, filter: 'app-arm64' }));
    assert.equal(closed[5], '    dev  1.98 MB · 3 hours ago · in use by 1 container');
  });

  const check = (name: string, more: Partial<ImagesState>, expected: string) =>
    it(name, async () => {
      const { local } = await read('containerd');
      const repositories = (item: ImageItem): readonly string[] =>
        item.kind === 'group'
          ? draw([item]).filter((line) => !line.startsWith('    '))
          : draw([item]);
      const shown = rootItems({ ...nothing, local, ...more })
        .slice(1)
        .flatMap(repositories);
      assert.deepEqual(shown, lines(expected));
    });

  check(
    'by age',
    { order: 'age' },
    `
    On this engine  containerd store · linux/amd64
      app  dev
      app-arm64  dev
      team/app  1.0 · registry.example.com:5000
      amd64/busybox  latest
      busybox  2 tags
    `,
  );
  check(
    'filtered by a platform and a name',
    { filter: 'box linux/arm64' },
    `
    On this engine  containerd store · linux/amd64
      busybox  2 tags
    `,
  );
  check(
    'with a filter that leaves nothing',
    { filter: 'linux/riscv64' },
    `
    On this engine  containerd store · linux/amd64
      No image matches the filter.
    `,
  );
  check(
    'with pinned images and local registries',
    { filter: 'amd64/busybox', pins: ['alpine:3.22'], registries: ['127.0.0.1:5001'] },
    `
    Pinned
      alpine:3.22
    On this engine  containerd store · linux/amd64
      amd64/busybox  latest
    Local registries
      127.0.0.1:5001
    `,
  );

  it('leaves the place to a welcome where there is nothing', () => {
    assert.deepEqual(draw(rootItems(nothing)), []);
  });

  it('says beside pinned images that the engine is gone', () => {
    assert.deepEqual(
      draw(rootItems({ ...nothing, pins: ['alpine'] })),
      lines(`
      Pinned
        alpine
      On this engine
        The engine does not answer: connect ENOENT /x.sock
      `),
    );
  });

  it('shows the platforms of an image of a registry, its attestations folded', () => {
    const platforms = ['linux/amd64', 'linux/arm64'].map((platform, at) => {
      return { platform, digest: `sha256:${String(at).repeat(64)}`, size: 1 };
    });
    const attestations = platforms.map(({ digest }) => ({ of: digest, digest }));
    assert.deepEqual(
      draw(reportItems('alpine', { platforms, attestations })),
      lines(`
      ○ linux/amd64  000000000000
      ○ linux/arm64  111111111111
      2 attestations
      `),
    );
    assert.deepEqual(draw([unknownItem({ message: 'ghcr.io: not allowed' })]), [
      'ghcr.io: not allowed',
    ]);
  });
});

describe('localRegistries', () => {
  it('are hosts that are named as insecure, and those of this machine', () => {
    const insecure = ['10.0.0.0/8', '::1/128', 'registry.lan', 'box:5000', 'no host', '', '*.lan'];
    const references = [
      '127.0.0.1:5001/team/app:1',
      'localhost/app',
      'ghcr.io/a/b',
      'busybox',
      '[::1]:5000/app',
      '-x',
      '127.0.0.1.example.com/app',
    ];
    assert.deepEqual(localRegistries({ insecure, references }), [
      '127.0.0.1:5001',
      '[::1]:5000',
      'box:5000',
      'localhost',
      'registry.lan',
    ]);
  });
});

describe('storeProblem', () => {
  const check = (message: string, code: string) =>
    it(message, () => {
      assert.deepEqual(storeProblem(message), { code, message });
    });
  check('connect ENOENT /var/run/docker.sock', 'no-engine');
  check('connect ECONNREFUSED 127.0.0.1:2375', 'no-engine');
  check('connect EACCES /var/run/docker.sock', 'denied');
  check('ssh: me@host: Permission denied (publickey).', 'failed');
});

describe('EngineWatch', () => {
  /** A clock that stands, connections that a test ends, and pauses that end at once. */
  function watching(duration: number) {
    const events: string[] = [];
    const ends: (() => void)[] = [];
    let now = 0;
    const watch = new EngineWatch({
      follow: (onChange, signal) =>
        new Promise<void>((resolve) => {
          events.push('follow');
          signal.addEventListener('abort', () => {
            events.push('left');
            resolve();
          });
          ends.push(() => {
            now += duration;
            onChange();
            resolve();
          });
        }),
      pause: (ms) => {
        events.push(`pause ${ms}`);
        return Promise.resolve();
      },
      now: () => now,
      onChange: () => {
        events.push('changed');
      },
    });
    const end = async () => {
      ends.at(-1)?.();
      // All that follows without a further event.
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { watch, events, end };
  }

  it('comes back ever more seldom, and tells that something was missed', async () => {
    const { watch, events, end } = watching(0);
    watch.start();
    watch.start();
    for (let time = 0; time < 8; time++) await end();
    watch.stop();
    assert.deepEqual(
      events.filter((event) => event.startsWith('pause')),
      [1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => `pause ${seconds}000`),
    );
    assert.deepEqual(events.slice(0, 5), ['follow', 'changed', 'pause 1000', 'changed', 'follow']);
    assert.equal(events.at(-1), 'left');
  });

  it('comes back soon after a good connection, and not when it is stopped', async () => {
    const { watch, events, end } = watching(60_000);
    watch.start();
    await end();
    await end();
    watch.stop();
    await end();
    assert.deepEqual(
      events.filter((event) => event.startsWith('pause')),
      ['pause 1000', 'pause 2000'].map(() => 'pause 1000'),
    );
  });
});
