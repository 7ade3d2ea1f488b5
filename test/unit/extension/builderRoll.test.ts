import assert from 'node:assert/strict';
import type { BuilderAnswer } from '../../../src/adapters/docker/builderReader.ts';
import type { Builder } from '../../../src/core/build/workerNode.ts';
import { BuilderRoll, type RollPorts } from '../../../src/extension/builders/builderRoll.ts';
import type { AccessProblem } from '../../../src/extension/dockerAccess.ts';

function listed(name: string, endpoint = 'default'): Builder {
  const node = { name: `${name}0`, endpoint, status: 'unknown', platforms: [], pinned: [] };
  return { name, driver: 'docker-container', current: false, nodes: [node] };
}

/** A roll over builders whose answers are given by the test. */
function createRoll(names: readonly string[], obstacle?: AccessProblem) {
  const world = {
    builders: names.map((name) => listed(name)),
    isTrusted: true,
    now: 1000,
    changes: 0,
    /** Names that were asked, in this order. */
    asked: [] as string[],
  };
  const questions = new Map<
    string,
    { readonly answer: (answer: BuilderAnswer) => void; readonly signal: AbortSignal }
  >();
  const ports: RollPorts = {
    list: () =>
      Promise.resolve(
        world.isTrusted ? { builders: world.builders, context: 'default' } : undefined,
      ),
    check: () => Promise.resolve(obstacle),
    ask: ({ name }, _context, signal) => {
      world.asked.push(name);
      return new Promise((answer) => {
        questions.set(name, { answer, signal });
        signal.addEventListener('abort', () => {
          answer({ ok: false, problem: { code: 'cancelled' } });
        });
      });
    },
    renew: () => undefined,
    now: () => world.now,
    changed: () => {
      world.changes += 1;
    },
  };
  const roll = new BuilderRoll(ports);
  return {
    roll,
    world,
    /** A builder tells that its node runs. */
    tell: (name: string) => {
      const builder = listed(name);
      const nodes = builder.nodes.map((node) => ({ ...node, status: 'running' }));
      questions.get(name)?.answer({ ok: true, builder: { ...builder, nodes } });
    },
    fail: (name: string) => {
      questions.get(name)?.answer({ ok: false, problem: { code: 'timeout', seconds: 25 } });
    },
    signal: (name: string) => questions.get(name)?.signal,
    /** The builders as text: their status, and what else is known. */
    see: async () => {
      const seen = await roll.see();
      if (!seen.ok) return seen.problem.code;
      return seen.builders.map(({ builder, isKnown, isAsked, problem }) =>
        [
          builder.name,
          ...builder.nodes.map(({ status }) => status),
          ...(isKnown ? ['known'] : []),
          ...(isAsked ? ['asked'] : []),
          ...(problem === undefined ? [] : [problem.code]),
        ].join(' '),
      );
    },
  };
}

/** Lets everything happen that waits for nobody. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('BuilderRoll', () => {
  it('shows at once what files tell, and asks nobody for it', async () => {
    const { see, world } = createRoll(['a', 'b']);
    assert.deepEqual(await see(), ['a unknown', 'b unknown']);
    assert.deepEqual(world.asked, []);
  });

  it('asks one builder and waits for no other', async () => {
    const { roll, tell, see, world } = createRoll(['dead', 'mine']);
    void roll.askAll('dead');
    const mine = roll.read('mine');
    await settle();
    tell('mine');
    assert.equal((await mine)?.ok, true);
    assert.deepEqual(await see(), ['dead unknown asked', 'mine running known']);
    assert.deepEqual(world.asked.toSorted(), ['dead', 'mine']);
  });

  it('asks a builder once for all who want to know', async () => {
    const { roll, tell, world } = createRoll(['a']);
    const answers = [roll.read('a'), roll.read('a')];
    await settle();
    tell('a');
    const [first, second] = await Promise.all(answers);
    assert.equal(first, second);
    assert.equal(await roll.read('a'), first);
    assert.deepEqual(world.asked, ['a']);
  });

  it('asks few at the same time, the one that matters first', async () => {
    const { roll, tell, world } = createRoll(['a', 'b', 'c', 'd', 'e']);
    await roll.askAll('e');
    await settle();
    assert.deepEqual(world.asked, ['e', 'a', 'b']);
    tell('a');
    await settle();
    assert.deepEqual(world.asked, ['e', 'a', 'b', 'c']);
    for (const name of ['e', 'b', 'c']) tell(name);
    await settle();
    tell('d');
    await settle();
    assert.equal(world.changes, 5);
  });

  it('asks one that waits for its turn at once when somebody wants to know of it', async () => {
    const { roll, tell, world, see } = createRoll(['a', 'b', 'c', 'd', 'e']);
    await roll.askAll(undefined);
    await settle();
    const answer = roll.read('e');
    await settle();
    assert.deepEqual(world.asked, ['a', 'b', 'c', 'e']);
    tell('e');
    assert.equal((await answer)?.ok, true);
    for (const name of ['a', 'b', 'c']) tell(name);
    await settle();
    tell('d');
    await settle();
    assert.deepEqual(world.asked, ['a', 'b', 'c', 'e', 'd']);
    assert.equal((await see()).includes('e running known'), true);
  });

  it('knows no builder of another name', async () => {
    const { roll } = createRoll(['a']);
    assert.equal(await roll.read('b'), undefined);
  });

  it('keeps in sight what was told while it asks again', async () => {
    const { roll, tell, fail, see } = createRoll(['a']);
    void roll.read('a');
    await settle();
    tell('a');
    await settle();
    roll.forget(['a']);
    void roll.read('a');
    await settle();
    assert.deepEqual(await see(), ['a running known asked']);
    fail('a');
    await settle();
    assert.deepEqual(await see(), ['a running known timeout']);
    assert.equal(roll.isStale('a'), true);
  });

  it('ends a question whose answer no longer counts', async () => {
    const { roll, signal, see } = createRoll(['a']);
    const answer = roll.read('a');
    await settle();
    roll.forget(['a']);
    assert.equal(signal('a')?.aborted, true);
    assert.deepEqual(await answer, { ok: false, problem: { code: 'cancelled' } });
    assert.deepEqual(await see(), ['a unknown']);
  });

  it('believes an answer for 30 s', async () => {
    const { roll, tell, world } = createRoll(['a']);
    void roll.read('a');
    await settle();
    assert.equal(roll.isStale('a'), false);
    tell('a');
    await settle();
    world.now += 29_999;
    assert.equal(roll.isStale('a'), false);
    world.now += 1;
    assert.equal(roll.isStale('a'), true);
  });

  it('lists anew, keeps whom it knows, and forgets those that have changed or gone', async () => {
    const { roll, tell, see, signal, world } = createRoll(['a', 'b', 'c']);
    await roll.askAll(undefined);
    await settle();
    tell('a');
    tell('b');
    await settle();
    world.builders = [listed('a'), listed('b', 'elsewhere'), listed('d')];
    roll.relist();
    assert.deepEqual(await see(), ['a running known', 'b unknown', 'd unknown']);
    assert.equal(signal('c')?.aborted, true);
  });

  it('says why docker cannot be used at all', async () => {
    const problem: AccessProblem = { code: 'buildx-missing' };
    const { roll, see, world } = createRoll(['a'], problem);
    assert.deepEqual(await roll.read('a'), { ok: false, problem });
    await roll.askAll(undefined);
    assert.deepEqual(world.asked, []);
    assert.equal(await see(), 'buildx-missing');
    assert.equal(world.changes, 1);
  });

  it('reads nothing in a workspace that is not trusted, and everything once it is', async () => {
    const { roll, see, world } = createRoll(['a']);
    world.isTrusted = false;
    assert.equal(await see(), 'untrusted');
    world.isTrusted = true;
    roll.forgetAll();
    assert.deepEqual(await see(), ['a unknown']);
  });
});
