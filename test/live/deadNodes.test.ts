import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { listBuilders } from '../../src/adapters/docker/builderList.ts';
import { BuilderReader } from '../../src/adapters/docker/builderReader.ts';

/** Builders of a store of their own: the node of one is not there, that of another never answers. */
describe('builders whose nodes do not answer', function () {
  this.timeout(60_000);
  let folder: string;
  let silent: Server;
  let environment: NodeJS.ProcessEnv;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dead-'));
    silent = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    mkdirSync(join(folder, 'buildx/instances'), { recursive: true });
    for (const [name, endpoint] of [
      ['dead', 'tcp://127.0.0.1:1'],
      ['hung', `tcp://127.0.0.1:${port}`],
    ] as const) {
      const nodes = [{ Name: `${name}0`, Endpoint: endpoint, Platforms: null }];
      writeFileSync(
        join(folder, 'buildx/instances', name),
        JSON.stringify({ Name: name, Driver: 'remote', Nodes: nodes }),
      );
    }
    environment = { ...process.env, BUILDX_CONFIG: join(folder, 'buildx') };
    const program = `#!/bin/sh\nBUILDX_CONFIG='${folder}/buildx' exec docker "$@"\n`;
    writeFileSync(join(folder, 'docker'), program);
    chmodSync(join(folder, 'docker'), 0o755);
  });
  after(async () => {
    await new Promise((resolve) => silent.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it('say why, and hold up no other', async () => {
    const here = { environment, platform: process.platform };
    const { builders, context } = await listBuilders(here);
    const names = builders.map(({ name }) => name);
    assert.deepEqual(names.slice(0, 2), ['dead', 'hung']);
    const reader = new BuilderReader(join(folder, 'docker'), {
      ...here,
      kernel: release(),
      readEmulators: () => Promise.resolve(undefined),
    });
    const answered: string[] = [];
    const answers = builders.map(async (builder) => {
      const answer = await reader.read(builder, context);
      answered.push(builder.name);
      assert.ok(answer.ok, JSON.stringify(answer));
      return answer.builder.nodes.map(({ status, silence }) => ({ status, silence }));
    });
    const [dead, hung] = await Promise.all(answers);
    assert.equal(answered.at(-1), 'hung');
    assert.deepEqual(dead, [
      {
        status: 'inactive',
        silence: { code: 'no-connection', message: 'connect ECONNREFUSED 127.0.0.1:1' },
      },
    ]);
    assert.deepEqual(hung, [{ status: 'inactive', silence: { code: 'no-answer' } }]);
  });
});
