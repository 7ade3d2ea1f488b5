import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ownRepository } from './labRegistry.ts';

const start = promisify(execFile);

/** A builder with a buildkitd.toml, as buildx makes and keeps it; it is never started. */
describe('a builder with registries of its own', () => {
  const image = ownRepository('mirrored:1');
  const registry = image.slice(0, image.indexOf('/'));
  let folder = '';
  let environment: NodeJS.ProcessEnv = {};

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-toml-'));
    const cache = { MULTIARCH_REGISTRY_CACHE: path.join(folder, 'cache') };
    environment = { ...process.env, ...cache, BUILDX_CONFIG: path.join(folder, 'buildx') };
    await writeFile(path.join(folder, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
    const platforms = ['--platform', 'linux/amd64,linux/arm64'];
    const call = ['buildx', 'build', '--quiet', '--push', ...platforms, '--tag', image, folder];
    await start('docker', call);
    const configuration = path.join(folder, 'buildkitd.toml');
    await writeFile(
      configuration,
      `[registry."live.invalid"]\nmirrors = ["${registry}"]\n[registry."${registry}"]\nhttp = true\n`,
    );
    const create = ['--name', 'mirrored', '--driver', 'docker-container', '--use'];
    await start('docker', ['buildx', 'create', ...create, '--config', configuration], {
      env: environment,
    });
  });

  after(async () => {
    await start('docker', ['buildx', 'rm', '--force', 'mirrored'], { env: environment });
    await rm(folder, { recursive: true, force: true });
  });

  it('is followed to its mirrors', async () => {
    const reference = `live.invalid${image.slice(registry.length)}`;
    const args = ['dist/cli.js', 'image', reference, '--format', 'json'];
    const { stdout } = await start(process.execPath, args, { env: environment });
    const found = JSON.parse(stdout) as {
      source: unknown;
      platforms: readonly { platform: string }[];
    };
    assert.deepEqual(found.source, { registry: 'live.invalid', mirror: registry });
    assert.deepEqual(
      found.platforms.map(({ platform }) => platform),
      ['linux/amd64', 'linux/arm64'],
    );
  });
});
