import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { closeAll } from './closing.ts';
import { setting } from './environment.ts';
import { unfold } from './unfold.ts';
import {
  chooseFromMenu,
  openWindow,
  pictureOfFailure,
  quickInput,
  quickPickRow,
  type Window,
} from './window.ts';

const start = promisify(execFile);

/** The images view on a real engine with the containerd store, and its commands. */
describe('the images view', function () {
  this.timeout(360_000);
  let window: Window;
  let folder = '';
  // The number tells runs apart that use the lab at the same time.
  const run = `images${process.pid}`;
  const container = `${run}-emulated`;
  let whole = '';
  let half = '';
  let renamed = '';

  const docker = (...args: readonly string[]) => start('docker', args);
  const row = (name: RegExp) => window.page.getByRole('treeitem', { name });

  before(async () => {
    const registry = setting('MULTIARCH_LAB_REGISTRY');
    [whole, half, renamed] = [
      `${registry}/${run}/whole:1`,
      `${registry}/${run}/half:1`,
      `${run}:2`,
    ];
    folder = mkdtempSync(join(tmpdir(), 'images-'));
    const platforms = ['--platform', 'linux/amd64,linux/arm64'];
    for (const [name, output] of [
      [whole, '--load'],
      [half, '--push'],
    ] as const) {
      // Alike, they would be one image with two names.
      writeFileSync(join(folder, 'Dockerfile'), `FROM busybox:1.37.0\nLABEL name=${name}\n`);
      await docker('buildx', 'build', '--quiet', ...platforms, '--tag', name, output, folder);
    }
    // The engine keeps what it pushes.
    await docker('image', 'rm', half);
    await docker('pull', '--quiet', '--platform', 'linux/amd64', half);
    const detached = ['--detach', '--name', container, '--platform', 'linux/arm64'];
    await docker('run', ...detached, whole, 'sleep', '600');
    window = await openWindow({ files: { Dockerfile: 'FROM scratch\n' } });
    await window.showBuilders();
    // The other views leave it too little room for its rows.
    for (const view of ['Builders', 'Emulation', 'Inspector']) await turn(view, 'false');
    await turn('Images', 'true');
  });
  pictureOfFailure(() => window);
  after(closeAll);
  after(async () => {
    for (const image of [whole, half]) {
      const { stdout } = await docker('ps', '--all', '--quiet', '--filter', `ancestor=${image}`);
      const ids = stdout.split('\n').filter(Boolean);
      // A container outlives the terminal in which it was started.
      if (ids.length > 0) await docker('rm', '--force', ...ids).catch(() => undefined);
    }
    await docker('image', 'rm', '--force', whole, half, renamed).catch(() => undefined);
    rmSync(folder, { recursive: true });
  });

  /** Folds a view, or unfolds it. */
  async function turn(view: string, expanded: 'true' | 'false'): Promise<void> {
    const header = window.page.getByRole('button', { name: `${view} Section` });
    if ((await header.getAttribute('aria-expanded')) !== expanded) await header.click();
  }

  async function filter(words: string): Promise<void> {
    await window.command('Multi-Arch: Filter Images…');
    const field = window.page.locator('.quick-input-widget input.input');
    await field.fill(words);
    await window.page.keyboard.press('Enter');
  }

  it('shows which platforms are there, and which only could be', async () => {
    await filter(run);
    await unfold(row(/\/half, 1 · 127/));
    await unfold(row(/^1, .*1 not pulled/));
    await row(/^linux\/amd64, present/).waitFor();
    await row(/^linux\/arm64, not pulled/).waitFor();
    await window.picture('images-platforms');
  });

  it('leads to the inspector, by what is selected and by its menu', async () => {
    const { page } = window;
    await turn('Inspector', 'true');
    const shown = page
      .locator('iframe.webview.ready')
      .filter({ visible: true })
      .first()
      .contentFrame()
      .frameLocator('iframe#active-frame');
    // It follows what is selected from now on.
    await shown.getByRole('heading').first().waitFor();
    await row(/^linux\/amd64, present/).click();
    await shown.getByRole('heading', { name: half }).waitFor();
    await shown.getByText('in the Docker engine').first().waitFor();
    await window.picture('images-inspector');
    await turn('Inspector', 'false');
    await row(/^1, .*1 not pulled/).click({ button: 'right' });
    await chooseFromMenu(page, 'Inspect');
    await page.getByRole('tab', { name: half }).waitFor();
    await shown.getByRole('heading', { name: half }).waitFor();
    await shown.getByText('in the Docker engine').first().waitFor();
    await window.picture('images-inspector-editor');
    await window.command('View: Close Editor');
  });

  it('shows on top what runs emulated, and leads there by a command', async () => {
    await window.command('Multi-Arch: Show Emulated Containers');
    await row(/^Running emulated/).waitFor();
    await row(new RegExp(`^${container}.*arm64 on amd64`)).waitFor();
    await window.picture('images-emulated');
  });

  it('follows the engine', async () => {
    await docker('tag', whole, renamed);
    await row(new RegExp(`^${run}, 2`)).waitFor();
  });

  it('says what will be emulated, and runs it by a command that it shows', async () => {
    const { page } = window;
    await unfold(row(/\/whole, 1 · 127/));
    await row(/^1, linux\/amd64, linux\/arm64/).click({ button: 'right' });
    await chooseFromMenu(page, 'Run as Platform…');
    await quickInput(page, 'Which platform?');
    await window.picture('images-run-1-platform');
    await quickPickRow(page, /^linux\/arm64.*emulated on this linux\/amd64 host/).click();
    const dialog = page.locator('.monaco-dialog-box', { hasText: 'emulated on this linux/amd64' });
    await dialog.waitFor();
    await window.picture('images-run-2-emulated');
    await dialog.getByRole('button', { name: 'Run', exact: true }).click();
    const terminal = page.locator('.xterm-rows').first();
    await terminal.filter({ hasText: 'Executing task' }).waitFor();
    const text = (await terminal.innerText()).replace(/\s+/g, '');
    assert(text.includes(`run--rm-it--platform=linux/arm64${whole}`), text);
    // What is typed before the shell reads is lost in part.
    await terminal.filter({ hasText: '/ #' }).waitFor();
    await window.command('Terminal: Focus Terminal');
    await page.locator('.xterm-helper-textarea:focus').first().waitFor();
    await page.keyboard.type('uname -m\n');
    await terminal.filter({ hasText: 'aarch64' }).waitFor();
    await window.picture('images-run-3-terminal');
    await page.keyboard.type('exit\n');
    await window.command('View: Toggle Panel Visibility');
  });

  it('shows what the local registry has, down to the platforms', async () => {
    await filter('nothing has this name');
    await unfold(row(/^Local registries/));
    await unfold(row(new RegExp(`^${setting('MULTIARCH_LAB_REGISTRY')}`)));
    await unfold(row(new RegExp(`^${run}/half`)));
    await unfold(row(/^1(,|$)/));
    await row(/^linux\/arm64/).waitFor();
    await row(/^2 attestations/).waitFor();
    await window.picture('images-registry');
  });

  it('keeps images of registries in view', async () => {
    const { page } = window;
    await window.command('Multi-Arch: Pin Image…');
    const field = page.locator('.quick-input-widget input.input');
    await field.fill('not a reference');
    await page.locator('.quick-input-message', { hasText: 'invalid reference format' }).waitFor();
    await field.fill(half);
    await page.keyboard.press('Enter');
    await row(/^Pinned/).waitFor();
    await window.picture('images-pinned');
  });
});
