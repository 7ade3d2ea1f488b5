import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommandLine } from '../../src/cli/commandLine.ts';

/** Runs the command line in this process; what it printed and how it ended. */
export async function callCommandLine(args: readonly string[]) {
  let [out, err] = ['', ''];
  const code = await runCommandLine(args, {
    write: (text) => (out += text),
    writeError: (text) => (err += text),
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

/** Gives the tests of a `describe` a cache and state of their own; where, while they run. */
export function useOwnCache(): { readonly folder: string } {
  const users = process.env['MULTIARCH_CACHE'];
  const own = { folder: '' };
  before(() => {
    own.folder = mkdtempSync(path.join(tmpdir(), 'multiarch-cli-'));
    process.env['MULTIARCH_CACHE'] = own.folder;
  });
  after(() => {
    if (users === undefined) delete process.env['MULTIARCH_CACHE'];
    else process.env['MULTIARCH_CACHE'] = users;
    rmSync(own.folder, { recursive: true });
  });
  return own;
}
