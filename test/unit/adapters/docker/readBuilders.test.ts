import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBuilders, type Machine } from '../../../../src/adapters/docker/readBuilders.ts';
import { nodePlatforms } from '../../../../src/core/build/nodeStates.ts';
import type { WorkerNode } from '../../../../src/core/build/workerNode.ts';

const platforms = ['linux/amd64', 'linux/amd64/v2', 'linux/arm64'];
const listed = [
  {
    Name: 'default',
    Driver: 'docker',
    Current: true,
    Nodes: [{ Name: 'default', Endpoint: 'default', Status: 'running', Platforms: platforms }],
  },
  {
    Name: 'box',
    Driver: 'docker-container',
    Nodes: [{ Name: 'box0', Endpoint: 'default', Status: 'running', Platforms: platforms }],
  },
  {
    Name: 'farm',
    Driver: 'remote',
    Nodes: [
      {
        Name: 'farm0',
        Endpoint: 'tcp://10.0.0.1:1234',
        Status: 'running',
        Platforms: ['linux/arm64', 'linux/amd64'],
      },
    ],
  },
];

describe('readBuilders', () => {
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
      `#!${process.execPath}\nconsole.log(${JSON.stringify(listed.map((line) => JSON.stringify(line)).join('\n'))});`,
    );
    chmodSync(join(folder, 'docker'), 0o755);
    mkdirSync(join(folder, 'buildx/instances'), { recursive: true });
    writeFileSync(
      join(folder, 'buildx/instances/farm'),
      '{"Name":"farm","Driver":"remote","Nodes":[{"Name":"farm0","Platforms":[{"os":"linux","architecture":"arm64"}]}]}',
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

  async function readNodes(machine: Partial<Machine> = {}): Promise<readonly WorkerNode[]> {
    const answer = await readBuilders(join(folder, 'docker'), undefined, {
      environment: { DOCKER_HOST: `unix://${join(folder, 'docker.sock')}`, DOCKER_CONFIG: folder },
      platform: 'linux',
      kernel: '6.1.0',
      readEmulators: () => Promise.resolve([qemu]),
      ...machine,
    });
    assert.ok(answer.ok);
    return answer.builders.flatMap(({ nodes }) => nodes);
  }

  const states = (nodes: readonly WorkerNode[]) =>
    nodes.map((node) =>
      [node.name, ...nodePlatforms(node).map(({ platform, state }) => `${platform} ${state}`)].join(
        ', ',
      ),
    );

  it('sees emulators where the engine runs on this kernel, and pins in the store', async () => {
    assert.deepEqual(states(await readNodes()), [
      'default, linux/amd64 native, linux/arm64 emulated',
      'box0, linux/amd64 native, linux/arm64 emulated',
      'farm0, linux/arm64 unknown-how, linux/amd64 unknown-how',
    ]);
  });

  it('asks an engine once for all its nodes', async () => {
    const [first, second, third] = await readNodes();
    assert.deepEqual(first?.engine, second?.engine);
    assert.equal(first?.engine?.imageStore, 'containerd');
    assert.equal(third?.engine, undefined);
    assert.equal(questions.length, 2);
  });

  it('sees no emulators of an engine in a virtual machine', async () => {
    const nodes = await readNodes({ kernel: '6.1.0-28-amd64' });
    assert.equal(states(nodes)[0], 'default, linux/amd64 native, linux/arm64 unknown-how');
    const abroad = await readNodes({ platform: 'darwin' });
    assert.equal(states(abroad)[0], 'default, linux/amd64 native, linux/arm64 unknown-how');
  });

  it('does without an engine and without a store', async () => {
    const nodes = await readNodes({
      environment: { DOCKER_HOST: 'ssh://me@host', DOCKER_CONFIG: join(folder, 'none') },
    });
    assert.deepEqual(states(nodes), [
      'default, linux/amd64 native, linux/arm64 unknown-how',
      'box0, linux/amd64 unknown-how, linux/arm64 unknown-how',
      'farm0, linux/arm64 unknown-how, linux/amd64 unknown-how',
    ]);
  });
});
