import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stateFolder } from '../../../src/adapters/state/stateFolder.ts';
import { keepTagRecord } from '../../../src/adapters/state/tagHistory.ts';
import { callCommandLine } from '../../support/callCommandLine.ts';
import { createMemoryRegistry, digestOf } from '../../support/registry/memoryRegistry.ts';
import { useRegistryTest } from '../../support/registry/registryTest.ts';

const mediaType = 'application/vnd.oci.image.index.v1+json';

function listOf(note: string): string {
  return JSON.stringify({ schemaVersion: 2, mediaType, manifests: [], annotations: { note } });
}

describe('multiarch index undo', () => {
  const use = useRegistryTest();
  const before = process.env['MULTIARCH_CACHE'];
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-undo-'));
    process.env['MULTIARCH_CACHE'] = folder;
  });
  afterEach(async () => {
    if (before === undefined) delete process.env['MULTIARCH_CACHE'];
    else process.env['MULTIARCH_CACHE'] = before;
    await rm(folder, { recursive: true, force: true });
  });

  async function undo(reference: string) {
    return callCommandLine(['index', 'undo', reference]);
  }

  async function keep(reference: string, at: number, now: string, previous?: string) {
    await keepTagRecord(stateFolder(process.env), {
      ...{ reference, at, digest: digestOf(now) },
      ...(previous !== undefined && {
        previous: {
          ...{ digest: digestOf(previous), mediaType },
          body: Buffer.from(previous).toString('base64'),
        },
      }),
    });
  }

  it('leaves a new tag as it is where nothing may be deleted', async () => {
    const registry = createMemoryRegistry({ deletes: false });
    registry.put('app', mediaType, listOf('new'), '1');
    const { host } = await use.serve(registry.handler);
    await keep(`${host}/app:1`, 1, listOf('new'));
    const { code, err } = await undo(`${host}/app:1`);
    assert.equal(code, 2);
    assert.match(err, /does not allow anything to be deleted/);
    assert.equal(registry.repository('app').tags.get('1'), digestOf(listOf('new')));
  });

  it('takes a change back after one that the registry refused', async () => {
    const registry = createMemoryRegistry();
    registry.put('app', mediaType, listOf('new'), '1');
    const { host } = await use.serve(registry.handler);
    await keep(`${host}/app:1`, 1, listOf('new'), listOf('old'));
    await keep(`${host}/app:1`, 2, listOf('refused'), listOf('new'));
    const { code, err } = await undo(`${host}/app:1`);
    assert.equal(code, 0, err);
    assert.equal(registry.repository('app').tags.get('1'), digestOf(listOf('old')));
  });

  it('puts nothing that was damaged where it was kept', async () => {
    const registry = createMemoryRegistry();
    registry.put('app', mediaType, listOf('new'), '1');
    const { host } = await use.serve(registry.handler);
    await keep(`${host}/app:1`, 1, listOf('new'), listOf('old'));
    const records = path.join(stateFolder(process.env), 'tags');
    const file = path.join(records, (await readdir(records))[0] ?? '');
    const text = await readFile(file, 'utf8');
    const [kept, damaged] = [listOf('old'), listOf('odd')].map((list) =>
      Buffer.from(list).toString('base64'),
    );
    await writeFile(file, text.replace(kept ?? '', damaged ?? ''));
    const { code, err } = await undo(`${host}/app:1`);
    assert.equal(code, 2);
    assert.match(err, /damaged/);
    assert.equal(registry.repository('app').tags.get('1'), digestOf(listOf('new')));
  });
});
