import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFakeDocker, type FakeDocker } from '../fakeDocker.ts';
import { closeAll } from './closing.ts';
import {
  openWindow,
  pictureOfFailure,
  quickInput,
  quickPickBox,
  quickPickRow,
  type Window,
} from './window.ts';

/** As `docker buildx inspect` prints the lab's own builder (buildx 0.29). */
const builder = [
  ...['Name: default', 'Driver: docker', '', 'Nodes:'],
  ...['Name: default', 'Endpoint: default', 'Status: running'],
  `Platforms: ${[
    ...['linux/amd64', 'linux/amd64/v2', 'linux/arm64', 'linux/riscv64', 'linux/ppc64le'],
    ...['linux/s390x', 'linux/arm/v7', 'linux/arm/v6'],
  ].join(', ')}`,
  '',
].join('\n');

/** What the image says where the name is taken (tonistiigi/binfmt v10.2.3-68, cmd/binfmt/main.go). */
const alreadyThere = 'installing: loong64 qemu-loongarch64 already registered\n';

/** The engine and the kernel are the lab's; the program docker only writes down how it is called. */
describe('the emulation view, with a real kernel', function () {
  this.timeout(360_000);
  let window: Window;
  let docker: FakeDocker;
  let scratch: string;
  let memory: string;

  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'emulation-'));
    docker = makeFakeDocker(join(scratch, 'bin'));
    docker.answer([
      { words: 'buildx inspect', stdout: builder },
      { words: 'run --privileged', stderr: alreadyThere },
    ]);
    const state = join(scratch, 'state');
    const key = `this-machine ${hostname()}`;
    const name = createHash('sha256').update(key).digest('hex');
    memory = join(state, 'multiarch', 'emulators', `${name}.json`);
    mkdirSync(dirname(memory), { recursive: true });
    writeFileSync(
      memory,
      JSON.stringify({
        version: 1,
        key,
        bootId: 'another start',
        seenAt: 1,
        emulators: [{ architecture: 'loong64', name: 'qemu-loongarch64' }],
      }),
    );
    window = await openWindow({
      files: { Dockerfile: 'FROM scratch\n' },
      settings: { 'multiarch.platforms': ['linux/amd64', 'linux/arm64', 'linux/mips64le'] },
      env: { PATH: docker.folder, XDG_STATE_HOME: state, MULTIARCH_CACHE: '' },
    });
  });
  pictureOfFailure(() => window);
  after(async () => {
    await closeAll();
    rmSync(scratch, { recursive: true });
  });

  it('says once what is lost since the machine was started anew', async () => {
    const { page } = window;
    await window.showBuilders();
    const told = page.locator('.notification-toast', {
      hasText: 'Builds for loong64 worked here before. Since the machine was restarted',
    });
    await told.getByText('Install Again…').waitFor();
    await window.picture('emulation-lost');
    await told.getByText('Show', { exact: true }).click();
  });

  it('shows each architecture with its emulator, and what fails', async () => {
    const { page } = window;
    // A row that is out of sight is not there.
    await page.getByRole('button', { name: 'Builders Section' }).click();
    await page.getByRole('treeitem', { name: 'amd64, native', exact: true }).waitFor();
    await page.getByRole('treeitem', { name: /^arm64, emulated · QEMU \d+\.\d+\.\d+$/ }).waitFor();
    await page.getByRole('treeitem', { name: 'mips64le, not emulated', exact: true }).click();
    await page
      .getByRole('treeitem', {
        name: 'Fails: exec /bin/sh: exec format error',
      })
      .first()
      .waitFor();
    await page
      .getByRole('treeitem', { name: 'loong64, lost · not emulated', exact: true })
      .waitFor();
    await page.getByRole('treeitem', { name: /^arm64, emulated/ }).click();
    await page.getByRole('treeitem', { name: 'Flags: POF', exact: true }).waitFor();
    await window.picture('emulation-view');
  });

  it('asks what to install, and says exactly what it will do', async () => {
    const { page } = window;
    await window.command('Multi-Arch: Install Emulators…');
    await quickInput(page, 'Architectures to install an emulator for');
    await window.picture('emulation-architectures');
    // What is missing is chosen already.
    await quickPickBox(page, 'mips64le').click();
    await page.locator('.quick-input-action').getByText('OK').click();
    await quickInput(page, 'What changes the kernel');
    await window.picture('emulation-images');
    await quickPickRow(page, /qemu-v10\.2\.3-68/).click();
    const question = page.locator('.monaco-dialog-box');
    await question.getByText('Install emulators for loong64?').waitFor();
    await question.getByText('A container with all privileges changes the kernel').waitFor();
    await window.picture('emulation-consent');
    await question.getByRole('button', { name: 'Cancel' }).click();
    assert.deepEqual(starts('run'), []);
  });

  it('does it after a yes, and sees that it changed nothing', async () => {
    const { page } = window;
    await window.command('Multi-Arch: Install Emulators…');
    await quickInput(page, 'Architectures to install an emulator for');
    await quickPickBox(page, 'mips64le').click();
    await page.locator('.quick-input-action').getByText('OK').click();
    await quickInput(page, 'What changes the kernel');
    await quickPickRow(page, /qemu-v10\.2\.3-68/).click();
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Install' }).click();
    await page
      .locator('.notification-toast', {
        hasText: 'The kernel is not as it should be now for loong64',
      })
      .waitFor();
    await window.picture('emulation-unchanged');
    const image = 'docker.io/tonistiigi/binfmt:qemu-v10.2.3-68';
    assert.deepEqual(starts('run'), [`run --privileged --rm ${image} --install loong64`]);
  });

  it('goes on remembering what is lost, beside what is there', async () => {
    const { page } = window;
    await page
      .getByRole('treeitem', { name: 'loong64, lost · not emulated', exact: true })
      .waitFor();
    const remembered = readFileSync(memory, 'utf8');
    assert.match(remembered, /loong64/);
    assert.match(remembered, /qemu-aarch64/);
  });

  function starts(word: string): readonly string[] {
    return docker
      .starts()
      .filter(([first]) => first === word)
      .map((words) => words.join(' '));
  }
});
