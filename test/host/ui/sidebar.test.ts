import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KernelEntries } from '../../live/kernelEntries.ts';
import { openNodeProxy, type NodeProxy } from '../../live/nodeProxy.ts';
import { closeAll } from './closing.ts';
import { picturePath, setting } from './environment.ts';
import { keyboardOf, type Keyboard } from './keyboard.ts';
import { inEachTheme } from './themes.ts';
import { openWindow, pictureOfFailure, type Window } from './window.ts';

const start = promisify(execFile);

/** The three views beside each other, with a real engine, kernel and buildx, by the keyboard alone. */
describe('the side bar, with a real engine', function () {
  this.timeout(180_000);
  const image = `shop-${process.pid}/web:1.0`;
  const container = `shop-${process.pid}`;
  const proxies: NodeProxy[] = [];
  let scratch = '';
  let window: Window;
  let keys: Keyboard;

  const docker = (...args: readonly string[]) => start('docker', args);
  const row = (name: string | RegExp) => window.page.getByRole('treeitem', { name });

  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sidebar-'));
    const socket = setting('DOCKER_HOST').slice('unix://'.length);
    for (let node = 0; node < 2; node += 1) proxies.push(await openNodeProxy(socket));
    writeFileSync(join(scratch, 'Dockerfile'), `FROM busybox:1.37.0\nLABEL run=${image}\n`);
    const platforms = ['--platform', 'linux/amd64,linux/arm64'];
    await docker('buildx', 'build', '--quiet', ...platforms, '--tag', image, '--load', scratch);
    const detached = ['--detach', '--name', container, '--platform', 'linux/arm64'];
    await docker('run', ...detached, image, 'sleep', '600');
    window = await openWindow({
      files: { Dockerfile: 'FROM busybox\nRUN true\n' },
      viewport: { width: 1120, height: 1000 },
      env: {
        BUILDX_CONFIG: join(scratch, 'buildx'),
        XDG_STATE_HOME: join(scratch, 'state'),
        MULTIARCH_CACHE: '',
      },
    });
    keys = keyboardOf(window.page);
    await window.openFile('Dockerfile');
    await window.showBuilders();
    await row(/^Builder default/).waitFor();
  });
  pictureOfFailure(() => window);
  after(closeAll);
  after(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await docker('rm', '--force', container).catch(() => undefined);
    await docker('image', 'rm', '--force', image).catch(() => undefined);
    rmSync(scratch, { recursive: true, force: true });
  });

  async function toast(text: string | RegExp): Promise<void> {
    await window.page.locator('.notification-toast', { hasText: text }).waitFor();
    await keys.command('Notifications: Clear All Notifications');
  }

  /** Folds a view, or unfolds it. */
  async function turn(view: string, expanded: 'true' | 'false'): Promise<void> {
    const header = window.page.getByRole('button', { name: new RegExp(`^${view}.* Section$`) });
    if ((await header.getAttribute('aria-expanded')) !== expanded) await header.click();
  }

  it('has a builder of two nodes after a few questions, which builds use', async () => {
    await keys.command('Multi-Arch: Create Builder…');
    await keys.answer(/^Driver/, 'remote');
    await keys.answer('multiarch', 'farm');
    await keys.answer(/^tcp:/, proxies[0]?.endpoint ?? '');
    await keys.answer(/^Options of the driver/, '');
    await window.page.locator('.quick-input-list').getByText('This command runs').waitFor();
    await window.picture('flow-1-command');
    await keys.answer('What happens with builder farm', 'Create and use');
    await toast('Builder farm was created, and builds use it.');
    await keys.command('Multi-Arch: Add Node…');
    await keys.answer('Builder', 'farm');
    await keys.answer(/^tcp:/, proxies[1]?.endpoint ?? '');
    await keys.answer('arm', 'arm');
    await keys.answer(/^Options of the driver/, '');
    await keys.tick(/^Platforms that only this node builds/, 'linux/arm64');
    await keys.answer('Which node builds what is known once arm runs', '');
    await toast('Builder farm has a node arm now.');
  });

  it('says that its pins do not count, and which node builds what once they do', async () => {
    await row(/^Builder farm, remote · used for builds$/).waitFor();
    await row('Targets: amd64 → farm0, arm64 → farm0').waitFor();
    await row(/^Warning for builder farm: Pins do not count: amd64 has none$/).waitFor();
    await window.picture('flow-2-pins-do-not-count');
    await keys.command('Multi-Arch: Pin Platforms…');
    await keys.answer('Builder', 'farm');
    await keys.answer(/^Node of builder/, 'farm0');
    await keys.tick(/^Platforms that only this node builds/, 'linux/amd64');
    await keys.answer('Builds: linux/amd64 → farm0, linux/arm64 → arm', '');
    await toast('linux/amd64 is pinned to farm0.');
    await row('Targets: amd64 → farm0, arm64 → arm').waitFor();
    await window.picture('flow-3-pinned');
  });

  it('can be read in every theme', async () => {
    const { page } = window;
    for (const view of ['Images', 'Emulation']) await turn(view, 'true');
    await turn('Inspector', 'false');
    await keys.command('Multi-Arch: Filter Images…');
    await page.locator('.quick-input-widget input.input:focus').waitFor();
    await page.keyboard.type(`shop-${process.pid}`);
    await page.keyboard.press('Enter');
    await row(/^Running emulated/).waitFor();
    await row(/^arm64, emulated · QEMU \d/).waitFor();
    await inEachTheme(window, async (theme) => {
      await window.leave();
      await page.locator('.sidebar').screenshot({ path: picturePath(`sidebar-${theme}`) });
    });
  });

  it('goes again after a question', async () => {
    const { page } = window;
    await keys.command('Multi-Arch: Remove Builder…');
    await keys.answer('Builder', 'farm');
    await page
      .locator('.monaco-dialog-box')
      .getByText(/buildx rm farm/)
      .waitFor();
    await window.picture('flow-4-remove');
    await page.keyboard.press('Enter');
    await toast('Builder farm was removed.');
    await row(/^Builder farm/).waitFor({ state: 'detached' });
  });

  // Entries are written by root, and only where the engine runs on this kernel.
  if (process.getuid?.() !== 0) return;

  it('says that an emulator is lost and how it comes back, and nothing once it is back', async () => {
    const { withLabLock } = await import('../../lab/labLock.mjs');
    const entries = new KernelEntries('qemu-riscv64');
    const { page } = window;
    await turn('Builders', 'true');
    await turn('Images', 'false');
    await turn('Emulation', 'true');
    await row(/^riscv64, emulated/).waitFor();
    await withLabLock({ say: () => undefined }, async () => {
      try {
        entries.remove();
        await keys.command('Multi-Arch: Refresh Builders');
        await row('riscv64, lost · not emulated').waitFor();
        await row(/^Worked before\. Programs for riscv64 ran here/).waitFor();
        await row('linux/riscv64, emulator gone').waitFor();
        await page.locator('.sidebar').screenshot({ path: picturePath('sidebar-emulator-gone') });
        await keys.command('Multi-Arch: Install Emulators…');
        await keys.answer('Architectures to install an emulator for', '');
        await keys.answer('What changes the kernel', 'latest');
        const question = page.locator('.monaco-dialog-box');
        await question.getByText(/run --privileged --rm .*binfmt:latest --install/).waitFor();
        await window.picture('flow-5-install');
        await page.keyboard.press('Escape');
      } finally {
        entries.restore();
      }
    });
    await keys.command('Multi-Arch: Refresh Builders');
    await row(/^riscv64, emulated/).waitFor();
    await row('linux/riscv64, emulator gone').waitFor({ state: 'detached' });
  });
});
