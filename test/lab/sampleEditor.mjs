import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEditor } from './editor.mjs';
import { findProgram, run } from './program.mjs';

/**
 * Opens a folder in VS Code with the packaged extension, in a profile of its own: in the desktop
 * program when `code` is on the PATH, else in a browser through code-server.
 *
 * @param {{ folder: string, vsix: string, env: Record<string, string>,
 *   say: (message: string) => void, signal: AbortSignal }} options `env`: over our own.
 * @returns {Promise<{ closed: Promise<void>, stop: () => Promise<void> }>} `closed` resolves when
 *   the user has closed the editor.
 */
export async function openEditor(options) {
  // In a terminal of a remote window, `code` only reaches the window that is open already.
  const remote = process.env.VSCODE_IPC_HOOK_CLI !== undefined;
  const desktop = !remote && findProgram('code', process.env) !== 'code';
  return desktop ? await openDesktop(options) : await openInBrowser(options);
}

async function openInBrowser({ folder, vsix, env, say, signal }) {
  say('No desktop VS Code (`code`) on the PATH: starting one for the browser (code-server).');
  const editor = await startEditor({ folder, vsix: [vsix], env, say, signal });
  say(`VS Code ${editor.vscode} is up. Open this in a browser on this machine:`);
  say('');
  say(`    ${editor.url}`);
  say('');
  return { closed: editor.closed, stop: editor.stop };
}

async function openDesktop({ folder, vsix, env, say, signal }) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'multiarch-code-'));
  const common = [
    // Electron refuses to run as root without this.
    ...(process.platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : []),
    ...['--user-data-dir', path.join(profile, 'data')],
    ...['--extensions-dir', path.join(profile, 'extensions')],
  ];
  const remove = () => fs.rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  const options = { env: { ...process.env, ...env }, signal };
  const closing = new AbortController();
  try {
    say('Installing the extension in a new profile of VS Code …');
    await run('code', [...common, '--install-extension', vsix, '--force'], options);
    const window = run('code', [...common, '--new-window', '--wait', folder], {
      ...options,
      signal: AbortSignal.any([signal, closing.signal]),
      timeout: 2 ** 31 - 1,
    });
    say('VS Code opens in a window of its own.');
    const closed = window.then(
      () => undefined,
      (error) => {
        if (!signal.aborted && !closing.signal.aborted) throw error;
      },
    );
    const stop = async () => {
      closing.abort();
      await closed.catch(() => undefined);
      remove();
    };
    return { closed, stop };
  } catch (error) {
    remove();
    throw error;
  }
}
