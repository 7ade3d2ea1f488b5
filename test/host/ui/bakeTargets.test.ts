import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleRegistry } from '../../support/registry/sampleImages.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { closeAll } from './closing.ts';
import { openWindow, pictureOfFailure, type Window } from './window.ts';

/** Two targets that build one Dockerfile, of which the second adds an argument of its own. */
function bakeFile(platforms: readonly [string, string]): string {
  return [
    'group "default" {',
    '  targets = ["app", "debug"]',
    '}',
    'target "app" {',
    '  target    = "app"',
    '  args      = { FLAVOUR = "amd64-index" }',
    '  contexts  = { helper = "./helper" }',
    `  platforms = ["${platforms[0]}"]`,
    '}',
    'target "debug" {',
    '  inherits  = ["app"]',
    '  args      = { MODE = "debug" }',
    `  platforms = ["${platforms[1]}"]`,
    '}',
    '',
  ].join('\n');
}

/** The last stage is built by none of them. */
function dockerfile(host: string): string {
  return [
    'ARG FLAVOUR',
    `FROM ${host}/app:\${FLAVOUR} AS app`,
    'COPY --from=helper / /',
    'RUN true',
    '',
    'FROM --platform=$TARGETPLATFORM scratch AS other',
    '',
  ].join('\n');
}

/** The engine and buildx are real: they say what bake files mean. */
describe('the targets of a Dockerfile, in the window', function () {
  this.timeout(540_000);
  let registry: LoopbackServer;
  let window: Window;

  before(async () => {
    registry = await startServer(sampleRegistry());
    window = await openWindow({
      files: {
        Dockerfile: dockerfile(registry.host),
        'docker-bake.hcl': bakeFile(['linux/s390x', 'linux/riscv64']),
      },
      trust: false,
      settings: {
        'security.workspace.trust.startupPrompt': 'always',
        'multiarch.platforms': ['linux/386'],
      },
    });
  });
  pictureOfFailure(() => window);
  after(async () => {
    await closeAll();
    await registry.close();
  });

  /** Waits until the status bar names these platforms and their source. */
  async function shows(platforms: string, source: string, picture?: string): Promise<void> {
    const { page } = window;
    const item = page.getByRole('button', { name: `Target platforms: ${platforms}`, exact: true });
    await item.waitFor();
    await item.hover();
    await page.locator('.monaco-hover:visible', { hasText: source }).waitFor();
    if (picture !== undefined) await window.picture(picture);
    await window.leave();
  }
  const save = (name: string, text: string) => {
    writeFileSync(join(window.folder, name), text);
  };
  const problem = (text: string | RegExp) =>
    window.page.locator('.markers-panel .monaco-list-row', { hasText: text });

  it('are those of the setting while a bake file may not be read, and its arguments are unknown', async () => {
    const { page } = window;
    await page.getByRole('button', { name: /^No, I don't trust/ }).click();
    await window.openFile('Dockerfile');
    await page.locator('.squiggly-info').first().waitFor();
    assert.equal(await page.locator('.squiggly-error').count(), 0);
    await shows(
      'linux/386',
      'docker-bake.hcl was not read: docker, which reads it, is not started in a workspace that is not trusted.',
      'bake-untrusted',
    );
  });

  it('are those of all targets of the bake file once the workspace is trusted', async () => {
    const { page } = window;
    await window.command('Workspaces: Manage Workspace Trust');
    await page.getByRole('button', { name: 'Trust', exact: true }).first().click();
    await page.getByText('You trust this folder').waitFor();
    await window.command('View: Close Editor');
    await page.locator('.squiggly-error').first().waitFor();
    await shows('linux/s390x, linux/riscv64', '(from app, debug in docker-bake.hcl)', 'bake');
    await window.command('Problems: Focus on Problems View');
    await problem('No image for linux/s390x, linux/riscv64 in').waitFor();
    await window.picture('bake-problems');
    // Its stage is built, with its argument; the named context is nobody's image.
    assert.equal(await problem('helper').count(), 0);
  });

  it('change when the bake file is saved', async () => {
    save('docker-bake.hcl', bakeFile(['linux/amd64', 'linux/arm/v7']));
    await shows('linux/amd64, linux/arm/v7', '(from app, debug in docker-bake.hcl)');
    await problem('No image for linux/arm/v7 in').waitFor();
  });

  it('are said by .multiarch.yaml before that, and by a comment before everything', async () => {
    save('.multiarch.yaml', 'platforms: [linux/ppc64le]\n');
    await shows('linux/ppc64le', '(from .multiarch.yaml)');
    const text = dockerfile(registry.host);
    save('Dockerfile', `# multiarch: platforms=linux/mips64le\n${text}`);
    await shows('linux/mips64le', '(from the comment in the file)');
    save('Dockerfile', text);
    await shows('linux/ppc64le', '(from .multiarch.yaml)');
    rmSync(join(window.folder, '.multiarch.yaml'));
    await shows('linux/amd64, linux/arm/v7', 'in docker-bake.hcl)');
  });

  it('are said by a compose file behind it, and by the setting behind that', async () => {
    save(
      'compose.yaml',
      'services:\n  web:\n    build:\n      context: .\n      args: { FLAVOUR: amd64-index }\n      platforms: [linux/loong64, linux/arm64]\n',
    );
    rmSync(join(window.folder, 'docker-bake.hcl'));
    await shows('linux/loong64, linux/arm64', '(from service web in compose.yaml)', 'compose');
    rmSync(join(window.folder, 'compose.yaml'));
    await shows('linux/386', '(from the setting multiarch.platforms)');
    // Nobody gives the argument any more.
    await problem('invalid reference format').first().waitFor();
  });
});
