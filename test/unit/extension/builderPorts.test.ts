import '../../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import type { BuilderAnswer } from '../../../src/adapters/docker/builderReader.ts';
import type { Builder } from '../../../src/core/build/workerNode.ts';
import { rollPorts } from '../../../src/extension/builders/builderPorts.ts';
import { BuilderRoll } from '../../../src/extension/builders/builderRoll.ts';
import * as docker from '../../../src/extension/docker.ts';

type Store = 'containerd' | 'classic';

const names = ['default', 'box'];

function listed(name: string, store?: Store): Builder {
  const engine = store && { engine: { version: '28.5.2', imageStore: store } };
  const node = { name, endpoint: 'default', status: 'running', platforms: [], pinned: [] };
  const nodes = [{ ...node, ...engine }] as unknown as Builder['nodes'];
  return { name, driver: 'docker', current: name === 'default', nodes };
}

/** A roll over builders of one engine, whose image store the test changes. */
function createRoll() {
  const engine: { store: Store; questions: number } = { store: 'containerd', questions: 0 };
  /** As the real one, it asks the engine once in its life. */
  class Reader extends docker.BuilderReader {
    #store: Store | undefined;

    override read({ name }: Builder): Promise<BuilderAnswer> {
      if (this.#store === undefined) engine.questions += 1;
      this.#store ??= engine.store;
      return Promise.resolve({ ok: true, builder: listed(name, this.#store) });
    }
  }
  const adapters = {
    ...docker,
    BuilderReader: Reader,
    checkBuildx: () => Promise.resolve(undefined),
    listBuilders: () =>
      Promise.resolve({ builders: names.map((name) => listed(name)), context: 'default' }),
  };
  const ports = rollPorts(
    { use: (question) => question(adapters, 'docker') },
    { changed: () => undefined, answered: () => undefined },
  );
  return { engine, roll: new BuilderRoll(ports) };
}

async function storesOf(roll: BuilderRoll): Promise<readonly unknown[]> {
  const answers = await Promise.all(names.map((name) => roll.read(name)));
  return answers.map((answer) =>
    answer?.ok ? answer.builder.nodes[0]?.engine?.imageStore : answer?.problem,
  );
}

describe('rollPorts', () => {
  const check = (when: string, change: (roll: BuilderRoll) => void) =>
    it(`lets an engine tell anew ${when}, however soon that is`, async () => {
      const { engine, roll } = createRoll();
      assert.deepEqual(await storesOf(roll), ['containerd', 'containerd']);
      engine.store = 'classic';
      change(roll);
      assert.deepEqual(await storesOf(roll), ['classic', 'classic']);
    });

  check('after a refresh', (roll) => {
    roll.forgetAll();
  });
  check('after events of the engine', (roll) => {
    roll.forget(names);
  });
  check('after a change of files', (roll) => {
    roll.relist();
    roll.forget();
  });

  it('asks an engine once for all builders that are asked together', async () => {
    const { engine, roll } = createRoll();
    await storesOf(roll);
    assert.equal(engine.questions, 1);
  });
});
