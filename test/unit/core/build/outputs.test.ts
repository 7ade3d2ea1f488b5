import assert from 'node:assert/strict';
import { buildOutputs } from '../../../../src/core/build/buildRequest.ts';
import type { Engine } from '../../../../src/core/build/engine.ts';
import {
  judgeOutput,
  type BuildSurroundings,
  type OutputQuestion,
  type OutputRefusalCode,
} from '../../../../src/core/build/outputs.ts';
import type { Builder, WorkerNode } from '../../../../src/core/build/workerNode.ts';

type Store = Engine['imageStore'] | 'unknown';

function engineWith(imageStore: Engine['imageStore']): Engine {
  return { version: '28.5.1', os: 'linux', architecture: 'amd64', kernel: '6.1.0', imageStore };
}

const running: WorkerNode = {
  name: 'n0',
  endpoint: 'default',
  status: 'running',
  platforms: ['linux/amd64', 'linux/amd64/v2', 'linux/386', 'linux/arm64'],
};

function builderOf(driver: string, ...nodes: readonly Partial<WorkerNode>[]): Builder {
  return {
    name: 'b',
    driver,
    current: true,
    nodes: nodes.map((node) => ({ ...running, ...node })),
  };
}

function surroundings(builder: Builder | undefined, store: Store): BuildSurroundings {
  return { builder, ...(store === 'unknown' ? {} : { engine: engineWith(store) }) };
}

const pinnedPair: readonly Partial<WorkerNode>[] = [
  { pinned: ['linux/amd64'] },
  { name: 'n1', pinned: ['linux/arm64'] },
];
const unstartedPair: readonly Partial<WorkerNode>[] = [
  { status: 'stopped', platforms: [] },
  { name: 'n1', status: 'stopped', platforms: [] },
];

const marks: Readonly<Record<OutputRefusalCode, string>> = {
  'tag-needed': 'tag',
  'store-needed': 'store',
  'list-not-loadable': 'load',
  'list-not-archivable': 'list',
  'nodes-not-joinable': 'nodes',
  'driver-pushes-no-digest': 'driver',
  'digest-gets-tagged': 'tagged',
};

/** Driver and store of the engine that builds, or nodes and store that is loaded into → its builder. */
const engines: Readonly<Record<string, BuildSurroundings>> = Object.fromEntries(
  (['containerd', 'classic', 'unknown'] as const).map((store) => [
    `docker, ${store}`,
    surroundings(
      builderOf('docker', store === 'unknown' ? {} : { engine: engineWith(store) }),
      store,
    ),
  ]),
);

function others(driver: string): Readonly<Record<string, BuildSurroundings>> {
  const nodes = { 'one node': [{}], 'two nodes': pinnedPair, 'unstarted nodes': unstartedPair };
  return Object.fromEntries(
    Object.entries(nodes).flatMap(([name, each]) =>
      (['containerd', 'classic', 'unknown'] as const).map((store) => [
        `${name}, ${store}`,
        surroundings(builderOf(driver, ...each), store),
      ]),
    ),
  );
}

/** The whole product, a line for each builder, store and kind of build: what each output comes to. */
function tableOf(rows: Readonly<Record<string, BuildSurroundings>>, one: string): string {
  const builds: Readonly<Record<string, Partial<OutputQuestion>>> = {
    one: { platforms: [one] },
    'one attested': { platforms: [one], provenance: 'mode=max' },
    two: { platforms: ['linux/amd64', 'linux/arm64'] },
    'two attested': { platforms: ['linux/amd64', 'linux/arm64'], sbom: 'true' },
  };
  return Object.entries(rows)
    .flatMap(([place, facts]) =>
      Object.entries(builds).map(([build, question]) => {
        const cells = buildOutputs.map((output) => {
          const verdict = judgeOutput({ platforms: [], tags: ['app'], ...question, output }, facts);
          if (verdict.state === 'impossible') return marks[verdict.refusal.code];
          return verdict.state === 'possible' ? '+' : '?';
        });
        return `${place}, ${build}: ${cells.join(' ')}`;
      }),
    )
    .join('\n');
}

describe('judgeOutput', () => {
  // In the order push, load, oci, docker, local, tar, digest, cache.
  for (const platform of ['linux/amd64', 'linux/arm64']) {
    it(`of the docker driver, one is ${platform}`, () => {
      assert.equal(
        tableOf(engines, platform),
        `\
docker, containerd, one: + + + + + + driver +
docker, containerd, one attested: + + + list + + driver +
docker, containerd, two: + + + list + + driver +
docker, containerd, two attested: + + + list + + driver +
docker, classic, one: + + store store + + driver +
docker, classic, one attested: store store store store store store store store
docker, classic, two: store load store list store store driver store
docker, classic, two attested: store store store store store store store store
docker, unknown, one: ? ? ? ? ? ? ? ?
docker, unknown, one attested: ? ? ? ? ? ? ? ?
docker, unknown, two: ? ? ? ? ? ? ? ?
docker, unknown, two attested: ? ? ? ? ? ? ? ?`,
      );
    });
    for (const driver of ['docker-container', 'kubernetes', 'remote', 'cloud']) {
      it(`of the driver ${driver}, one is ${platform}`, () => {
        assert.equal(
          tableOf(others(driver), platform),
          `\
one node, containerd, one: + + + + + + + +
one node, containerd, one attested: + + + list + + + +
one node, containerd, two: + + + list + + + +
one node, containerd, two attested: + + + list + + + +
one node, classic, one: + + + + + + + +
one node, classic, one attested: + load + list + + + +
one node, classic, two: + load + list + + + +
one node, classic, two attested: + load + list + + + +
one node, unknown, one: + + + + + + + +
one node, unknown, one attested: + ? + list + + + +
one node, unknown, two: + ? + list + + + +
one node, unknown, two attested: + ? + list + + + +
two nodes, containerd, one: + + + + + + + +
two nodes, containerd, one attested: + + + list + + + +
two nodes, containerd, two: + nodes nodes load + nodes tagged +
two nodes, containerd, two attested: + nodes nodes list + nodes tagged +
two nodes, classic, one: + + + + + + + +
two nodes, classic, one attested: + load + list + + + +
two nodes, classic, two: + load nodes load + nodes tagged +
two nodes, classic, two attested: + load nodes list + nodes tagged +
two nodes, unknown, one: + + + + + + + +
two nodes, unknown, one attested: + ? + list + + + +
two nodes, unknown, two: + ? nodes load + nodes tagged +
two nodes, unknown, two attested: + ? nodes list + nodes tagged +
unstarted nodes, containerd, one: + + + + + + + +
unstarted nodes, containerd, one attested: + + + list + + + +
unstarted nodes, containerd, two: + ? ? list + ? ? +
unstarted nodes, containerd, two attested: + ? ? list + ? ? +
unstarted nodes, classic, one: + + + + + + + +
unstarted nodes, classic, one attested: + load + list + + + +
unstarted nodes, classic, two: + load ? list + ? ? +
unstarted nodes, classic, two attested: + load ? list + ? ? +
unstarted nodes, unknown, one: + + + + + + + +
unstarted nodes, unknown, one attested: + ? + list + + + +
unstarted nodes, unknown, two: + ? ? list + ? ? +
unstarted nodes, unknown, two attested: + ? ? list + ? ? +`,
        );
      });
    }
  }

  const two = ['linux/amd64', 'linux/arm64'];
  const check = (
    name: string,
    question: Partial<OutputQuestion>,
    facts: BuildSurroundings,
    expected: string,
  ) =>
    it(name, () => {
      const asked = { platforms: two, tags: ['app'], output: 'push', ...question } as const;
      const verdict = judgeOutput(asked, facts);
      const told = verdict.state === 'impossible' ? verdict.refusal.message : verdict.state;
      assert.equal(told, expected);
    });
  const container = surroundings(builderOf('docker-container', {}), 'containerd');
  const classic = surroundings(builderOf('docker', { engine: engineWith('classic') }), 'classic');
  const elsewhere = (node: Partial<WorkerNode>) =>
    surroundings(builderOf('docker', node), 'unknown');

  const noTag = 'tag is needed when pushing to registry';
  check('push without a tag', { tags: [] }, container, noTag);
  check('push by digest without a tag', { tags: [], output: 'digest' }, container, noTag);
  check('push without a tag, of whomever', { tags: [] }, surroundings(undefined, 'unknown'), noTag);
  check('an unknown builder', {}, surroundings(undefined, 'classic'), 'unknown');
  check(
    'a worker without a snapshotter is of the classic store',
    {},
    elsewhere({ buildkitVersion: '0.25.2' }),
    'Multi-platform build is not supported for the docker driver.',
  );
  check(
    'a worker with one is not',
    {},
    elsewhere({ buildkitVersion: '0.25.2', snapshotter: 'overlayfs' }),
    'possible',
  );
  check(
    'a cache is not written by the classic store',
    { platforms: ['linux/amd64'], cacheTo: ['type=registry,ref=r.example.com/app:cache'] },
    classic,
    'Cache export is not supported for the docker driver.',
  );
  check(
    'unless it is within the image',
    { platforms: ['linux/amd64'], cacheTo: ['type=inline'] },
    classic,
    'possible',
  );
  check(
    'attestations that are turned off are none',
    { platforms: ['linux/amd64'], provenance: 'false', sbom: 'disabled=true' },
    classic,
    'possible',
  );
  for (const word of ['--output=type=oci', '-o', '-t=x', '--platform', '--builder=b', '--attest']) {
    check(`${word} may change everything`, { args: [word] }, classic, 'unknown');
  }
  check('other words change nothing', { args: ['--no-cache', '--tagged'] }, container, 'possible');
});
