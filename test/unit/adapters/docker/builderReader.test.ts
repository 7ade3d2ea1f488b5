import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listBuilders } from '../../../../src/adapters/docker/builderList.ts';
import { BuilderReader, type Machine } from '../../../../src/adapters/docker/builderReader.ts';
import { nodePlatforms } from '../../../../src/core/build/nodeStates.ts';
import type { WorkerNode } from '../../../../src/core/build/workerNode.ts';

/** What `docker buildx inspect` says of each builder. */
const inspected: Readonly<Record<string, string>> = {
  default: `Name: default
Driver: docker

Nodes:
Name: default
Endpoint: default
Status: running
Platforms: linux/amd64, linux/amd64/v2, linux/arm64
`,
  box: `Name: box
Driver: docker-container

Nodes:
Name: box0
Endpoint: default
Status: running
Platforms: linux/amd64, linux/amd64/v2, linux/arm64
`,
  farm: `Name: farm
Driver: remote

Nodes:
Name: farm0
Endpoint: tcp://10.0.0.1:1234
Status: running
Platforms: linux/arm64*, linux/amd64

Name: farm1
Endpoint: tcp://127.0.0.1:1
Status: inactive

Name: farm2
Endpoint: kubernetes:///farm
Error: no pods
`,
};

describe('BuilderReader', () => {
  let folder: string;
  let engine: Server;
  let questions: string[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'builders-'));
    questions = [];
    engine = createServer((request, response) => {
      questions.push(request.url ?? '');
      response.setHeader('Content-Type', 'application/json');
      response.end(
        JSON.stringify({
          ...{ Version: '28.5.2', Os: 'linux', Arch: 'amd64', KernelVersion: '6.1.0' },
          DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
        }),
      );
    });
    await new Promise<void>((resolve) => engine.listen(join(folder, 'docker.sock'), resolve));
    writeFileSync(
      join(folder, 'docker'),
      `#!${process.execPath}
       const name = process.argv.find((word) => word.startsWith('--builder='))?.slice(10);
       console.log(${JSON.stringify(inspected)}[name]);`,
    );
    chmodSync(join(folder, 'docker'), 0o755);
    mkdirSync(join(folder, 'buildx/instances'), { recursive: true });
    writeFileSync(
      join(folder, 'buildx/instances/farm'),
      '{"Name":"farm","Driver":"remote","Nodes":[{"Name":"farm0","Endpoint":"tcp://10.0.0.1:1234","Platforms":[{"os":"linux","architecture":"arm64"}]},{"Name":"farm1","Endpoint":"tcp://127.0.0.1:1"},{"Name":"farm2","Endpoint":"kubernetes:///farm","Platforms":[{"os":"linux","architecture":"s390x"}]}]}',
    );
    writeFileSync(
      join(folder, 'buildx/instances/box'),
      '{"Name":"box","Driver":"docker-container","Nodes":[{"Name":"box0","Platforms":null}]}',
    );
  });
  afterEach(async () => {
    engine.closeAllConnections();
    await new Promise((resolve) => engine.close(resolve));
    rmSync(folder, { recursive: true });
  });

  const qemu = { name: 'qemu-aarch64', architecture: 'arm64', interpreter: '/qemu', fixed: true };

  const machineHere = (): Machine => ({
    environment: { DOCKER_HOST: `unix://${join(folder, 'docker.sock')}`, DOCKER_CONFIG: folder },
    platform: 'linux',
    kernel: '6.1.0',
    readEmulators: () => Promise.resolve([qemu]),
  });

  async function readNodes(machine: Partial<Machine> = {}): Promise<readonly WorkerNode[]> {
    const here: Machine = { ...machineHere(), ...machine };
    const reader = new BuilderReader(join(folder, 'docker'), here);
    const { builders, context } = await listBuilders(here);
    const answers = await Promise.all(builders.map((builder) => reader.read(builder, context)));
    return answers.flatMap((answer) => {
      assert.ok(answer.ok);
      return answer.builder.nodes;
    });
  }

  const states = (nodes: readonly WorkerNode[]) =>
    nodes.map((node) =>
      [node.name, ...nodePlatforms(node).map(({ platform, state }) => `${platform} ${state}`)].join(
        ', ',
      ),
    );

  it('sees emulators where the engine runs on this kernel, and pins in the store', async () => {
    assert.deepEqual(states(await readNodes()), [
      'box0, linux/amd64 native, linux/arm64 emulated',
      'farm0, linux/arm64 unknown-how, linux/amd64 unknown-how',
      'farm1',
      'farm2, linux/s390x unknown-how',
      'default, linux/amd64 native, linux/arm64 emulated',
    ]);
  });

  it('finds out why a remote node does not answer', async () => {
    const silences = (await readNodes()).map(({ name, silence }) => [name, silence]);
    assert.deepEqual(Object.fromEntries(silences.filter(([, silence]) => silence)), {
      farm1: { code: 'no-connection', message: 'connect ECONNREFUSED 127.0.0.1:1' },
    });
  });

  it('asks an engine once for all its nodes', async () => {
    const nodes = await readNodes();
    const engineOf = (name: string) => nodes.find((node) => node.name === name)?.engine;
    assert.deepEqual(engineOf('default'), engineOf('box0'));
    assert.equal(engineOf('default')?.imageStore, 'containerd');
    assert.equal(engineOf('farm0'), undefined);
    assert.equal(questions.length, 2);
  });

  it('asks an engine again when who asked it first has left', async () => {
    const here = machineHere();
    const reader = new BuilderReader(join(folder, 'docker'), here);
    const { builders, context } = await listBuilders(here);
    const leaving = new AbortController();
    engine.once('request', () => {
      leaving.abort();
    });
    const versionOf = async (name: string, signal?: AbortSignal) => {
      const builder = builders.find((each) => each.name === name);
      assert.ok(builder);
      const answer = await reader.read(builder, context, signal);
      return answer.ok ? answer.builder.nodes[0]?.engine?.version : answer.problem.code;
    };
    const engines = [versionOf('default', leaving.signal), versionOf('box')];
    assert.deepEqual(await Promise.all(engines), ['cancelled', '28.5.2']);
  });

  it('sees no emulators of an engine in a virtual machine', async () => {
    const nodes = await readNodes({ kernel: '6.1.0-28-amd64' });
    assert.equal(states(nodes).at(-1), 'default, linux/amd64 native, linux/arm64 unknown-how');
    const abroad = await readNodes({ platform: 'darwin' });
    assert.equal(states(abroad).at(-1), 'default, linux/amd64 native, linux/arm64 unknown-how');
  });

  it('does without an engine and without a store', async () => {
    const nodes = await readNodes({
      environment: { DOCKER_HOST: 'ssh://me@host', DOCKER_CONFIG: join(folder, 'none') },
    });
    assert.deepEqual(states(nodes), ['default, linux/amd64 native, linux/arm64 unknown-how']);
  });
});
