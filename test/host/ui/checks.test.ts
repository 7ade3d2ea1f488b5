import assert from 'node:assert/strict';
import { sampleRegistry } from '../../support/registry/sampleImages.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { openWindow, pictureOfFailure, quickPickBox, type Window } from './window.ts';

describe('a Dockerfile in the window', function () {
  this.timeout(60_000);
  let registry: LoopbackServer;
  let window: Window;

  before(async () => {
    registry = await startServer(sampleRegistry());
    window = await openWindow({
      files: {
        Dockerfile: `FROM ${registry.host}/app:amd64-index\nRUN true\n`,
        Dockerfile_amd64: 'FROM scratch\n',
      },
    });
  });
  pictureOfFailure(() => window);
  after(async () => {
    await window.close();
    await registry.close();
  });

  it('has a squiggle under the name of an image that lacks a platform', async () => {
    const { page } = window;
    await window.openFile('Dockerfile');
    const squiggle = page.locator('.squiggly-error').first();
    await squiggle.waitFor();
    const drawn = await squiggle.boundingBox();
    const name = await page.locator('.view-line span span', { hasText: '/app:' }).boundingBox();
    assert(drawn && name);
    assert(Math.abs(drawn.x + drawn.width - (name.x + name.width)) < 3, 'ends with the name');
  });

  it('shows the platforms of the image in a hover', async () => {
    const hover = await window.hover('/app:', 'manifest list');
    await hover.getByRole('row', { name: /linux\/arm64.*no image/ }).waitFor();
    await hover.getByRole('row', { name: /linux\/amd64.*its own image/ }).waitFor();
    await window.picture('hover');
    await window.leave();
  });

  it('is in the list of problems', async () => {
    const { page } = window;
    await window.command('Problems: Focus on Problems View');
    await page
      .locator('.markers-panel .monaco-list-row', { hasText: 'has no image for linux/arm64' })
      .waitFor();
    await window.picture('problems');
  });

  it('is right for other platforms, which the status bar offers to choose', async () => {
    const { page } = window;
    await page.locator('.statusbar-item', { hasText: 'amd64, arm64' }).click();
    await quickPickBox(page, 'linux/arm64').click();
    await window.picture('choose-platforms');
    await page.locator('.quick-input-action').getByText('OK').click();
    await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
    await page
      .getByRole('button', { name: 'Target platforms: linux/amd64', exact: true })
      .waitFor();
    await window.picture('chosen-platforms');
  });

  it('may have a name that ends with an architecture', async () => {
    const { page } = window;
    await window.openFile('Dockerfile_amd64');
    await page.locator('.statusbar-item', { hasText: 'Docker' }).first().waitFor();
  });
});
