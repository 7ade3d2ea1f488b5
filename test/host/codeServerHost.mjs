import fs from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { startEditor } from '../lab/editor.mjs';

/** Longest time for the whole suite, in ms. */
const timeout = 900_000;

/**
 * Runs the suite in the extension host of code-server, with the packaged extension installed.
 *
 * @param {{ version: 'newest' | 'oldest', vsix: string, suite: string, folder: string,
 *   resultFile: string, artifacts: string, say: (message: string) => void, signal?: AbortSignal }} options
 * @returns {Promise<{ vscode: string, problem?: string }>} `problem`: why the result file alone is
 *   not to be believed
 */
export async function runInCodeServer(options) {
  const { vsix, suite, folder, resultFile, artifacts, signal } = options;
  const editor = await startEditor({
    version: options.version,
    folder,
    vsix: [vsix],
    env: { MULTIARCH_SUITE_RESULT: resultFile },
    driver: true,
    browser: true,
    say: options.say,
    signal,
  });
  try {
    const lines = [];
    await editor.page.exposeFunction('codeAutomationLog', (type, values) => {
      const text = format(...values);
      lines.push(`${type} ${text}`);
      console.log(text);
    });
    const exit = new Promise((resolve) => {
      void editor.page.exposeFunction('codeAutomationExit', resolve);
    });
    const crash = new Promise((resolve) => editor.page.on('crash', () => resolve('crash')));
    const authority = new URL(editor.url).host;
    const remote = (file) => `vscode-remote://${authority}${path.resolve(file)}`;
    await editor.open([
      ['extensionDevelopmentPath', remote(writeStub(editor.home))],
      ['extensionTestsPath', remote(suite)],
      ['skipWelcome', 'true'],
    ]);
    const code = await firstOf(
      [exit, crash, editor.closed.then(() => 'end of the server')],
      signal,
    );
    const problem = code === 0 ? undefined : `the test window ended with ${code}`;
    if (problem) await keepTraces(editor, lines, artifacts);
    return { vscode: editor.vscode, problem };
  } finally {
    await editor.stop();
  }
}

/**
 * The workbench runs tests only with an extension under development. The one that is tested is
 * installed as users have it, so this place is taken by an empty one.
 */
export function writeStub(parent) {
  const folder = path.join(parent, 'stub');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'stub.js'), 'exports.activate = () => {};\n');
  const manifest = {
    name: 'stub',
    publisher: 'multiarch',
    version: '0.0.1',
    engines: { vscode: '*' },
    main: './stub.js',
    extensionKind: ['workspace'],
  };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

async function firstOf(promises, signal) {
  let timer;
  let onAbort;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, timeout, `no answer within ${timeout / 1000} s`);
  });
  const aborted = new Promise((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([...promises, late, aborted]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

async function keepTraces(editor, lines, artifacts) {
  fs.mkdirSync(artifacts, { recursive: true });
  await editor.page.screenshot({ path: path.join(artifacts, 'window.png') }).catch(() => undefined);
  fs.writeFileSync(path.join(artifacts, 'window.log'), lines.join('\n'));
  fs.writeFileSync(path.join(artifacts, 'server.log'), editor.log());
  const logs = path.join(editor.home, 'd/logs');
  if (fs.existsSync(logs)) fs.cpSync(logs, path.join(artifacts, 'logs'), { recursive: true });
}
