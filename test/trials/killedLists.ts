import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../fuzz/random.ts';
import { startRealRegistry, type RealRegistry } from '../support/registry/realRegistry.ts';
import { pushSingleImages } from '../support/registry/singleImages.ts';
import { runAndKill, type Ended } from './killed.ts';
import { inspectState } from './keptFiles.ts';
import { lackingContent, namedDigest } from './tags.ts';
import type { Outcome, Trials } from './trial.ts';

const source = 'trials/images';

/** What is done to a tag that names a list of two images, as arguments of `multiarch index`. */
type Change = (host: string, tag: string) => readonly string[];

const changes = {
  create: (host, tag) => [
    'create',
    ...['linux-amd64', 'linux-arm64', 'linux-s390x', 'linux-386', 'freebsd-amd64'].map(
      (name) => `${host}/${source}:${name}`,
    ),
    ...['--tag', tag],
  ],
  push: (host, tag) => [
    ...['push', '--platforms', 'linux/amd64,linux/arm64,linux/riscv64,linux/ppc64le'],
    ...['--template', `${host}/${source}:OS-ARCH`, '--target', tag],
  ],
  add: (host, tag) => ['add', tag, `${host}/${source}:linux-s390x`, `${host}/${source}:linux-386`],
  remove: (_, tag) => ['remove', tag, 'linux/arm64', '--allow-loss'],
  copy: (host, tag) => ['copy', `${host}/trials/other:1`, tag, '--allow-loss'],
  undo: (_, tag) => ['undo', tag],
} satisfies Readonly<Record<string, Change>>;

type Kind = keyof typeof changes;

const kinds: readonly [Kind, ...Kind[]] = ['create', 'push', 'add', 'remove', 'copy', 'undo'];

/** `multiarch index`, killed while it changes a tag. */
export const prepareKilledLists = (shared: string): Promise<Trials> => prepare(shared, 'program');

/** The registry, killed while `multiarch index` changes a tag, and started again. */
export const prepareKilledRegistry = (shared: string): Promise<Trials> =>
  prepare(shared, 'registry');

async function prepare(shared: string, victim: 'program' | 'registry'): Promise<Trials> {
  const place = { folder: path.join(shared, 'registry'), storage: path.join(shared, 'storage') };
  let registry: RealRegistry = await startRealRegistry(place);
  const { host } = registry;
  const port = Number(host.split(':')[1]);
  await pushSingleImages(`http://${host}`, source, 20);
  const cache = path.join(shared, 'cache');
  const environment = { ...process.env, MULTIARCH_CACHE: cache };
  const index = (args: readonly string[], after?: number): Promise<Ended> =>
    runAndKill(
      { command: process.execPath, args: ['dist/cli.js', 'index', ...args], environment },
      after,
    );
  const must = async (args: readonly string[]): Promise<Ended> => {
    const ended = await index(args);
    if (ended.code !== 0) throw new Error(`index ${args.join(' ')}: ${ended.errors}`);
    return ended;
  };
  const two = ['linux-amd64', 'linux-arm64'].map((name) => `${host}/${source}:${name}`);
  const more = ['darwin-arm64', 'linux-arm'].map((name) => `${host}/${source}:${name}`);
  await must(['create', ...two, ...more, '--tag', `${host}/trials/other:1`]);
  let count = 0;

  async function once(random: Random): Promise<Outcome> {
    const kind = random.pick(kinds);
    const [subject, twin] = [`trials/subject${++count}`, `trials/twin${count}`];
    const repository = `http://${host}/v2/${subject}`;
    const tag = `${host}/${subject}:1`;
    const twinTag = `${host}/${twin}:1`;
    for (const each of [tag, twinTag]) {
      await must(['create', ...two, '--tag', each]);
      if (kind === 'undo') await must([...changes.add(host, each)]);
    }
    const old = await namedDigest(repository, '1');
    const { took } = await must([...changes[kind](host, twinTag)]);
    const fresh = await namedDigest(`http://${host}/v2/${twin}`, '1');
    // The first half is the start of Node.
    const after = Math.round(took * (0.4 + random.below(1000) / 1500));
    const change = changes[kind](host, tag);
    if (victim === 'program') await index(change, after);
    else {
      const running = index(change);
      await pause(after);
      await registry.kill();
      await running;
      registry = await startRealRegistry({ ...place, port });
    }
    const wrong: string[] = [];
    const found = await namedDigest(repository, '1').catch((error: unknown) => String(error));
    const state = found === old ? 'old' : found === fresh ? 'new' : String(found);
    if (state !== 'old' && state !== 'new') wrong.push(`the tag names ${state}`);
    else if (found !== undefined) {
      const lacking = await lackingContent(repository, found);
      wrong.push(...lacking.map((digest) => `the tag is ${state} and lacks ${digest}`));
    }
    const kept = await inspectState(path.join(cache, 'state'));
    wrong.push(...kept.damaged.map((name) => `the record ${name} is damaged`));
    // What was undone cannot be undone again.
    if (!(kind === 'undo' && state === 'new')) {
      const again = await index(change);
      // A platform that is gone cannot be removed again.
      const isDone = again.code === 0 || (kind === 'remove' && state === 'new');
      if (!isDone) wrong.push(`the next run fails: ${again.errors}`);
      if ((await namedDigest(repository, '1')) !== fresh)
        wrong.push('the next run does not do what it is to do');
    }
    if (kind !== 'undo') {
      const undone = await index(['undo', tag]);
      if (undone.code !== 0) wrong.push(`it cannot be undone: ${undone.errors}`);
      else if ((await namedDigest(repository, '1')) !== old) wrong.push('undone to something else');
    }
    return { what: `${kind}, killed after ${after} of ${Math.round(took)} ms: ${state}`, wrong };
  }

  return {
    once,
    async close() {
      await registry.stop();
      return [];
    },
  };
}
