import '../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as adapters from '../../src/extension/docker.ts';
import { BuilderWatch } from '../../src/extension/builders/builderWatch.ts';
import type { SeenBuilders } from '../../src/extension/builders/builderRoll.ts';
import type { Docker } from '../../src/extension/dockerAccess.ts';
import { LocalStore } from '../../src/extension/images/tree/localStore.ts';
import { startMirroredEngine, type MirroredEngine } from '../lab/mirroredEngine.mjs';

const start = promisify(execFile);
const { DOCKER_HOST: lab = '', DOCKER_CONFIG: labConfig = '' } = process.env;
const isPrivate = lab.includes('/multiarch-lab/');

/** What the views follow, with the real files and the real news of engines. */
describe('the views follow', () => {
  /** Called at the first news of an engine: from then on it is followed. */
  let heard: () => void = () => undefined;
  const followBuilders: typeof adapters.followBuilders = (address, tell, signal) =>
    adapters.followBuilders(
      address,
      (event) => {
        tell(event);
        heard();
      },
      signal,
    );
  const docker = {
    use: (question: (module: typeof adapters, program: string) => Promise<unknown>) =>
      question({ ...adapters, followBuilders }, 'docker'),
  } as unknown as Docker;
  const variables = ['DOCKER_CONFIG', 'DOCKER_HOST', 'BUILDX_CONFIG', 'DOCKER_CONTEXT'] as const;
  const before = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
  let folder = '';

  const cli = async (...args: readonly string[]) => (await start('docker', args)).stdout.trim();

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-following-'));
    await mkdir(path.join(folder, 'cli-plugins'));
    const plugin = path.join(labConfig, 'cli-plugins/docker-buildx');
    // With an engine that is this machine's own, buildx is where docker finds it by itself.
    await symlink(plugin, path.join(folder, 'cli-plugins/docker-buildx'));
    process.env['DOCKER_CONFIG'] = folder;
    delete process.env['BUILDX_CONFIG'];
    delete process.env['DOCKER_HOST'];
    delete process.env['DOCKER_CONTEXT'];
  });
  afterEach(async () => {
    for (const name of variables) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
    await rm(folder, { recursive: true, force: true });
  });

  /** Notes what a watch tells, and lets the test wait for it. */
  function notes() {
    const told: string[] = [];
    const waiting: (() => void)[] = [];
    return {
      told,
      tell: (what: string) => {
        told.push(what);
        for (const look of waiting.splice(0)) look();
      },
      until: async (what: string) => {
        while (!told.includes(what)) await new Promise<void>((resolve) => waiting.push(resolve));
      },
    };
  }

  function watchOf(builders: SeenBuilders) {
    const { told, tell, until } = notes();
    const watch = new BuilderWatch(docker, {
      relist: () => {
        tell('list');
      },
      forget: (names) => {
        tell(`ask ${names.join(' ')}`);
      },
      builders: () => Promise.resolve(builders),
    });
    return { watch, told, until };
  }

  const none: SeenBuilders = { ok: true, builders: [], context: 'default' };

  it('buildx create and rm, and docker context use', async () => {
    const { watch, told, until } = watchOf(none);
    try {
      await watch.start();
      await cli('buildx', 'create', '--name', 'followed', '--driver', 'remote', 'tcp://[::1]:9');
      // Of folders that are made just now nothing is known but that there are other builders.
      await until('list');
      await cli('context', 'create', 'other', '--docker', 'host=tcp://[::1]:9');
      told.length = 0;
      await cli('context', 'use', 'other');
      await until('list');
      // Several files are written, and one list is made; a busy machine may notice them in two goes.
      assert(told.length <= 2, told.join());
      await cli('buildx', 'rm', 'followed');
      await until('ask followed');
    } finally {
      watch.dispose();
    }
  });

  it('docker context use, with the images of the other engine', async () => {
    await cli('context', 'create', 'lab', '--docker', `host=${lab}`);
    const store = new LocalStore(docker);
    const { told, tell, until } = notes();
    store.onDidChange(() => {
      tell('changed');
    });
    try {
      store.setVisible(true);
      await until('changed');
      told.length = 0;
      // Once it is followed: whenever that is, the change comes after it.
      while (!told.includes('changed')) {
        await cli('context', 'use', 'default');
        await cli('context', 'use', 'lab');
      }
      assert.equal(await readFile(path.join(folder, 'config.json'), 'utf8').then(contextOf), 'lab');
      // The last change may still be on its way, and ends a reading that had begun before it.
      let known = await store.read();
      while (!known.ok) known = await store.read();
    } finally {
      store.dispose();
    }
  });

  if (!isPrivate) return;

  it('an engine that is restarted, while somebody looks', async () => {
    const { MULTIARCH_LAB_REGISTRY: mirror = '' } = process.env;
    const env = { ...process.env, DOCKER_CONFIG: labConfig };
    const options = { name: 'following', mirror, env, say: () => undefined };
    let engine: MirroredEngine | undefined = await startMirroredEngine(options);
    const endpoint = engine.address;
    const node = { name: 'box0', endpoint, status: 'running', platforms: [] };
    const builder = { name: 'box', driver: 'docker-container', current: true, nodes: [node] };
    const { watch, told, until } = watchOf({
      ...{ ok: true, context: 'default' },
      builders: [{ builder, isKnown: true, isAsked: false }],
    });
    try {
      const followed = new Promise<void>((resolve) => (heard = resolve));
      await watch.followEngines();
      // What is there, or not, at the beginning is no news.
      await followed;
      await engine.stop();
      engine = undefined;
      await until('ask box');
      told.length = 0;
      engine = await startMirroredEngine(options);
      await until('ask box');
      assert.deepEqual(told, ['ask box']);
      watch.leaveEngines();
      told.length = 0;
      await engine.stop();
      engine = undefined;
      assert.deepEqual(told, []);
    } finally {
      watch.dispose();
      await engine?.stop();
    }
  });
});

function contextOf(text: string): unknown {
  return (JSON.parse(text) as { readonly currentContext?: string }).currentContext;
}
