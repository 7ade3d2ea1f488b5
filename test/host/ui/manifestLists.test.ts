import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryRegistry, digestOf } from '../../support/registry/memoryRegistry.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { closeAll } from './closing.ts';
import { keyboardOf } from './keyboard.ts';
import { openWindow, pictureOfFailure, quickInput, type Window } from './window.ts';

/** From the wizard to the plan, the push and the undo, without a mouse. */
describe('a manifest list, by keys', function () {
  this.timeout(360_000);
  const registry = createMemoryRegistry();
  const { tags, manifests } = registry.repository('team/app');
  const state = mkdtempSync(join(tmpdir(), 'lists-'));
  let server: LoopbackServer;
  let window: Window;

  /** An image without layers. */
  function addImage(path: string, tag: string, architecture: string, variant?: string): string {
    const config = JSON.stringify({ os: 'linux', architecture, variant, author: tag, rootfs: {} });
    registry.repository(path).blobs.set(digestOf(config), Buffer.from(config));
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const described = {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      ...{ digest: digestOf(config), size: config.length },
    };
    const manifest = { schemaVersion: 2, mediaType, config: described, layers: [] };
    return registry.put(path, mediaType, JSON.stringify(manifest), tag);
  }

  function addList(tag: string, images: readonly (readonly [string, string])[]): string {
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const entries = images.map(([digest, architecture]) => ({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      ...{ digest, size: manifests.get(digest)?.body.length ?? 0 },
      platform: { os: 'linux', architecture },
    }));
    const list = { schemaVersion: 2, mediaType, manifests: entries };
    return registry.put('team/app', mediaType, JSON.stringify(list), tag);
  }

  before(async () => {
    const old = addImage('team/app', '0.9-amd64', 'amd64');
    addImage('team/app', '1.0-arm64', 'arm64');
    const mainframe = addImage('team/app', '0.9-s390x', 's390x');
    addImage('team/app', '1.0-amd64', 'amd64');
    addImage('team/app-armv7', '1.0', 'arm', 'v7');
    addList('1.0', [
      [old, 'amd64'],
      [mainframe, 's390x'],
    ]);
    server = await startServer((request, response) => {
      if (!request.url?.startsWith('/v2/_catalog')) {
        registry.handler(request, response);
        return;
      }
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ repositories: [...registry.repositories.keys()] }));
    });
    window = await openWindow({
      files: { 'notes.txt': 'nothing\n' },
      env: { MULTIARCH_CACHE: state },
    });
    // The palette has its commands once the extension is there.
    await window.showBuilders();
    await window.command('View: Toggle Primary Side Bar Visibility');
  });
  pictureOfFailure(() => window);
  after(closeAll);
  after(async () => {
    await server.close();
    rmSync(state, { recursive: true, force: true });
  });

  it('is made of a family of tags, seen before it is pushed, and taken back', async () => {
    const { page } = window;
    const { keyboard } = page;
    const keys = keyboardOf(page);
    const name = `${server.host}/team/app:1.0`;
    const before = tags.get('1.0');
    await keys.command('Multi-Arch: Create Manifest List…');
    await keys.answer('ghcr.io/team/app:1.0-arm64', `${name}-arm64`);
    await quickInput(page, 'Tick the images of the list');
    await page.locator('.quick-input-count', { hasText: '3 Selected' }).waitFor();
    await window.picture('lists-1-family');
    await keyboard.press('Enter');
    await quickInput(page, 'ghcr.io/team/app:1.0 latest');
    assert.equal(await page.locator('.quick-input-widget input.input').inputValue(), name);
    await keyboard.press('Enter');
    await quickInput(page, 'Type of the list');
    await keyboard.press('Enter');
    await quickInput(page, /^The editor shows what changes/);
    const shown = page.locator('.editor.modified .view-line');
    await shown.filter({ hasText: /loses\slinux\/s390x/ }).waitFor();
    await shown.filter({ hasText: /adds\slinux\/arm\/v7,\slinux\/arm64/ }).waitFor();
    await shown.filter({ hasText: /replaces\slinux\/amd64/ }).waitFor();
    await window.picture('manifest-list-plan');
    assert.equal(tags.get('1.0'), before);
    await keyboard.press('Enter');
    await quickInput(page, /linux\/s390x would be lost/);
    await window.picture('lists-3-loss');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    const toast = page.locator('.notification-toast');
    await toast.filter({ hasText: `${name} names sha256:` }).waitFor();
    await window.picture('lists-4-pushed');
    const after = tags.get('1.0') ?? '';
    assert.notEqual(after, before);
    const { manifests: entries } = JSON.parse(
      manifests.get(after)?.body.toString('utf8') ?? '',
    ) as { manifests: { platform: { architecture: string } }[] };
    assert.deepEqual(entries.map(({ platform }) => platform.architecture).sort(), [
      ...['amd64', 'arm', 'arm64'],
    ]);
    await keys.command('Multi-Arch: Undo Last Push…');
    await quickInput(page, 'The tag that is to name again what it named before');
    await window.picture('lists-5-undo');
    await keyboard.press('Enter');
    await toast
      .filter({ hasText: `${name} names sha256:` })
      .filter({ hasText: 'again' })
      .waitFor();
    assert.equal(tags.get('1.0'), before);
  });
});
