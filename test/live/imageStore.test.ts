import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freedSize, readCacheUsage } from '../../src/adapters/docker/cacheUsage.ts';
import { followEngine } from '../../src/adapters/docker/engineEvents.ts';
import { readEngineStore } from '../../src/adapters/docker/listImages.ts';
import { readImagePlatform } from '../../src/adapters/docker/localImages.ts';
import { listRepositories } from '../../src/adapters/registry/catalog.ts';
import { createRegistryClient } from '../../src/adapters/registry/client.ts';
import { pruneArguments } from '../../src/core/build/builderCommands.ts';
import { howRuns, isEmulated } from '../../src/core/build/hostRun.ts';
import {
  pullArguments,
  runArguments,
  type PlatformImage,
} from '../../src/core/image/runCommands.ts';
import { formatPlatformAll, normalizePlatform } from '../../src/core/platform/platform.ts';
import type { Result } from '../../src/core/result.ts';
import { startMirroredEngine } from '../lab/mirroredEngine.mjs';
import { ownRepository } from './labRegistry.ts';

const start = promisify(execFile);
const { DOCKER_HOST: lab = '' } = process.env;

/** Whether the lab runs an engine of its own, beside which another one can be started. */
const isPrivate = lab.includes('/multiarch-lab/');

/** What we say of an engine's store, and the commands that we would run, against what docker does. */
describe('the store of an engine', () => {
  const image = ownRepository('store:1');
  const repository = image.slice(0, image.lastIndexOf(':'));
  const armOnly = `${repository}-arm:1`;
  const container = `multiarch-store-${process.pid}`;
  let folder = '';

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-store-'));
    await writeFile(path.join(folder, 'Dockerfile'), `FROM busybox:1.37.0\nLABEL run=${image}\n`);
    const platforms = ['--platform', 'linux/amd64,linux/arm64'];
    await docker(lab, 'buildx', 'build', '--quiet', ...platforms, '--tag', image, '--push', folder);
    const arm = ['--platform', 'linux/arm64', '--tag', armOnly];
    await docker(lab, 'buildx', 'build', '--quiet', ...arm, '--push', folder);
    await docker(lab, 'image', 'rm', '--force', image, armOnly);
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function docker(host: string, ...args: readonly string[]): Promise<string> {
    const env = { ...process.env, DOCKER_HOST: host };
    return (await start('docker', args, { env })).stdout.trim();
  }

  /** Runs what a terminal would run, without the terminal. */
  async function run(host: string, words: Result<readonly string[]>, ...more: readonly string[]) {
    assert(words.ok);
    return docker(host, ...words.value.filter((word) => word !== '-it'), ...more);
  }

  async function store(host: string) {
    const answer = await readEngineStore({ url: host });
    assert(answer.ok, answer.ok ? '' : answer.problem.message);
    return answer.value;
  }

  /** The platforms of our image: `+` for those that are there. */
  async function platforms(host: string): Promise<readonly string[]> {
    const { images } = await store(host);
    const own = images.find(({ tags }) => tags.includes(image));
    assert(own);
    if (own.platforms === undefined) {
      const platform = await readImagePlatform({ url: host }, own.id);
      return platform ? [`+${formatPlatformAll(normalizePlatform(platform))}`] : [];
    }
    return own.platforms.map(
      ({ platform, isPresent }) =>
        `${isPresent ? '+' : '-'}${formatPlatformAll(normalizePlatform(platform))}`,
    );
  }

  /** The image for arm64, by the digest that the registry has for it. */
  async function armImage(isPresent: boolean): Promise<PlatformImage> {
    const client = createRegistryClient({ trusted: () => true, lookups: () => 'on' });
    const fact = await client.resolve(image, { purpose: 'asked' });
    client.dispose();
    assert(fact.known && fact.value.manifest.kind === 'index');
    const { manifests } = fact.value.manifest;
    const arm = manifests.find((manifest) => manifest.platform?.architecture === 'arm64');
    assert(arm);
    return { reference: image, platform: 'linux/arm64', digest: arm.digest, isPresent };
  }

  /** Starts a container for arm64, which this machine can only emulate, and looks for it. */
  async function checkEmulated(host: string): Promise<void> {
    const detached = ['--detach', '--name', container, '--platform', 'linux/arm64'];
    await docker(host, 'run', ...detached, image, 'sleep', '600');
    try {
      const { host: machine, running } = await store(host);
      const found = running.find(({ name }) => name === container);
      assert(found?.platform);
      assert.equal(isEmulated(found.platform, machine), machine.engine.architecture !== 'arm64');
      assert.notEqual(howRuns(found.platform, machine).state, 'not-runnable');
    } finally {
      await docker(host, 'rm', '--force', container);
    }
  }

  /** As the inspector foretells it for a host that the manifest list has nothing for. */
  async function checkNothingForHost(host: string): Promise<void> {
    const native = (await store(host)).host.engine.architecture;
    if (native === 'arm64') return;
    await assert.rejects(
      docker(host, 'pull', armOnly),
      new RegExp(`no matching manifest for linux/${native} in the manifest list entries`),
    );
  }

  /** On an engine of our own: others are not to lose their caches. */
  async function checkPrune(host: string): Promise<void> {
    const file = `FROM ${image}\nRUN head -c 3000000 /dev/urandom > /made\n`;
    await writeFile(path.join(folder, 'Dockerfile'), file);
    await docker(host, 'buildx', 'build', '--quiet', folder);
    const usage = async () => {
      const question = readCacheUsage('default');
      const parsed = question.parse(await docker(host, ...question.args));
      assert(parsed.ok);
      return parsed.value;
    };
    const { total } = await usage();
    assert.notEqual(total, '0B');
    const freed = freedSize(await docker(host, ...pruneArguments('default', 'all')));
    // The figure is buildx's own, and all that there was.
    assert.equal(freed, total);
    assert.equal((await usage()).total, '0B');
  }

  async function clear(host: string): Promise<void> {
    const { images } = await store(host);
    const names = images
      .flatMap(({ tags, digests }) => [...tags, ...digests])
      .filter((name) => name.startsWith(repository));
    for (const name of names) await docker(host, 'image', 'rm', '--force', name).catch(() => '');
  }

  it('of containerd: says which platforms are there, before and after our commands', async () => {
    try {
      await docker(lab, 'pull', '--quiet', '--platform', 'linux/amd64', image);
      assert.deepEqual(await platforms(lab), ['+linux/amd64', '-linux/arm64']);
      const machine = await run(lab, runArguments(await armImage(false)), 'uname', '-m');
      assert.equal(machine, 'aarch64');
      await run(lab, pullArguments(await armImage(false), 'name'));
      assert.deepEqual(await platforms(lab), ['+linux/amd64', '+linux/arm64']);
      assert.equal(await run(lab, runArguments(await armImage(true)), 'uname', '-m'), 'aarch64');
      await checkEmulated(lab);
      await checkNothingForHost(lab);
    } finally {
      await clear(lab);
    }
  });

  it('tells of news while it is listened to', async () => {
    const stop = new AbortController();
    let heard = 0;
    const news = new Promise<void>((resolve) => {
      const listening = followEngine(
        { url: lab },
        () => {
          heard += 1;
          resolve();
        },
        stop.signal,
      );
      void listening.then(() => {
        resolve();
      });
    });
    try {
      await docker(lab, 'pull', '--quiet', image);
      // Whenever the connection is made, there is news for it.
      const name = `${repository}-news:1`;
      while (heard === 0) {
        await docker(lab, 'tag', image, name);
        await docker(lab, 'image', 'rm', name);
      }
      await news;
    } finally {
      stop.abort();
      await clear(lab);
    }
  });

  it('stands beside what the registry lists', async () => {
    const [host = '', ...rest] = repository.split('/');
    const client = createRegistryClient({ trusted: () => true, lookups: () => 'on' });
    const found = await listRepositories(host, client.access, new AbortController().signal);
    client.dispose();
    assert(found.known);
    assert(found.value.repositories.includes(rest.join('/')));
  });

  if (isPrivate) {
    it('of the classic kind: keeps one platform of a name, unless it is pulled by digest', async () => {
      const registry = image.slice(0, image.indexOf('/'));
      const say = () => undefined;
      const options = { name: 'store', mirror: registry, env: process.env, say };
      const engine = await startMirroredEngine({ ...options, imageStore: 'classic' });
      const { address } = engine;
      try {
        await docker(address, 'pull', '--quiet', '--platform', 'linux/amd64', image);
        assert.deepEqual(await platforms(address), ['+linux/amd64']);
        await run(address, pullArguments(await armImage(false), 'digest'));
        assert.deepEqual(await platforms(address), ['+linux/amd64']);
        const machine = await run(address, runArguments(await armImage(false)), 'uname', '-m');
        assert.equal(machine, 'aarch64');
        assert.deepEqual(await platforms(address), ['+linux/amd64']);
        await run(address, pullArguments(await armImage(false), 'name'));
        assert.deepEqual(await platforms(address), ['+linux/arm64']);
        await checkEmulated(address);
        await checkNothingForHost(address);
        await checkPrune(address);
      } finally {
        await engine.stop();
      }
    });
  }
});
