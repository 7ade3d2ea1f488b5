import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
import { openNodeProxy, type NodeProxy } from '../../live/nodeProxy.ts';
import { closeAll } from './closing.ts';
import { setting } from './environment.ts';
import {
  openWindow,
  pictureOfFailure,
  quickInput,
  quickPickBox,
  quickPickRow,
  type Window,
} from './window.ts';

/** What can be done with builders, by the keyboard, with a real engine and buildx. */
describe('builders in the window, with a real engine', function () {
  this.timeout(360_000);
  let window: Window;
  let store: string;
  const proxies: NodeProxy[] = [];

  before(async () => {
    store = mkdtempSync(join(tmpdir(), 'buildx-'));
    const socket = setting('DOCKER_HOST').slice('unix://'.length);
    for (let node = 0; node < 2; node += 1) proxies.push(await openNodeProxy(socket));
    window = await openWindow({
      files: {
        Dockerfile: 'FROM scratch\n',
        '.vscode/settings.json': JSON.stringify({
          'multiarch.registry.insecure': ['registry.lan:5000'],
          'multiarch.registry.mirrors': { 'docker.io': ['https://mirror.example.com'] },
        }),
      },
      env: { BUILDX_CONFIG: store },
    });
    await window.openFile('Dockerfile');
    await window.showBuilders();
    await window.page.getByRole('treeitem', { name: /^Builder default/ }).waitFor();
  });
  pictureOfFailure(() => window);
  after(async () => {
    await closeAll();
    await Promise.all(proxies.map((proxy) => proxy.close()));
    rmSync(store, { recursive: true });
  });

  /** Answers the question with a placeholder: what is typed chooses or fills in, Enter takes it. */
  async function answer(placeholder: string | RegExp, text: string, name?: string): Promise<void> {
    const field = await quickInput(window.page, placeholder);
    if (name !== undefined) await window.picture(name);
    await field.fill(text);
    await window.page.keyboard.press('Enter');
  }

  const toast = async (text: string | RegExp): Promise<Locator> => {
    const found = window.page.locator('.notification-toast', { hasText: text });
    await found.waitFor();
    return found;
  };

  const buildx = async (...args: readonly string[]) => {
    const env = { ...process.env, BUILDX_CONFIG: store };
    return (await promisify(execFile)('docker', ['buildx', ...args], { env })).stdout;
  };

  it('one is created, and shows its command before', async () => {
    const { page } = window;
    await window.command('Multi-Arch: Create Builder…');
    await answer(/^Driver/, 'remote', 'create-1-driver');
    await answer('multiarch', 'farm', 'create-2-name');
    const field = await quickInput(page, /^tcp:/);
    await field.fill('tcp://127.0.0.1');
    await page.getByText('Write the port after the machine').waitFor();
    await window.picture('create-3-address');
    await answer(/^tcp:/, proxies[0]?.endpoint ?? '');
    await answer(/^Options of the driver/, '', 'create-4-options');
    await quickInput(page, 'What happens with builder farm');
    const line = `buildx create --name farm --driver remote ${proxies[0]?.endpoint ?? ''}`;
    await page.locator('.quick-input-list').getByText(line).first().waitFor();
    await answer('What happens with builder farm', 'only', 'create-5-command');
    await toast('Builder farm was created.');
    await page.getByRole('treeitem', { name: /^Builder farm/ }).waitFor();
    await window.picture('create-6-created');
    assert.match(await buildx('inspect', 'farm'), /^Status: +running$/m);
    await window.command('Notifications: Clear All Notifications');
  });

  it('shows BuildKit what the settings say of registries, before that is written', async () => {
    const { page } = window;
    await window.command('Multi-Arch: Create Builder…');
    await answer(/^Driver/, 'container');
    await answer('multiarch', 'boxed');
    await answer('Docker engine that the container runs on', 'this', 'container-1-engine');
    await quickInput(page, /^Options of the driver/);
    await quickPickBox(page, 'network').click();
    await window.picture('container-2-options');
    await page.keyboard.press('Enter');
    await answer('host', 'host');
    await answer(/^Registries/, 'settings', 'container-3-registries');
    await page.locator('.view-line', { hasText: 'mirror.example.com' }).waitFor();
    await answer(/^The text is in the editor/, 'Use this', 'container-4-review');
    await quickInput(page, 'What happens with builder boxed');
    // Nothing of a long command is cut: each option has a row.
    await quickPickRow(page, /--driver-opt network=host/).waitFor();
    await answer('What happens with builder boxed', 'only', 'container-5-command');
    await toast('Builder boxed was created.');
    assert.match(await buildx('inspect', 'boxed'), /registry\.lan:5000/);
    await window.command('Notifications: Clear All Notifications');
  });

  // The registry of the lab has no image of BuildKit.
  it('says what to do when it cannot be started', async () => {
    await window.command('Multi-Arch: Start Builder');
    await answer('Builder', 'boxed');
    await toast(/Builder boxed did not start:.*The driver option "image" takes it from another/);
    await window.picture('start-failed');
    await window.command('Notifications: Clear All Notifications');
  });

  it('gets a second node, with a platform of its own', async () => {
    const { page } = window;
    await window.command('Multi-Arch: Add Node…');
    await answer('Builder', 'farm');
    await answer(/^tcp:/, proxies[1]?.endpoint ?? '');
    await answer('arm', 'arm');
    await answer(/^Options of the driver/, '');
    await quickInput(page, /^Platforms that only this node builds/);
    await quickPickBox(page, 'linux/arm64').click();
    await page.keyboard.press('Enter');
    await quickInput(page, 'Which node builds what is known once arm runs');
    await window.picture('append-review');
    await page.keyboard.press('Enter');
    await toast('Builder farm has a node arm now.');
    assert.match(await buildx('inspect', 'farm'), /linux\/arm64\*/);
    await window.command('Notifications: Clear All Notifications');
  });

  it('gets platforms pinned to a node, and says which node builds what then', async () => {
    const { page } = window;
    await window.command('Multi-Arch: Pin Platforms…');
    await answer('Builder', 'farm');
    await answer(/^Node of builder/, 'farm0');
    await quickInput(page, /^Platforms that only this node builds/);
    await quickPickBox(page, 'linux/amd64').click();
    await window.picture('pin-1-platforms');
    await page.keyboard.press('Enter');
    await quickInput(page, 'Builds: linux/amd64 → farm0, linux/arm64 → arm');
    await window.picture('pin-2-review');
    await page.keyboard.press('Enter');
    await toast('linux/amd64 is pinned to farm0.');
    await window.picture('pin-3-done');
    await window.command('Notifications: Clear All Notifications');
  });

  it('is inspected in the words of buildx', async () => {
    const { page } = window;
    await window.command('Multi-Arch: Inspect Builder');
    await answer('Builder', 'farm');
    await page.locator('.view-line', { hasText: 'buildx inspect farm' }).waitFor();
    await page.locator('.view-line', { hasText: 'linux/amd64*' }).waitFor();
    await window.picture('inspect');
  });

  it('has a build cache, whose size is shown before it is removed', async () => {
    const { page } = window;
    await window.command('Multi-Arch: Remove Build Cache…');
    await answer('Builder', 'farm');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText(/can be freed/).waitFor();
    await window.picture('prune');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('loses a node, and then goes, each after a question with its command', async () => {
    const { page } = window;
    const dialog = page.locator('.monaco-dialog-box');
    await window.command('Multi-Arch: Remove Node…');
    await answer('Builder', 'farm');
    await answer(/^Node of builder/, 'arm');
    await dialog.getByText(/buildx create --name farm --leave --node arm/).waitFor();
    await window.picture('remove-node');
    await page.keyboard.press('Enter');
    await toast('Builder farm has no node arm any more.');
    await window.command('Multi-Arch: Remove Builder…');
    await answer('Builder', 'farm');
    await dialog.getByText(/buildx rm farm/).waitFor();
    await window.picture('remove-builder');
    await page.keyboard.press('Enter');
    await toast('Builder farm was removed.');
    await page.getByRole('treeitem', { name: /^Builder farm/ }).waitFor({ state: 'detached' });
    assert.doesNotMatch(await buildx('ls', '--format', '{{.Name}}'), /^farm$/m);
  });
});
