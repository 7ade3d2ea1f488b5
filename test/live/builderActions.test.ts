import assert from 'node:assert/strict';
import { runAction } from '../../src/adapters/docker/builderActions.ts';
import { buildxVersion } from '../../src/adapters/docker/buildx.ts';
import { readInstance } from '../../src/adapters/docker/buildxStore.ts';
import { readCacheUsage } from '../../src/adapters/docker/cacheUsage.ts';
import { listContexts } from '../../src/adapters/docker/contextList.ts';
import { runDocker } from '../../src/adapters/docker/dockerCommand.ts';
import {
  appendNodeArguments,
  bootstrapArguments,
  createBuilderArguments,
  createContextArguments,
  inspectArguments,
  leaveNodeArguments,
  pruneArguments,
  reachEngineArguments,
  removeBuilderArguments,
  removeContextArguments,
  stopBuilderArguments,
  useBuilderArguments,
} from '../../src/core/build/builderCommands.ts';
import { builderFailure } from '../../src/core/build/builderFailure.ts';
import { nextNodeName, refuseBuilderName } from '../../src/core/build/builderName.ts';
import { buildkitConfig } from '../../src/core/build/buildkitConfig.ts';
import { driverOptions, type CreatableDriver } from '../../src/core/build/driverOptions.ts';
import {
  configFile,
  lostSettings,
  newNode,
  sameNode,
  type StoredBuilder,
  type StoredNode,
} from '../../src/core/build/storedNode.ts';
import {
  enterSurroundings,
  type BuilderSurroundings,
  type BuildxAge,
} from './builderSurroundings.ts';
import { openNodeProxy, type NodeProxy } from './nodeProxy.ts';

/** Two BuildKits that nobody answers for: builders of the driver remote are made without asking them. */
const [first, second] = ['tcp://127.0.0.1:9', 'tcp://127.0.0.1:10'];

const versions: Readonly<Record<BuildxAge, RegExp>> = { old: /^0\.13\./, new: /^0\.\d+\./ };

for (const age of ['old', 'new'] as const) {
  describe(`what is done with builders, by the ${age === 'old' ? 'oldest' : "lab's"} buildx`, function () {
    this.timeout(60_000);
    let surroundings: BuilderSurroundings;
    let engine: string;
    let version: string;
    before(async () => {
      surroundings = await enterSurroundings(age);
      engine = process.env['DOCKER_HOST'] ?? '';
      const answer = await runDocker('docker', buildxVersion);
      assert.ok(answer.ok, JSON.stringify(answer));
      version = answer.value;
    });
    after(() => {
      surroundings.leave();
    });

    it('is the version that is meant', () => {
      assert.match(version, versions[age]);
    });

    it('creates one in a container, with its registries, options and flags', async () => {
      const { text } = buildkitConfig({
        mirrors: { 'docker.io': ['http://127.0.0.1:5001'] },
        insecure: ['registry.lan:5000'],
      });
      await done(
        createBuilderArguments('docker-container', {
          builder: 'farm',
          endpoint: engine,
          options: { network: 'host', 'env.NO_PROXY': 'a,b' },
          flags: ['--debug', '--oci-worker-gc=false'],
          config: configFile,
        }),
        { [configFile]: text },
      );
      const { driver, nodes } = await stored('farm');
      const [node] = nodes;
      assert.ok(node);
      assert.deepEqual([driver, node.name, node.endpoint], ['docker-container', 'farm0', engine]);
      assert.deepEqual(node.options, { network: 'host', 'env.NO_PROXY': 'a,b' });
      assert.deepEqual(node.flags.slice(0, 2), ['--debug', '--oci-worker-gc=false']);
      const copy = Buffer.from(node.files[configFile] ?? '', 'base64').toString();
      assert.match(copy, /\[registry\."registry\.lan:5000"\]\s+http = true\s+insecure = true/);
      assert.match(copy, /mirrors = \["127\.0\.0\.1:5001"\]/);
    });

    it('pins platforms to a node, and leaves the rest of it as it was', async () => {
      const builder = await stored('farm');
      const [node] = builder.nodes;
      assert.ok(node);
      const platforms = ['linux/arm64', 'linux/arm/v7'];
      await done(appendNodeArguments({ ...sameNode(builder, node), platforms }));
      assert.deepEqual(await stored('farm'), { ...builder, nodes: [{ ...node, platforms }] });
    });

    it('says why a builder that does not run has no cache', async () => {
      const answer = await runDocker('docker', readCacheUsage('farm'));
      assert.equal(answer.ok, false);
      const text = JSON.stringify(answer);
      assert.equal(builderFailure(text), 'not-started', text);
    });

    it('gives back what buildx loses when a node cannot be added', async () => {
      const before = await stored('farm');
      await refused(
        appendNodeArguments({ builder: 'farm', node: 'gone', endpoint: 'tcp://127.0.0.1:1' }),
        'no-answer',
      );
      const broken = await stored('farm');
      const lost = lostSettings(before, broken);
      assert.equal(lost.length, 1);
      for (const { node, request } of lost) {
        await done(appendNodeArguments(request), filesOf(node));
      }
      assert.deepEqual(await stored('farm'), before);
    });

    it('stops and removes it', async () => {
      await done(stopBuilderArguments('farm'));
      await done(removeBuilderArguments('farm', 'keep'));
      assert.equal(await readInstance('farm', process.env), undefined);
    });

    it('adds nodes to one of the driver remote; a pin moves to the node that got it last', async () => {
      await done(createBuilderArguments('remote', { builder: 'far', endpoint: first }));
      const name = nextNodeName('far', ['far0']);
      await done(
        appendNodeArguments({
          builder: 'far',
          node: name,
          endpoint: second,
          platforms: ['linux/arm64', 'linux/s390x'],
        }),
      );
      const builder = await stored('far');
      const [one] = builder.nodes;
      assert.ok(one);
      await done(appendNodeArguments({ ...sameNode(builder, one), platforms: ['linux/arm64'] }));
      const { nodes } = await stored('far');
      assert.deepEqual(
        nodes.map((node) => [node.name, node.platforms]),
        [
          ['far0', ['linux/arm64']],
          ['far1', ['linux/s390x']],
        ],
      );
    });

    it('takes all pins from a node by removing and adding it', async () => {
      const builder = await stored('far');
      const [node] = builder.nodes;
      assert.ok(node);
      await done(leaveNodeArguments('far', node.name));
      await done(appendNodeArguments({ ...newNode(builder, node), platforms: [] }));
      const { nodes } = await stored('far');
      assert.deepEqual(
        nodes.map(({ name, platforms }) => [name, platforms]),
        [
          ['far1', ['linux/s390x']],
          ['far0', []],
        ],
      );
    });

    it('removes a node, but not the last one', async () => {
      await done(leaveNodeArguments('far', 'far0'));
      const message = await refused(leaveNodeArguments('far', 'far1'));
      assert.match(message, /can not leave last node/);
      await done(removeBuilderArguments('far', 'delete'));
    });

    describe('against a BuildKit that runs', () => {
      let proxy: NodeProxy;
      before(async () => {
        proxy = await openNodeProxy(engine.slice('unix://'.length));
      });
      after(async () => {
        await proxy.close();
      });

      it('starts, inspects, measures and prunes a builder, and makes it the current one', async () => {
        await done(
          createBuilderArguments('remote', { builder: 'running', endpoint: proxy.endpoint }),
        );
        assert.match(await done(bootstrapArguments('running')), /^Status: +running$/m);
        assert.match(await done(inspectArguments('running')), /^Platforms: +linux\/\w+/m);
        const usage = await runDocker('docker', readCacheUsage('running'));
        assert.ok(usage.ok, JSON.stringify(usage));
        assert.match(usage.value.reclaimable, /^[\d.]+ ?[kMGT]?B$/);
        const none = [...pruneArguments('running', 'dangling'), '--filter', 'id=none'];
        assert.match(await done(none), /^Total:\s+0B$/m);
        await done(useBuilderArguments('running'));
        assert.match(await done(['buildx', 'inspect']), /^Name: +running$/m);
        await done(removeBuilderArguments('running', 'delete'));
      });

      // buildx waits 20 s, which once is enough.
      if (age === 'new') {
        it('does not wait for a BuildKit that does not answer', async () => {
          await done(createBuilderArguments('remote', { builder: 'silent', endpoint: first }));
          await refused(bootstrapArguments('silent'), 'no-answer');
          await done(removeBuilderArguments('silent', 'delete'));
        });
      }
    });

    it('knows the names that are refused', async () => {
      const names = ['ok1', 'a.b-c_d', 'Upper', 'bad name', '1bad', '-x', '../x', 'default'];
      for (const name of names) {
        const args = createBuilderArguments('remote', { builder: name, endpoint: first });
        const answer = await runAction('docker', { args, timeout: 20_000 });
        assert.equal(answer.ok, refuseBuilderName(name, []) === undefined, name);
        if (answer.ok) await done(removeBuilderArguments(name, 'delete'));
      }
    });

    it('makes a docker context, which is a builder, asks its engine, and removes it', async () => {
      const name = `builders-${age}-${process.pid}`;
      await done(createContextArguments(name, engine));
      try {
        const contexts = await runDocker('docker', listContexts);
        assert.ok(contexts.ok, JSON.stringify(contexts));
        assert.ok(contexts.value.some((context) => context.name === name));
        assert.match(await done(reachEngineArguments(name)), /^\d+\.\d+/);
        assert.match(await done(inspectArguments(name)), /^Driver: +docker$/m);
      } finally {
        await done(removeContextArguments(name));
      }
      assert.match(await refused(removeBuilderArguments('default', 'delete')), /context builder/);
    });

    for (const driver of ['docker-container', 'kubernetes', 'remote'] as const) {
      it(`knows the options of the driver ${driver}`, async () => {
        const options = driverOptions(driver);
        const known = options.filter(
          ({ since }) => since === undefined || !isNewer(since, version),
        );
        const values = known.map(({ name, example }) => optionOf(name, example));
        // It stays with the surroundings: to remove it, buildx would wait for the cluster.
        await done(creation(driver, `all-${driver}`, Object.fromEntries(values)));
        for (const { name, example } of options.filter((option) => !known.includes(option))) {
          const tls = driver === 'remote' ? { cacert: '/ca.pem' } : {};
          const option = Object.fromEntries([optionOf(name, example)]);
          await refused(creation(driver, `too-new-${driver}`, { ...tls, ...option }));
        }
      });
    }

    function creation(
      driver: CreatableDriver,
      builder: string,
      options: Readonly<Record<string, string>>,
    ): readonly string[] {
      const place = { remote: { endpoint: first }, kubernetes: {}, 'docker-container': {} }[driver];
      return createBuilderArguments(driver, { builder, ...place, options });
    }
  });
}

function optionOf(name: string, example: string): readonly [string, string] {
  if (name !== 'env.') return [name, example];
  const [variable = '', value = ''] = example.split('=');
  return [name + variable, value];
}

/** Whether a version, such as `0.28`, came after another, such as `0.13.1+ds1`. */
function isNewer(since: string, version: string): boolean {
  const minor = (text: string) => Number(text.split('.')[1]);
  return minor(since) > minor(version);
}

async function stored(name: string): Promise<StoredBuilder> {
  const builder = await readInstance(name, process.env);
  assert.ok(builder, name);
  return builder;
}

function filesOf(node: StoredNode): Readonly<Record<string, string>> | undefined {
  const content = node.files[configFile];
  if (content === undefined) return undefined;
  return { [configFile]: Buffer.from(content, 'base64').toString('utf8') };
}

async function done(
  args: readonly string[],
  files?: Readonly<Record<string, string>>,
): Promise<string> {
  const action = { args, timeout: 50_000, ...(files === undefined ? {} : { files }) };
  const answer = await runAction('docker', action);
  assert.ok(answer.ok, `${args.join(' ')}: ${JSON.stringify(answer)}`);
  return answer.output;
}

async function refused(args: readonly string[], why?: string): Promise<string> {
  const answer = await runAction('docker', { args, timeout: 50_000 });
  assert.ok(!answer.ok, args.join(' '));
  const text = 'message' in answer.problem ? answer.problem.message : answer.problem.code;
  if (why !== undefined) assert.equal(builderFailure(text), why, text);
  return text;
}
