import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
import { pushSingleImages } from '../../support/registry/singleImages.ts';
import { closeAll } from './closing.ts';
import { setting } from './environment.ts';
import { startHeldRegistry, type HeldRegistry } from './heldRegistry.ts';
import { keyboardOf, type Keyboard } from './keyboard.ts';
import { openWindow, pictureOfFailure, quickInput, unlessClosed, type Window } from './window.ts';

const start = promisify(execFile);
const indexType = 'application/vnd.oci.image.index.v1+json';

/** What becomes of tags of the lab's registry, and what is asked before. */
describe('tags of a real registry, by keys', function () {
  this.timeout(180_000);
  const path = `changes${process.pid}/app`;
  const state = mkdtempSync(join(tmpdir(), 'lists-'));
  let registry: HeldRegistry;
  let window: Window;
  let keys: Keyboard;
  const name = (tag: string) => `${registry.host}/${path}:${tag}`;

  before(async () => {
    registry = await startHeldRegistry(setting('MULTIARCH_LAB_REGISTRY'));
    await pushSingleImages(registry.origin, path, 4);
    window = await openWindow({
      files: {
        'list.yaml': `image: ${name('spec')}\nmanifests:\n  - image: ${name('linux-amd64')}\n  - image: ${name('linux-arm64')}\n`,
      },
      env: { MULTIARCH_CACHE: join(state, 'cache'), DOCKER_CONFIG: state },
    });
    keys = keyboardOf(window.page);
    // The palette has its commands once the extension is there.
    await window.openFile('list.yaml');
    await window.page.locator('.codelens-decoration a', { hasText: 'Plan' }).waitFor();
  });
  pictureOfFailure(() => window);
  afterEach(async () => {
    await window.page.keyboard.press('Escape');
    await window.command('Notifications: Clear All Notifications');
  });
  after(closeAll);
  after(async () => {
    await registry.close();
    rmSync(state, { recursive: true, force: true });
  });

  async function read(tag: string): Promise<{ digest: string; platforms: readonly string[] }> {
    const docker = 'application/vnd.docker.distribution.manifest';
    const accept = `${indexType}, ${docker}.list.v2+json, ${docker}.v2+json`;
    const answer = await fetch(`${registry.origin}/v2/${path}/manifests/${tag}`, {
      headers: { accept },
    });
    const { manifests = [] } = (await answer.json()) as {
      manifests?: { platform: { os: string; architecture: string } }[];
    };
    return {
      digest: answer.headers.get('docker-content-digest') ?? '',
      platforms: manifests.map(({ platform }) => `${platform.os}/${platform.architecture}`),
    };
  }

  async function put(tag: string, mediaType: string, body: string): Promise<void> {
    const url = `${registry.origin}/v2/${path}/manifests/${tag}`;
    const headers = { 'content-type': mediaType };
    const answer = await fetch(url, { method: 'PUT', headers, body });
    assert.equal(answer.status, 201);
  }

  /** Gives a tag the list of images of these architectures. */
  async function putList(tag: string, architectures: readonly string[]): Promise<void> {
    const manifests = await Promise.all(
      architectures.map(async (architecture) => {
        const url = `${registry.origin}/v2/${path}/manifests/linux-${architecture}`;
        const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
        const answer = await fetch(url, { headers: { accept: mediaType } });
        const digest = answer.headers.get('docker-content-digest');
        const size = (await answer.arrayBuffer()).byteLength;
        return { mediaType, digest, size, platform: { os: 'linux', architecture } };
      }),
    );
    const list = { schemaVersion: 2, mediaType: indexType, manifests };
    await put(tag, indexType, JSON.stringify(list));
  }

  /** Gives a tag the image of another one. */
  async function putImage(tag: string, of: string): Promise<void> {
    const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
    const url = `${registry.origin}/v2/${path}/manifests/${of}`;
    const answer = await fetch(url, { headers: { accept: mediaType } });
    await put(tag, mediaType, await answer.text());
  }

  const toast = (text: string | RegExp): Locator =>
    window.page.locator('.notification-toast', { hasText: text });

  /** Waits for the plan, and for what it says. */
  async function planned(...lines: readonly RegExp[]): Promise<void> {
    const { page } = window;
    await quickInput(page, /^The editor shows what changes/);
    const shown = page.locator('.editor.modified .view-line');
    for (const line of lines) await shown.filter({ hasText: line }).first().waitFor();
  }

  it('get a platform, and lose one that was ticked', async () => {
    const { page } = window;
    await putList('1.0', ['amd64', '386']);
    await keys.command('Multi-Arch: Add Platform…');
    await keys.answer('ghcr.io/team/app:1.0', name('1.0'));
    await keys.tick('Tick the images of the list', name('linux-arm64'));
    await planned(/adds\slinux\/arm64/, /keeps\slinux\/amd64,\slinux\/386/);
    await window.picture('changes-1-add');
    assert.deepEqual((await read('1.0')).platforms, ['linux/amd64', 'linux/386']);
    await page.keyboard.press('Enter');
    await toast(`${name('1.0')} names sha256:`).waitFor();
    await window.picture('changes-2-added');
    const added = ['linux/amd64', 'linux/386', 'linux/arm64'];
    assert.deepEqual((await read('1.0')).platforms, added);
    await window.command('Notifications: Clear All Notifications');
    await keys.command('Multi-Arch: Remove Platform…');
    await keys.answer('ghcr.io/team/app:1.0', name('1.0'));
    await quickInput(page, 'The platforms that go');
    await window.picture('changes-3-remove');
    await keys.tick('The platforms that go', 'linux/386');
    await planned(/loses\slinux\/386/);
    await window.picture('changes-4-removed');
    assert.deepEqual((await read('1.0')).platforms, added);
    await page.keyboard.press('Enter');
    await toast(`${name('1.0')} names sha256:`).waitFor();
    assert.deepEqual((await read('1.0')).platforms, ['linux/amd64', 'linux/arm64']);
  });

  it('go with their image, each of them named before', async () => {
    const { page } = window;
    await putImage('old', 'linux-arm');
    await putImage('older', 'linux-arm');
    await putList('holding', ['arm']);
    await keys.command('Multi-Arch: Delete Tag…');
    await keys.answer('ghcr.io/team/app:1.0', name('old'));
    const dialog = page.locator('.monaco-dialog-box', { hasText: `Delete ${name('old')}` });
    await dialog.getByText(/would go: (older, linux-arm|linux-arm, older)\./).waitFor();
    await dialog.getByText(/do not look: holding\./).waitFor();
    await window.picture('changes-5-delete');
    await page.keyboard.press('Enter');
    await toast(/Deleted from .*: old\./).waitFor();
    await window.picture('changes-6-deleted');
    assert.equal((await read('old')).digest, '');
    assert.notEqual((await read('older')).digest, '');
  });

  it('are copied byte for byte, and compared', async () => {
    const { page } = window;
    // What is there already is not pushed.
    const copy = `copy-${Date.now()}`;
    await putList('2.0', ['amd64', 'arm64', '386']);
    await keys.command('Multi-Arch: Copy Image to…');
    await keys.answer('ghcr.io/team/app:1.0', name('2.0'));
    await keys.answer('registry.example/mirror/app:1.0', `${name(copy)} ${copy}-also`);
    await planned(/adds\slinux\/amd64,\slinux\/arm64,\slinux\/386/);
    await window.picture('changes-7-copy');
    await page.keyboard.press('Enter');
    await toast(`${name(copy)}, ${name(`${copy}-also`)} name sha256:`).waitFor();
    await window.picture('changes-8-copied');
    const { digest } = await read('2.0');
    assert.deepEqual(
      [(await read(copy)).digest, (await read(`${copy}-also`)).digest],
      [digest, digest],
    );
    await putList('1.9', ['amd64', 'arm']);
    await keys.command('Multi-Arch: Compare Images…');
    for (const [placeholder, tag] of [
      [/^The image before/, '1.9'],
      [/^The image after/, '2.0'],
    ] as const) {
      await keys.answer(placeholder, name(tag));
    }
    const shown = page
      .locator('iframe.webview.ready')
      .filter({ visible: true })
      .first()
      .contentFrame()
      .frameLocator('iframe#active-frame');
    await shown.getByText(/Lost: linux\/arm/).waitFor();
    await window.picture('changes-9-compared');
  });

  it('of which docker has kept old images on this machine are told, and its lists deleted', async () => {
    const { page } = window;
    await putImage('kept', 'linux-amd64');
    const list = ['manifest', 'create', '--insecure', name('local'), name('kept')];
    await start('docker', ['--config', state, ...list]);
    await putImage('kept', 'linux-arm64');
    await keys.command("Multi-Arch: Show and Clean Docker's Local Manifest Store…");
    await page
      .locator('.quick-input-list')
      .getByText(/Old image of/)
      .waitFor();
    await window.picture('changes-10-local');
    await keys.tick(/^Tick what is to be deleted/, `⚠ ${name('local')}`);
    const dialog = page.locator('.monaco-dialog-box', { hasText: 'Delete 1 manifest list' });
    await dialog.waitFor();
    await window.picture('changes-11-clean');
    await page.keyboard.press('Enter');
    await toast('Deleted from this machine: 1.').waitFor();
    assert.deepEqual(readdirSync(join(state, 'manifests')), []);
  });

  it('are asked about when somebody changes them between plan and push', async () => {
    const { page } = window;
    await putList('spec', ['amd64']);
    await window.openFile('list.yaml');
    await unlessClosed(page, async () => {
      await page.locator('.codelens-decoration a', { hasText: 'Plan' }).click({ timeout: 15_000 });
      await page
        .locator('.quick-input-widget')
        .getByPlaceholder(/^The editor shows/)
        .waitFor({ timeout: 15_000 });
    });
    await planned(/adds\slinux\/arm64/, /keeps\slinux\/amd64/);
    await putList('spec', ['arm64', '386']);
    const { digest } = await read('spec');
    await page.keyboard.press('Enter');
    await quickInput(page, /^Somebody has changed it since the plan: it names sha256:/);
    await window.picture('changes-12-changed');
    await page.keyboard.press('Enter');
    await toast(`${name('spec')} was left as it is: somebody has changed it meanwhile`).waitFor();
    await window.picture('changes-13-left');
    assert.equal((await read('spec')).digest, digest);
    await page.getByRole('button', { name: 'Plan Anew' }).click();
    await planned(/loses\slinux\/386/, /adds\slinux\/amd64/);
  });

  it('are told about when the worker is lost while it writes them', async () => {
    const { page } = window;
    await putList('spec', ['amd64']);
    const { digest } = await read('spec');
    await window.openFile('list.yaml');
    await keys.command('Multi-Arch: Push Manifest List Spec…');
    await planned(/adds\slinux\/arm64/);
    const held = registry.hold(`PUT /v2/${path}/manifests/spec`);
    await page.keyboard.press('Enter');
    await held;
    for (const worker of workers(window.home)) process.kill(worker, 'SIGKILL');
    await toast(`${name('spec')} names what it named before: nothing was pushed to it.`).waitFor();
    await window.picture('changes-14-lost');
    assert.equal((await read('spec')).digest, digest);
  });
});

/** Worker processes of the extension that is installed in an editor's folder. */
function workers(home: string): readonly number[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const words = readFileSync(`/proc/${entry}/cmdline`, 'utf8');
      return words.includes(home) && words.includes('dist/worker.js') ? [Number(entry)] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}
