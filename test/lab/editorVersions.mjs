/**
 * The editors that the lab can install: code-server is VS Code's web workbench with the extension
 * host on Node, and npm has it, where a desktop VS Code wants a download of its own.
 *
 * - `folder`: beside this file; its lock files pin every package by its integrity.
 * - `links`: what is put in place after the packages, as [link, target], both below the top folder.
 *   code-server's own install script makes some of them; it is not run, because it compiles.
 *
 * @typedef {{ vscode: string, codeServer: string, node: string, folder: string,
 *   links: readonly (readonly [string, string])[] }} EditorVersion
 */

const workbench = 'node_modules/code-server/lib/vscode';

const shellLinks = [
  [`${workbench}/bin/remote-cli/code-server`, `${workbench}/bin/remote-cli/code-linux.sh`],
  [`${workbench}/bin/helpers/browser.sh`, `${workbench}/bin/helpers/browser-linux.sh`],
];

/** @type {Record<'newest' | 'oldest', EditorVersion>} */
export const editorVersions = {
  newest: {
    vscode: '1.139.1',
    codeServer: '4.139.1',
    node: '24.21.0',
    folder: 'editor-newest',
    links: shellLinks,
  },
  // The oldest one of `engines.vscode` in package.json.
  oldest: {
    vscode: '1.104.0',
    codeServer: '4.104.0',
    node: '22.23.3',
    folder: 'editor-oldest',
    links: [
      ...shellLinks,
      // Its argon2 and node-pty would have to be compiled, and its ripgrep is fetched by a script:
      // later releases of all three come ready-made. Without argon2 the server does not start,
      // without node-pty no task does, and without ripgrep no file is found.
      ['node_modules/argon2', 'node_modules/argon2-prebuilt'],
      [`${workbench}/node_modules/node-pty`, 'node_modules/node-pty'],
      [
        `${workbench}/node_modules/@vscode/ripgrep/bin/rg`,
        `node_modules/@vscode/ripgrep-linux-${process.arch}/bin/rg`,
      ],
    ],
  },
};
