import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

const sample = join(__dirname, '../../lab/sample');

describe('a build in the window, with a real engine', function () {
  this.timeout(540_000);
  let window: Window;
  let tag: string;

  before(async () => {
    // The number tells runs apart that use the lab at the same time.
    tag = `${setting('MULTIARCH_LAB_REGISTRY')}/sample/greet:1.${process.pid}`;
    const names = readdirSync(sample);
    window = await openWindow({
      files: {
        ...Object.fromEntries(
          names.map((name) => [name, readFileSync(join(sample, name), 'utf8')]),
        ),
        'Dockerfile.fails':
          'FROM busybox:1.37 AS only\nARG TARGETARCH\nRUN echo "this is $TARGETARCH"; test "$TARGETARCH" = amd64\n',
        'Dockerfile.slow': 'FROM busybox:1.37 AS slow\nRUN sleep 77\n',
        'Dockerfile.declared':
          '# multiarch: platforms=linux/s390x\nFROM scratch AS only\nCOPY greet.sh /\n',
      },
    });
  });
  pictureOfFailure(() => window);
  after(closeAll);

  it('was warned of before: the mistake of the sample is underlined and explained', async () => {
    const { page } = window;
    await window.openFile('Dockerfile.mistake');
    await page.locator('.squiggly-warning').first().waitFor();
    await window.hover('amd64/busybox', 'What a build gets');
    await window.picture('diagnostics');
    await window.leave();
  });

  it('is chosen by a few questions', async () => {
    const { page } = window;
    await window.openFile('Dockerfile');
    await window.command('Multi-Arch: Build Image…');
    await quickInput(page, 'Dockerfile to build');
    await window.picture('build-1-dockerfile');
    await quickPickRow(page, /^Dockerfile,/).click();
    await quickInput(page, /^Platforms/);
    await quickPickBox(page, 'linux/arm/v7').getByText('emulated').waitFor();
    await quickPickBox(page, 'linux/arm/v7').click();
    await window.picture('build-2-platforms');
    await page.locator('.quick-input-action').getByText('OK').click();
    const field = await quickInput(page, 'registry.example.com/app:1.0');
    await field.fill(tag);
    await window.picture('build-3-tag');
    await page.keyboard.press('Enter');
    await quickInput(page, 'What becomes of the image');
    await window.picture('build-4-output');
    await quickPickRow(page, /Push to the registry/).click();
  });

  it('runs in a terminal that shows its exact command', async () => {
    const { page } = window;
    const terminal = page.locator('.xterm-rows').first();
    const words = `buildx build --progress=rawjson --platform linux/amd64,linux/arm64,linux/arm/v7 --file Dockerfile --tag ${tag} --push .`;
    await terminal.filter({ hasText: 'Built for' }).waitFor({ timeout: 360_000 });
    // What was written first is out of sight, and then not there.
    await window.command('Terminal: Scroll to Top');
    await terminal.filter({ hasText: '--progress=rawjson' }).waitFor();
    // The terminal breaks long lines; what is left is the same text.
    const text = (await terminal.innerText()).replace(/\s+/g, '');
    assert(text.includes(words.replace(/\s+/g, '')), text);
    await window.picture('build-5-running');
  });

  it('ends with the platforms that the registry has, read back', async () => {
    const { page } = window;
    await page
      .locator('.notification-toast', { hasText: `${tag} was pushed for` })
      .waitFor({ timeout: 360_000 });
    await window.showBuilders();
    await page
      .getByRole('treeitem', { name: /emulated/ })
      .first()
      .waitFor();
    await window.picture('build');
    assert.deepEqual(await platformsInRegistry(tag), [
      'linux/amd64',
      'linux/arm64',
      'linux/arm/v7',
    ]);
  });

  it('says which platform failed and why, and marks the line', async () => {
    const { page } = window;
    await window.command('Notifications: Clear All Notifications');
    await window.command('View: Show Explorer');
    await window.openFile('Dockerfile.fails');
    await window.command('Multi-Arch: Build Target…');
    await quickPickRow(page, /^only,/).click();
    await page
      .locator('.notification-toast', {
        hasText:
          'The command of this step failed on linux/arm64 with exit code 1. The step printed last: this is arm64',
      })
      .waitFor({ timeout: 180_000 });
    await page.locator('.squiggly-error').first().waitFor();
    const terminal = page.locator('.xterm-rows').first();
    await terminal.filter({ hasText: 'this is arm64' }).waitFor();
    await window.picture('build-failed');
    await page.getByRole('button', { name: 'Build Without arm64' }).click();
    await terminal.filter({ hasText: 'Built for linux/amd64' }).waitFor({ timeout: 180_000 });
    assert.equal(await page.locator('.squiggly-error').count(), 0);
  });

  it('no longer marks a line that was edited since', async () => {
    const { page } = window;
    await window.command('Multi-Arch: Build Target…');
    await quickPickRow(page, /^only,/).click();
    const marks = page.locator('.squiggly-error');
    await marks.first().waitFor({ timeout: 180_000 });
    await page.locator('.editor-instance .view-line', { hasText: 'RUN echo' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type(' ');
    await marks.first().waitFor({ state: 'detached' });
    await page.keyboard.press('Backspace');
    await window.command('File: Save');
  });

  it('is for the platforms that the file says', async () => {
    const { page } = window;
    await window.openFile('Dockerfile.declared');
    await window.command('Multi-Arch: Build Target…');
    await quickPickRow(page, /^only,/).click();
    const terminal = page.locator('.xterm-rows').first();
    await terminal.filter({ hasText: 'Built for linux/s390x' }).waitFor({ timeout: 60_000 });
  });

  it('is cancelled from the palette', async () => {
    const { page } = window;
    await window.openFile('Dockerfile.slow');
    await window.command('Multi-Arch: Build Target…');
    await quickPickRow(page, /^slow,/).click();
    const terminal = page.locator('.xterm-rows').first();
    await terminal.filter({ hasText: '▸' }).filter({ hasText: 'RUN sleep 77' }).waitFor();
    await window.picture('build-live');
    await window.command('Multi-Arch: Cancel Build');
    await terminal.filter({ hasText: 'The build was cancelled after' }).waitFor();
  });

  it('is run again with what the files are now', async () => {
    const { page } = window;
    await window.command('Multi-Arch: Build Again');
    const terminal = page.locator('.xterm-rows').first();
    await terminal.filter({ hasText: '▸' }).filter({ hasText: 'RUN sleep 77' }).waitFor();
    await window.command('Multi-Arch: Cancel Build');
    await terminal.filter({ hasText: 'The build was cancelled after' }).waitFor();
  });
});

/** What the index of a tag lists, asked without any of our own code. */
async function platformsInRegistry(tag: string): Promise<string[]> {
  const [, host, repository, version] = /^([^/]+)\/(.+):([^:]+)$/.exec(tag) ?? [];
  const response = await fetch(`http://${host}/v2/${repository}/manifests/${version}`, {
    headers: { accept: 'application/vnd.oci.image.index.v1+json' },
  });
  const index = (await response.json()) as {
    manifests: { platform: { os: string; architecture: string; variant?: string } }[];
  };
  return index.manifests
    .map(({ platform: { os, architecture, variant } }) =>
      [os, architecture, variant].filter(Boolean).join('/'),
    )
    .filter((platform) => platform !== 'unknown/unknown');
}
