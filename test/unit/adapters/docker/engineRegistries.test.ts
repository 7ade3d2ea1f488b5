import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEngineRegistries } from '../../../../src/adapters/docker/engineRegistries.ts';

describe('readEngineRegistries', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'docker-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** A docker client that is a shell script. */
  function client(script: string): string {
    const file = join(folder, 'docker');
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return file;
  }

  it('runs docker in the home folder, never in the one that is open', async () => {
    const docker = client(String.raw`printf '{"Mirrors":["%s","%s"]}' "$(pwd -P)" "$*"`);
    assert.notEqual(process.cwd(), homedir());
    assert.deepEqual(await readEngineRegistries(docker), {
      mirrors: [realpathSync(homedir()), 'info --format {{json .RegistryConfig}}'],
      insecure: [],
    });
  });

  it('knows of none without a client, an engine or a readable answer', async () => {
    const none = { mirrors: [], insecure: [] };
    assert.deepEqual(await readEngineRegistries(join(folder, 'none')), none);
    assert.deepEqual(await readEngineRegistries(client('exit 1')), none);
    assert.deepEqual(await readEngineRegistries(client('echo null')), none);
  });
});
