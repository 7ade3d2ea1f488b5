import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeStub } from './codeServerHost.mjs';
import { run } from '../lab/program.mjs';

/**
 * Runs the suite in a desktop VS Code: the one of `VSCODE_EXECUTABLE`, else one that
 * `@vscode/test-electron` downloads. Needs a display.
 *
 * @param {{ version: string, vsix: string, suite: string, folder: string, resultFile: string,
 *   say: (message: string) => void }} options `version` as @vscode/test-electron takes it
 * @returns {Promise<{ vscode: string, problem?: string }>}
 */
export async function runInDesktop({ version, vsix, suite, folder, resultFile, say }) {
  const electron = await import('@vscode/test-electron');
  const vscodeExecutablePath =
    process.env.VSCODE_EXECUTABLE ?? (await electron.downloadAndUnzipVSCode(version));
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'vsc-'));
  const profile = [
    `--user-data-dir=${home}/d`,
    `--extensions-dir=${home}/e`,
    // Electron refuses to run as root without this.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  try {
    const [cli, ...args] = electron.resolveCliArgsFromVSCodeExecutablePath(vscodeExecutablePath);
    const own = args.filter((arg) => !/^--(user-data-dir|extensions-dir)=/.test(arg));
    say(`Installing ${path.basename(vsix)} in ${vscodeExecutablePath} …`);
    await run(cli, [...own, ...profile, '--install-extension', vsix, '--force']);
    const code = await electron
      .runTests({
        vscodeExecutablePath,
        extensionDevelopmentPath: writeStub(home),
        extensionTestsPath: suite,
        extensionTestsEnv: { MULTIARCH_SUITE_RESULT: resultFile },
        launchArgs: [folder, ...profile, '--disable-workspace-trust', '--skip-welcome'],
      })
      .catch((error) => error.message);
    return {
      vscode: process.env.VSCODE_EXECUTABLE ? 'desktop' : `desktop ${version}`,
      ...(code === 0 ? {} : { problem: `the test window ended with ${code}` }),
    };
  } finally {
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
