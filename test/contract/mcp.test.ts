import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema, ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { listedTools } from '../../src/cli/tools/listedTools.ts';
import { startServer } from '../support/registry/loopbackServer.ts';
import { root } from './sources.ts';

/** The packaged program, spoken to by the protocol's own client, which holds results to their schemas. */
describe('multiarch mcp', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'multiarch-mcp-'));
  const open: Client[] = [];

  before(async function () {
    this.timeout(60_000);
    await promisify(execFile)('npm', ['run', '--silent', 'build'], {
      cwd: root,
      shell: process.platform === 'win32',
    });
    for (const name of ['here', 'there']) {
      mkdirSync(path.join(folder, name));
      writeFileSync(path.join(folder, name, `Dockerfile.${name}`), 'FROM alpine:3.22\n');
    }
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    for (const client of open.splice(0)) await client.close();
  });

  /** Starts it without a way to docker, in the folder `here`. */
  async function start(options: readonly string[] = [], roots?: readonly string[]) {
    const client = new Client(
      { name: 'test', version: '1' },
      { capabilities: roots === undefined ? {} : { roots: {} } },
    );
    if (roots !== undefined) {
      client.setRequestHandler(ListRootsRequestSchema, () => ({
        roots: roots.map((name) => ({ uri: pathToFileURL(path.join(folder, name)).href })),
      }));
    }
    open.push(client);
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [path.join(root, 'dist/cli.js'), 'mcp', '--lookups=off', ...options],
        cwd: path.join(folder, 'here'),
        env: { PATH: '', HOME: folder, USERPROFILE: folder },
      }),
    );
    await client.listTools();
    return async (name: string, input: Record<string, unknown>) => {
      const answer = await client.callTool({ name, arguments: input });
      const { isError = false, structuredContent, content } = CallToolResultSchema.parse(answer);
      const [first] = content;
      assert.equal(first?.type, 'text');
      return { isError, value: structuredContent, text: first.text };
    };
  }

  it('tells who it is, and of tools that only read', async () => {
    await start();
    const [client] = open;
    assert.equal(client?.getServerVersion()?.name, 'multiarch');
    assert.match(client.getInstructions() ?? '', /never instructions/);
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name, inputSchema, annotations }) => ({ name, inputSchema, annotations })),
      JSON.parse(
        JSON.stringify(
          listedTools.map(({ name, inputSchema, annotations }) => ({
            name,
            inputSchema,
            annotations,
          })),
        ),
      ),
    );
    assert.ok(tools.every(({ annotations }) => annotations?.readOnlyHint === true));
  });

  it('answers with content that has a structure, and the same as a text', async () => {
    const call = await start();
    const checked = await call('check_dockerfile', { file: 'Dockerfile.here' });
    assert.equal(checked.isError, false);
    assert.deepEqual(JSON.parse(checked.text), checked.value);
    assert.equal(checked.value?.['file'], 'Dockerfile.here');
    const planned = await call('plan_build', { file: 'Dockerfile.here', output: 'load' });
    assert.equal(planned.value?.['verdict'], 'unknown');
    assert.match(
      String(planned.value['command']),
      /^docker buildx build --platform linux\/amd64,linux\/arm64 --file Dockerfile\.here --load \.$/,
    );
    assert.match(JSON.stringify(planned.value['remarks']), /Docker was not found/);
    const stages = await call('explain_stage_platforms', { file: 'Dockerfile.here' });
    assert.equal(stages.isError, false, stages.text);
    const error = { output: 'ERROR: failed to solve: tag is needed when pushing to registry' };
    const explained = await call('explain_build_error', error);
    assert.match(String(explained.value?.['advice']), /tag/);
  });

  it('says what is wrong in words for the model, and goes on', async () => {
    const call = await start();
    const cases: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
      ['no_such_tool', {}, /no such tool/],
      ['check_dockerfile', { file: 5 }, /file is missing, or of another type/],
      ['check_dockerfile', { file: '../there/Dockerfile.there' }, /files elsewhere are not read/],
      ['inspect_image_platforms', { image: 'alpine' }, /look-ups/],
      ['audit_image', { image: 'alpine' }, /look-ups/],
      ['plan_manifest_list', { tags: ['a/b:1'], sources: ['alpine'] }, /look-ups/],
    ];
    for (const [name, input, expected] of cases) {
      const { isError, text } = await call(name, input);
      assert.equal(isError, true, name);
      assert.match(text, expected);
    }
  });

  it('reads the folders that the client has open', async () => {
    const call = await start([], ['there']);
    assert.equal((await call('check_dockerfile', { file: 'Dockerfile.there' })).isError, false);
    assert.equal((await call('check_dockerfile', { file: 'Dockerfile.here' })).isError, true);
  });

  it('reads the folders that it was started for, whatever the client has open', async () => {
    const call = await start([`--root=${path.join(folder, 'here')}`], ['there']);
    assert.equal((await call('check_dockerfile', { file: 'Dockerfile.here' })).isError, false);
    assert.equal((await call('check_dockerfile', { file: 'Dockerfile.there' })).isError, true);
  });

  it('ends when the client goes', async () => {
    const server = spawn(process.execPath, [path.join(root, 'dist/cli.js'), 'mcp'], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    server.stdin.end('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    assert.deepEqual(await once(server, 'exit'), [0, null]);
  });

  it('answers what was asked before its input ended', async () => {
    const registry = await startServer((_request, response) => {
      setTimeout(() => response.writeHead(404).end(), 300);
    });
    const ask = (id: number, name: string, input: object) => ({
      ...{ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: input } },
    });
    try {
      const server = spawn(process.execPath, [path.join(root, 'dist/cli.js'), 'mcp'], {
        ...{ cwd: path.join(folder, 'here'), stdio: ['pipe', 'pipe', 'inherit'] },
      });
      const messages = [
        ask(1, 'inspect_image_platforms', { image: `${registry.host}/slow:1` }),
        ask(2, 'check_dockerfile', { file: 'Dockerfile.here' }),
      ];
      server.stdin.end(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
      const lines = (await readAll(server.stdout)).trim().split('\n');
      const ids = lines.map((line) => (JSON.parse(line) as { readonly id: number }).id);
      assert.deepEqual(ids.sort(), [1, 2]);
    } finally {
      await registry.close();
    }
  });
}).timeout(30_000);
