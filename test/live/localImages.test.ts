import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startMirroredEngine } from '../lab/mirroredEngine.mjs';
import { ownRepository } from './labRegistry.ts';

const start = promisify(execFile);

/** Whether the lab runs an engine of its own, beside which another one can be started. */
const isPrivate = process.env['DOCKER_HOST']?.includes('/multiarch-lab/') === true;

/**
 * An image that the registry has for two platforms and the engine has otherwise: what our check says of
 * a Dockerfile on it must be what a build does.
 */
describe('an image that the engine has of its own', () => {
  const image = ownRepository('own:1');
  let folder = '';
  let environment: NodeJS.ProcessEnv = {};

  async function docker(...args: readonly string[]): Promise<string> {
    return (await start('docker', args, { env: environment })).stdout;
  }

  async function build(platforms: string, ...more: readonly string[]): Promise<void> {
    const options = ['--quiet', '--platform', platforms, '--tag', image, ...more];
    await docker('buildx', 'build', ...options, path.join(folder, 'base'));
  }

  /** Whether a build on the image succeeds for a platform, and whether the engine's own is in it. */
  async function tryBuild(platform: string, ...more: readonly string[]) {
    const options = ['--progress', 'plain', '--no-cache', '--platform', platform, ...more];
    const out = path.join(folder, 'out', platform.replaceAll('/', '-'));
    await rm(out, { recursive: true, force: true });
    const output = ['--output', `type=local,dest=${out}`];
    const call = ['buildx', 'build', ...options, ...output, path.join(folder, 'app')];
    return docker(...call).then(
      () => true,
      (error: unknown) => {
        assert.match(String(error), /no match for platform in manifest|not found/);
        return false;
      },
    );
  }

  /** The platforms for which our check finds that the build fails. */
  async function missing(...more: readonly string[]): Promise<readonly string[]> {
    const file = path.join(folder, 'app', 'Dockerfile');
    const args = ['dist/cli.js', 'check', file, '--format', 'json', ...more];
    const { stdout } = await start(process.execPath, args, { env: environment }).catch(
      (error: unknown) => error as { stdout: string },
    );
    const { files } = JSON.parse(stdout) as {
      files: { findings: { rule: string; platforms: string[] }[]; unknown: unknown[] }[];
    };
    assert.deepEqual(files[0]?.unknown, []);
    return files[0].findings
      .filter(({ rule }) => rule === 'base-image-missing-platform')
      .flatMap(({ platforms }) => platforms);
  }

  async function compare(expected: readonly string[], ...more: readonly string[]): Promise<void> {
    const targets = ['linux/amd64', 'linux/arm64'];
    const failing: string[] = [];
    for (const target of targets) if (!(await tryBuild(target, ...more))) failing.push(target);
    assert.deepEqual(failing, expected, 'what builds do');
    assert.deepEqual(await missing(...more), expected, 'what we say');
  }

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-own-'));
    environment = { ...process.env, MULTIARCH_REGISTRY_CACHE: path.join(folder, 'cache') };
    for (const [name, text] of [
      ['base', 'FROM scratch\nCOPY Dockerfile /base\n'],
      ['app', `FROM ${image}\nCOPY Dockerfile /app\n`],
    ] as const) {
      await start('mkdir', ['-p', path.join(folder, name)]);
      await writeFile(path.join(folder, name, 'Dockerfile'), text);
    }
    await build('linux/amd64,linux/arm64', '--push', '--provenance=false');
  });

  after(async () => {
    await docker('image', 'rm', '--force', image).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  });

  it('goes before the registry, as a whole, with the containerd store', async () => {
    await compare([]);
    await build('linux/amd64', '--load', '--provenance=mode=min');
    await compare(['linux/arm64']);
    await compare([], '--pull');
  });

  if (isPrivate) {
    it('goes before the registry where it matches, with the classic store', async () => {
      const registry = image.slice(0, image.indexOf('/'));
      const say = () => undefined;
      const options = { name: 'classic', mirror: registry, env: process.env, say };
      const engine = await startMirroredEngine({ ...options, imageStore: 'classic' });
      try {
        environment = { ...environment, DOCKER_HOST: engine.address };
        // The registry's has only arm64 now: what is missing there is the engine's own.
        const lab = { ...environment, DOCKER_HOST: process.env['DOCKER_HOST'] };
        const call = ['--quiet', '--platform', 'linux/arm64', '--tag', image, '--push'];
        await start('docker', ['buildx', 'build', ...call, path.join(folder, 'base')], {
          env: lab,
        });
        await compare(['linux/amd64']);
        await build('linux/amd64', '--load');
        await compare([]);
        await compare(['linux/amd64'], '--pull');
      } finally {
        await engine.stop();
      }
    });
  }
});
