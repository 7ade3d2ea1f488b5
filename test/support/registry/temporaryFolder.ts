import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Call it inside `describe`: every test gets an empty folder of its own, which goes after it. */
export function useTemporaryFolder(): { readonly path: string } {
  const folder = { path: '' };
  beforeEach(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'multiarch-registry-'));
  });
  afterEach(() => rm(folder.path, { recursive: true, force: true }));
  return folder;
}
