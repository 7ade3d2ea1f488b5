import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pushSingleImages } from '../../support/registry/singleImages.ts';
import { auditsByKeys } from './auditsByKeys.ts';
import { buildersByKeys } from './buildersByKeys.ts';
import { buildsByKeys, slowDockerfile } from './buildsByKeys.ts';
import { closeAll } from './closing.ts';
import { setting } from './environment.ts';
import { imagesByKeys } from './imagesByKeys.ts';
import { keyboardOf } from './keyboard.ts';
import type { KeyedStage } from './keyedStage.ts';
import { listsByKeys } from './listsByKeys.ts';
import { openWindow, pictureOfFailure } from './window.ts';

/** The rows of the views, their menus and the pages that they lead to. Only keys are pressed. */
describe('the views, by keys alone', function () {
  this.timeout(180_000);
  // A step that is done once more would find what the one that failed has left.
  this.retries(0);
  let stage: KeyedStage | undefined;
  let scratch = '';

  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'keys-'));
    const registry = setting('MULTIARCH_LAB_REGISTRY');
    // The number tells runs apart that use the lab at the same time.
    const path = `keys${process.pid}/app`;
    const repository = `${registry}/${path}`;
    const store = join(scratch, 'buildx');
    const env = { ...process.env, BUILDX_CONFIG: store };
    const docker: KeyedStage['docker'] = async (...args) =>
      (await promisify(execFile)('docker', args, { env })).stdout;
    await pushSingleImages(`http://${registry}`, path, 3);
    writeFileSync(join(scratch, 'Dockerfile'), `FROM busybox:1.37.0\nLABEL name=${repository}\n`);
    const platforms = ['--platform', 'linux/amd64,linux/arm64', '--tag', `${repository}:1`];
    await docker('buildx', 'build', '--quiet', ...platforms, '--push', scratch);
    await docker('buildx', 'create', '--name', 'spare', '--driver', 'docker-container');
    const window = await openWindow({
      files: { Dockerfile: slowDockerfile() },
      settings: { 'multiarch.platforms': ['linux/amd64', 'linux/mips64le'] },
      // Each view has room for its rows, which are not there while they are out of sight.
      viewport: { width: 1120, height: 1600 },
      env: { BUILDX_CONFIG: store, XDG_STATE_HOME: join(scratch, 'state') },
    });
    const keys = keyboardOf(window.page);
    // The palette knows no command of an extension before the editor has read them all.
    await window.page.getByRole('tab', { name: 'Multi-Arch' }).waitFor();
    await window.page.getByRole('treeitem', { name: 'Dockerfile', exact: true }).waitFor();
    // The first command sometimes leaves the focus nowhere in a new window; who sees the rows gives it again.
    await keys.command('Multi-Arch: Focus on Builders View');
    await window.page.getByRole('treeitem', { name: /^Builder default/ }).waitFor();
    stage = { window, keys, store, repository, docker };
  });
  pictureOfFailure(() => stage?.window);
  after(closeAll);
  after(async () => {
    await stage?.docker('image', 'rm', '--force', `${stage.repository}:1`).catch(() => undefined);
    rmSync(scratch, { recursive: true, force: true });
  });

  const opened = () => {
    assert(stage);
    return stage;
  };
  buildersByKeys(opened);
  imagesByKeys(opened);
  listsByKeys(opened);
  auditsByKeys(opened);
  buildsByKeys(opened);
});
