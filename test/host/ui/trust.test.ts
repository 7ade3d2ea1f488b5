import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { sampleRegistry } from '../../support/registry/sampleImages.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { makeFakeDocker, type FakeDocker } from '../fakeDocker.ts';
import { recordedBuilders } from '../recordedBuilders.ts';
import { openWindow, pictureOfFailure, type Window } from './window.ts';

describe('a workspace that is not trusted', function () {
  this.timeout(60_000);
  let registry: LoopbackServer;
  let docker: FakeDocker;
  let window: Window;

  before(async () => {
    registry = await startServer(sampleRegistry());
    docker = makeFakeDocker(mkdtempSync(join(tmpdir(), 'docker-')));
    docker.answer(recordedBuilders());
    window = await openWindow({
      files: {
        Dockerfile: `FROM ${registry.host}/app:single\nRUN true\n`,
        'Dockerfile.wrong': 'FROM scratch\nRUNN true\n',
      },
      trust: false,
      settings: { 'security.workspace.trust.startupPrompt': 'always' },
      env: { PATH: [docker.folder, process.env['PATH']].join(delimiter) },
    });
  });
  pictureOfFailure(() => window);
  after(async () => {
    await window.close();
    await registry.close();
    rmSync(docker.folder, { recursive: true });
  });

  it('is checked by its text alone: no registry is asked, docker is not started', async () => {
    const { page } = window;
    await page.getByRole('button', { name: /^No, I don't trust/ }).click();
    await window.openFile('Dockerfile.wrong');
    await page.locator('.squiggly-error').first().waitFor();
    await window.openFile('Dockerfile');
    await window.hover(':single', 'this workspace is not trusted');
    await window.picture('untrusted-hover');
    await window.leave();
    await page.locator('.activitybar').getByRole('tab', { name: 'Multi-Arch' }).click();
    await page.getByText('Docker is not started and no registry is asked').waitFor();
    await window.picture('untrusted-view');
    assert.deepEqual(registry.seen, []);
    assert.deepEqual(docker.starts(), []);
  });

  it('builds nothing', async () => {
    const { page } = window;
    await window.command('Multi-Arch: Build Image…');
    await page
      .locator('.notification-toast', { hasText: 'Docker is not started in a workspace' })
      .waitFor();
    await window.picture('untrusted-build');
    assert.deepEqual(docker.starts(), []);
  });

  it('is looked up as soon as it is trusted, without a reload', async () => {
    const { page } = window;
    await page.locator('.notification-toast').getByText('Manage Workspace Trust').click();
    await page.getByRole('button', { name: 'Trust', exact: true }).first().click();
    await page.getByText('You trust this folder').waitFor();
    await window.picture('trust-granted');
    await window.command('View: Close Editor');
    await page.getByRole('treeitem', { name: /^Builder bk/ }).waitFor();
    await page.getByRole('tab', { name: 'Dockerfile', exact: true }).click();
    await page.locator('.squiggly-warning').first().waitFor();
    await window.picture('trusted');
    assert.notEqual(registry.seen.length, 0);
    assert(docker.starts().some((words) => words.join(' ').startsWith('buildx ls')));
  });
});
