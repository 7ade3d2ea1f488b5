import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { renderMessage } from '../../src/core/analysis/finding.ts';
import type { Random } from '../fuzz/random.ts';
import type { MirroredEngine } from '../lab/mirroredEngine.mjs';
import { followBuild } from '../live/followedBuild.ts';
import { copyImage } from '../support/registry/copyImage.ts';
import { startRealRegistry, type RealRegistry } from '../support/registry/realRegistry.ts';
import { inspectCache, inspectState } from './keptFiles.ts';
import { runAndKill, within } from './killed.ts';
import { programsOf } from './programsOf.ts';
import { lackingContent, namedDigest } from './tags.ts';
import type { Outcome, Trials } from './trial.ts';

/** How long what an engine's death meets may take to end, in ms. */
const patience = 60_000;

/** How long a program may live on that has told its end, in ms. */
const afterwards = 5_000;

/** Of the engine under trial, for two platforms and with some megabytes of files. */
const image = 'trials/app:1';

const platforms = 'linux/amd64,linux/arm64';

/** A file that takes some seconds to build, and is not taken from the cache. */
const dockerfile = (stamp: string): string => `FROM busybox:1.37.0
RUN : ${stamp}; dd if=/dev/urandom of=/big bs=1M count=8
RUN sha256sum /big > /sum
`;

/** What came of one thing that was asked, as its user sees it. */
interface Told {
  readonly isDone: boolean;
  /** What is told of it when it is done. */
  readonly output: string;
  /** What is told when it is not done. */
  readonly problem: string;
  /** In ms. */
  readonly took: number;
}

/** The lab's registry, which has the base images. */
const mirror = (): string => process.env['MULTIARCH_LAB_REGISTRY'] ?? '';

type Ask = (place: { readonly tag: string; readonly folder: string }) => Promise<Told>;

/**
 * An engine of the trials' own, beside the lab's: its dockerd is killed, with the BuildKit in it, while it builds and
 * pushes, while a manifest list is made of its image, and while its image is audited. Then it is started again.
 */
export async function prepareKilledEngine(shared: string): Promise<Trials> {
  const { startMirroredEngine } = await import('../lab/mirroredEngine.mjs');
  const say = () => undefined;
  const engine = await startMirroredEngine({
    ...{ name: 'trials', mirror: mirror(), env: process.env, say },
  });
  const registry = await startRealRegistry({
    ...{ folder: path.join(shared, 'registry'), storage: path.join(shared, 'storage') },
  });
  const close = async (): Promise<readonly string[]> => {
    await engine.stop();
    await registry.stop();
    return [];
  };
  try {
    return { once: await trialsOf(shared, engine, registry), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function trialsOf(
  shared: string,
  engine: MirroredEngine,
  { host }: RealRegistry,
): Promise<Trials['once']> {
  const kept = { cache: path.join(shared, 'cache'), answers: path.join(shared, 'answers') };
  // By which all that a trial has started is found.
  const mark = `trials-${process.pid}-${Date.now()}`;
  const environmentIn = (folder: string): NodeJS.ProcessEnv => ({
    ...process.env,
    ...{ DOCKER_HOST: engine.address, DOCKER_CONTEXT: undefined, TMPDIR: folder },
    ...{ BUILDX_CONFIG: path.join(shared, 'buildx'), MULTIARCH_TRIALS: mark },
    ...{ MULTIARCH_CACHE: kept.cache, MULTIARCH_REGISTRY_CACHE: kept.answers },
  });
  const multiarch = async (folder: string, args: readonly string[]): Promise<Told> => {
    const environment = environmentIn(folder);
    const program = { command: process.execPath, args: ['dist/cli.js', ...args], environment };
    const { code, output, errors, took } = await runAndKill(program, patience);
    const problem = code === null ? `no end within ${patience} ms` : errors;
    return { isDone: code === 0, output, problem, took };
  };
  let builds = 0;
  const build = async (folder: string, ...output: readonly string[]): Promise<Told> => {
    const began = performance.now();
    const stop = new AbortController();
    const timer = setTimeout(() => {
      stop.abort();
    }, patience);
    const { end, explanation } = await followBuild(folder, dockerfile(`${mark} ${++builds}`), {
      ...{ platforms: platforms.split(','), more: output, stop },
      environment: environmentIn(folder),
    });
    clearTimeout(timer);
    const isDone = end.kind === 'done';
    const cause = `${explanation.code}: ${renderMessage(explanation.cause)}`;
    const problem = end.kind === 'cancelled' ? `no end within ${patience} ms` : cause;
    return { isDone, output: '', problem, took: performance.now() - began };
  };
  const asked: Readonly<Record<'build' | 'list' | 'audit', Ask>> = {
    build: ({ tag, folder }) => build(folder, '--output', `type=image,name=${tag},push=true`),
    list: ({ tag, folder }) =>
      multiarch(folder, [
        'index',
        'create',
        `docker-daemon:${image}`,
        '--tag',
        tag,
        '--allow-loss',
      ]),
    audit: ({ folder }) => multiarch(folder, ['audit', image, '--engine']),
  };

  const make = (name: string): Promise<void> =>
    copyImage(
      { repository: `http://${mirror()}/v2/library/busybox`, reference: '1.37.0' },
      { repository: `http://${host}/v2/${name}`, reference: '1' },
    );
  must(await build(shared, '--output', `type=docker,name=${image}`));
  const usual: Record<string, Told> = {};
  for (const [kind, ask] of Object.entries(asked)) {
    const name = `trials/usual-${kind}`;
    await make(name);
    usual[kind] = must(await ask({ tag: `${host}/${name}:1`, folder: shared }));
  }
  const usualList = await namedDigest(`http://${host}/v2/trials/usual-list`, '1');
  let count = 0;

  async function once(random: Random, folder: string): Promise<Outcome> {
    const kind = random.pick(['build', 'list', 'audit'] as const);
    const name = `trials/subject${++count}`;
    const repository = `http://${host}/v2/${name}`;
    const place = { tag: `${host}/${name}:1`, folder };
    await make(name);
    const old = await namedDigest(repository, '1');
    const { took = 0 } = usual[kind] ?? {};
    const after = Math.round(took * (0.1 + random.below(1000) / 1000));
    const running = asked[kind](place);
    await pause(after);
    await engine.kill();
    const told = await running;
    const wrong: string[] = [];
    if (!told.isDone && !/\b(?:engine|builder)\b/i.test(told.problem)) {
      wrong.push(`it is not said what happened: ${told.problem}`);
    }
    if (/^\s+at /m.test(told.problem)) wrong.push(`a stack for the user: ${told.problem}`);
    await within(afterwards, () => programsOf(mark).length === 0);
    wrong.push(...programsOf(mark).map((words) => `still there: ${words}`));
    const temporary = (await readdir(folder)).filter((each) => each.startsWith('multiarch'));
    wrong.push(...temporary.map((each) => `${each} is left for ever`));

    const found = await namedDigest(repository, '1');
    const isNew = found !== old;
    if (found === undefined) wrong.push('the tag is gone');
    else {
      const lacking = await lackingContent(repository, found);
      wrong.push(...lacking.map((digest) => `the tag lacks ${digest}`));
    }
    if (isNew && kind === 'list' && found !== usualList) wrong.push(`the tag names ${found}`);
    if (isNew && kind === 'audit') wrong.push('an audit has changed a tag');
    if (told.isDone && kind !== 'audit' && !isNew) wrong.push('it is done, and the tag is old');
    for (const { damaged } of [
      await inspectState(path.join(kept.cache, 'state')),
      await inspectCache(kept.answers),
    ]) {
      wrong.push(...damaged.map((each) => `${each} is damaged`));
    }

    await engine.start();
    for (const next of new Set([kind, 'audit'] as const)) {
      const again = await asked[next](place);
      if (!again.isDone) wrong.push(`the next ${next} fails: ${again.problem}`);
      else if (again.output !== usual[next]?.output && next === 'audit') {
        wrong.push(`the next audit says something else: ${again.output}`);
      }
    }
    const end = told.isDone ? 'done' : told.problem.trim();
    const tag = kind === 'audit' ? '' : `, the tag ${isNew ? 'new' : 'old'}`;
    const ended = `ended after ${Math.round(told.took)} ms${tag}: ${end}`;
    return { what: `${kind}, killed after ${after} of ${Math.round(took)} ms, ${ended}`, wrong };
  }
  return once;
}

function must(told: Told): Told {
  if (!told.isDone) throw new Error(told.problem);
  return told;
}
