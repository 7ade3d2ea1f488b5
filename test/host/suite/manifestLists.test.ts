import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from 'vscode';
import { stateFolder } from '../../../src/adapters/state/stateFolder.ts';
import { keepTagRecord } from '../../../src/adapters/state/tagHistory.ts';
import { createMemoryRegistry } from '../../support/registry/memoryRegistry.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';

const mediaType = 'application/vnd.oci.image.index.v1+json';

function listOf(note: string): string {
  return JSON.stringify({ schemaVersion: 2, mediaType, manifests: [], annotations: { note } });
}

/** The worker is a process of its own, started by the extension host. */
describe('the last push', () => {
  const registry = createMemoryRegistry();
  const { tags } = registry.repository('team/app');
  const cache = process.env['MULTIARCH_CACHE'];
  let server: LoopbackServer;
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lists-'));
    process.env['MULTIARCH_CACHE'] = folder;
    server = await startServer(registry.handler);
  });
  after(async () => {
    if (cache === undefined) delete process.env['MULTIARCH_CACHE'];
    else process.env['MULTIARCH_CACHE'] = cache;
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is taken back by the worker, unless somebody has changed the tag since', async () => {
    const reference = `${server.host}/team/app:1.0`;
    const old = registry.put('team/app', mediaType, listOf('old'));
    const pushed = registry.put('team/app', mediaType, listOf('pushed'), '1.0');
    await keepTagRecord(stateFolder(process.env), {
      ...{ reference, at: 1, digest: pushed },
      previous: {
        ...{ digest: old, mediaType },
        body: Buffer.from(listOf('old')).toString('base64'),
      },
    });
    const other = registry.put('team/app', mediaType, listOf('other'), '1.0');
    await commands.executeCommand('multiarch.undoPush', reference);
    assert.equal(tags.get('1.0'), other);
    tags.set('1.0', pushed);
    await commands.executeCommand('multiarch.undoPush', reference);
    assert.equal(tags.get('1.0'), old);
  });
});
