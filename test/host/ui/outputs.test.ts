import assert from 'node:assert/strict';
import type { MirroredEngine } from '../../lab/mirroredEngine.mjs';
import { closeAll } from './closing.ts';
import { setting } from './environment.ts';
import {
  chooseFromMenu,
  openWindow,
  pictureOfFailure,
  quickInput,
  quickPickRow,
  type Window,
} from './window.ts';

const registry = setting('MULTIARCH_LAB_REGISTRY');
/** Whether the lab runs an engine of its own, beside which another one can be started. */
const isPrivate = setting('DOCKER_HOST').includes('/multiarch-lab/');

if (isPrivate) {
  describe('what an engine with the classic store cannot do, in the window', function () {
    this.timeout(240_000);
    let engine: MirroredEngine | undefined;
    let window: Window;
    const tag = `${registry}/outputs-${process.pid}/app:1`;

    before(async () => {
      const { startMirroredEngine } = await import('../../lab/mirroredEngine.mjs');
      engine = await startMirroredEngine({
        name: 'host-outputs',
        mirror: registry,
        env: process.env,
        say: () => undefined,
        imageStore: 'classic',
      });
      const load = { type: 'multiarch-build', label: 'load two', file: 'Dockerfile' };
      const tasks = [{ ...load, output: 'load', tags: [tag] }];
      window = await openWindow({
        env: { DOCKER_HOST: engine.address },
        files: {
          Dockerfile:
            'ARG GREETING=hello\nFROM busybox:1.37 AS made\nRUN uname -m > /machine\nFROM scratch\nCOPY --from=made /machine /\n',
          '.vscode/tasks.json': JSON.stringify({ version: '2.0.0', tasks }),
        },
      });
    });
    pictureOfFailure(() => window);
    after(async () => {
      await closeAll();
      await engine?.stop();
    });

    it('stands below what it can, with the reason, and leads to what comes near', async () => {
      const { page } = window;
      await window.openFile('Dockerfile');
      await page.locator('.codelens-decoration a', { hasText: 'Build Image…' }).click();
      await quickInput(page, /^Platforms/);
      await page.keyboard.press('Enter');
      const field = await quickInput(page, 'registry.example.com/app:1.0');
      await field.fill(tag);
      await page.keyboard.press('Enter');
      await quickInput(page, 'What becomes of the image');
      await quickPickRow(page, /Multi-platform build is not supported/)
        .first()
        .waitFor();
      await window.picture('outputs-classic');
      await page.keyboard.type('Push to the registry');
      await page.keyboard.press('Enter');
      await quickInput(page, 'What comes near to: Push to the registry');
      await window.picture('outputs-near');
      await page.keyboard.press('Enter');
      await page
        .locator('.notification-toast', {
          hasText: `${tag} was made of 2 images: linux/amd64, linux/arm64.`,
        })
        .waitFor({ timeout: 180_000 });
      await window.picture('outputs-joined');
      assert.deepEqual(await platformsInRegistry(tag), ['linux/amd64', 'linux/arm64']);
    });

    it('is remembered for the file, with its stage and arguments, from the explorer too', async () => {
      const { page } = window;
      await window.command('Notifications: Clear All Notifications');
      await window.showExplorer();
      await page
        .getByRole('treeitem', { name: 'Dockerfile', exact: true })
        .click({ button: 'right' });
      await chooseFromMenu(page, 'Build Image…');
      await quickInput(page, /^Platforms/);
      await page.keyboard.press('Enter');
      const field = await quickInput(page, 'registry.example.com/app:1.0');
      assert.equal(await field.inputValue(), tag);
      await page.keyboard.press('Enter');
      await quickInput(page, 'What becomes of the image');
      await page.keyboard.type('Stage and build');
      await page.keyboard.press('Enter');
      await quickInput(page, /^What to build of the file/);
      await page.keyboard.type('GREETING');
      await page.keyboard.press('Enter');
      const value = await quickInput(page, 'as the file says');
      await value.fill('good day');
      await page.keyboard.press('Enter');
      await quickInput(page, /^What to build of the file/);
      await quickPickRow(page, /GREETING.*good day/).waitFor();
      await window.picture('outputs-more');
      await page.keyboard.press('Enter');
      await quickInput(page, 'What becomes of the image');
      await quickPickRow(page, /last stage, GREETING=good day/).waitFor();
      await page.keyboard.press('Escape');
    });

    it('is not started as a task, which says why, and has the nearest as a button', async () => {
      const { page } = window;
      await window.command('Tasks: Run Task');
      await page.keyboard.type('load two');
      await page.locator('.quick-input-list .focused', { hasText: 'load two' }).waitFor();
      await page.keyboard.press('Enter');
      const toast = page.locator('.notification-toast', { hasText: 'was not started' });
      await toast.waitFor();
      await window.picture('outputs-task');
      await toast.getByRole('button', { name: 'Only linux/amd64' }).click();
      await page
        .locator('.notification-toast', {
          hasText: `${tag} was loaded into the Docker engine for linux/amd64.`,
        })
        .waitFor();
    });
  });
}

/** What the manifest list of a tag lists, asked without any of our own code. */
async function platformsInRegistry(tag: string): Promise<string[]> {
  const [, host, repository, version] = /^([^/]+)\/(.+):([^:]+)$/.exec(tag) ?? [];
  const types = ['oci.image.index.v1', 'docker.distribution.manifest.list.v2'];
  const accept = types.map((type) => `application/vnd.${type}+json`).join();
  const url = `http://${host}/v2/${repository}/manifests/${version}`;
  const response = await fetch(url, { headers: { accept } });
  const index = (await response.json()) as {
    manifests: { platform: { os: string; architecture: string } }[];
  };
  return index.manifests.map(({ platform }) => `${platform.os}/${platform.architecture}`).sort();
}
