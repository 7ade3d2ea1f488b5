import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
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

const start = promisify(execFile);
const docker = (...args: readonly string[]) => start('docker', args);

/** On a real engine. */
describe('several Dockerfiles at once, in the window', function () {
  this.timeout(120_000);
  let window: Window;
  const base = `${setting('MULTIARCH_LAB_REGISTRY')}/several${process.pid}`;

  before(async () => {
    window = await openWindow({
      files: {
        Dockerfile: 'FROM busybox:1.37\nRUN true\n',
        'docker-bake.hcl': `target "app" {\n  tags      = ["${base}/app:1"]\n  platforms = ["linux/amd64", "linux/arm64"]\n}\ntarget "other" {\n  inherits = ["app"]\n  tags     = []\n}\ngroup "default" {\n  targets = ["app", "other"]\n}\n`,
        'wrong.Dockerfile': 'FROM busybox:1.37\nRUNN true\n',
        'Dockerfile.amd64': 'FROM busybox:1.37\n',
        'Dockerfile.arm64': 'FROM busybox:1.37\nRUN nosuch\n',
      },
    });
  });
  pictureOfFailure(() => window);
  after(async () => {
    await closeAll();
    // An engine keeps what it builds and pushes.
    const { stdout } = await docker('image', 'ls', '--quiet', `--filter=reference=${base}/*`);
    const ids = [...new Set(stdout.split('\n').filter((id) => id !== ''))];
    if (ids.length > 0) await docker('image', 'rm', '--force', ...ids);
  });

  const toasts = (text: string): Locator =>
    window.page.locator('.notification-toast', { hasText: text });

  it('are baked from the explorer, for one platform, and not pushed without a name', async () => {
    const { page } = window;
    // Before the extension is there the menus lack its commands.
    await window.openFile('Dockerfile');
    await page.locator('.codelens-decoration a', { hasText: 'Build Image…' }).waitFor();
    await page
      .getByRole('treeitem', { name: 'docker-bake.hcl', exact: true })
      .click({ button: 'right' });
    await chooseFromMenu(page, 'Bake…');
    await quickInput(page, /^Groups and targets of docker-bake\.hcl/);
    await window.picture('bake-targets');
    await page.keyboard.press('Enter');
    await quickInput(page, 'Platforms for all chosen targets');
    await window.picture('bake-platforms');
    await quickPickRow(page, /^Only linux\/amd64/).click();
    await quickInput(page, 'What becomes of the images');
    await quickPickRow(page, /no tags in other/).click();
    await toasts('Add tags to other in docker-bake.hcl, or leave it out.').waitFor();
    await window.picture('bake-outputs');
    await quickPickRow(page, /As the files say.*loaded into the Docker engine/).click();
    await toasts(
      `docker-bake.hcl was baked: app for linux/amd64 loaded as ${base}/app:1; other for linux/amd64 loaded without a name`,
    ).waitFor();
    const terminal = await page.locator('.xterm-rows').first().innerText();
    assert(!terminal.includes('{}'), terminal);
    await window.picture('bake-done');
  });

  it('are a family, of which what failed is built again alone', async () => {
    const { page } = window;
    await window.command('Notifications: Clear All Notifications');
    await window.command('Multi-Arch: Build Family…');
    await quickInput(page, 'Files to build, each for its platform');
    await window.picture('family-files');
    await page.keyboard.press('Enter');
    await (await quickInput(page, 'registry.example.com/app:1.0')).fill(`${base}/family:1`);
    await page.keyboard.press('Enter');
    const failed = toasts('The build of Dockerfile.arm64 failed.');
    await failed.filter({ hasText: `Nothing was joined: ${base}/family:1` }).waitFor();
    await page.locator('.notification-toast .codicon-loading').waitFor({ state: 'detached' });
    await window.picture('family-failed');
    assert.equal(await page.locator('.notification-toast').count(), 1);
    writeFileSync(join(window.folder, 'Dockerfile.arm64'), 'FROM busybox:1.37\n');
    await failed.getByRole('button', { name: 'Retry linux/arm64' }).click();
    await toasts(`${base}/family:1 was made of 2 images: linux/amd64, linux/arm64.`).waitFor();
    assert.equal(await toasts('was pushed').count(), 0);
    await window.picture('family-joined');
  });

  it('are not pushed with an error in one of them, unless the user says so', async () => {
    const { page } = window;
    await window.command('Notifications: Clear All Notifications');
    await window.openFile('wrong.Dockerfile');
    await page.locator('.squiggly-error').first().waitFor();
    await window.command('Multi-Arch: Build and Push');
    await (await quickInput(page, 'registry.example.com/app:1.0')).fill(`${base}/wrong:1`);
    await page.keyboard.press('Enter');
    const dialog = page.locator('.monaco-dialog-box', {
      hasText: 'An error was found in wrong.Dockerfile. Build and push it all the same?',
    });
    await dialog.getByText('Line 2: unknown instruction: RUNN').waitFor();
    await dialog.getByRole('button', { name: 'Build Anyway' }).waitFor();
    await window.picture('push-concern');
    await dialog.getByRole('button', { name: 'Show', exact: true }).click();
    await page.locator('.xterm-rows', { hasText: 'was not started' }).waitFor();
    await page.getByRole('button', { name: 'Ln 2, Col 5 (4 selected)' }).waitFor();
  });
});
