import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { browserArguments, installBrowser } from './editorBrowser.mjs';
import { installEditor } from './editorInstall.mjs';
import { run } from './program.mjs';

/** Quiet and repeatable: no tips, no chat, no look-ups of its own, nothing that moves. */
const quietSettings = {
  'chat.agentHost.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.gpuAcceleration': 'off',
  'window.confirmBeforeClose': 'never',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Installs what is missing and starts VS Code's server on a free port of 127.0.0.1, with a profile
 * of its own. Nothing is left behind after `stop`, or when this program ends.
 *
 * @type {typeof import('./editor.mjs').startEditor}
 */
export async function startEditor(options) {
  const { folder, vsix = [], browser: wanted = false, say = () => {}, signal } = options;
  const installed = await installEditor(options.version ?? 'newest', { say, signal });
  const browserPath = wanted ? await installBrowser({ say, signal }) : undefined;

  // Short, because the paths of unix sockets below it are limited to 107 bytes (unix(7)).
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'vsc-'));
  const program = prepareHome(home, installed, options);
  const log = { text: '' };
  let server;
  let browser;

  const onExit = () => {
    if (server) signalGroup(server, 'SIGKILL');
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', onExit);
  const stop = async () => {
    await browser?.close().catch(() => undefined);
    if (server) await endServer(server);
    process.off('exit', onExit);
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };

  try {
    for (const file of vsix) {
      say(`Installing ${path.basename(file)} in VS Code ${installed.vscode} …`);
      const args = [...program.args, '--install-extension', path.resolve(file), '--force'];
      await run(installed.node, args, { env: program.env, signal, timeout: 180_000 });
    }
    if (options.language) addLanguage(home, options.language);
    const more = [
      '--bind-addr',
      '127.0.0.1:0',
      ...(options.driver ? driverArguments(installed) : []),
      ...(options.language ? ['--locale', options.language.locale] : []),
    ];
    server = spawn(installed.node, [...program.args, ...more], {
      env: program.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const origin = await whenListening(server, log, signal);
    const url = `${origin}/?folder=${encodeURIComponent(path.resolve(folder))}`;
    let page;
    if (browserPath) {
      const { chromium } = await import('playwright-core');
      browser = await chromium.launch({
        executablePath: browserPath,
        args: browserArguments,
        // Whoever called this function cleans up in order; Playwright would end the program.
        handleSIGHUP: false,
        handleSIGINT: false,
        handleSIGTERM: false,
      });
      page = await browser.newPage({ viewport: options.viewport ?? { width: 1280, height: 800 } });
    }
    return {
      url,
      vscode: installed.vscode,
      home,
      page,
      log: () => log.text,
      closed: new Promise((resolve) => server.once('exit', () => resolve())),
      stop,
      async open(payload = []) {
        const query = payload.length
          ? `&payload=${encodeURIComponent(JSON.stringify(payload))}`
          : '';
        await page.goto(url + query, { waitUntil: 'commit' });
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Writes the profile; resolves how the server's program is called with it. */
function prepareHome(home, installed, { settings = {}, keys = [], env = {}, trust = true }) {
  fs.mkdirSync(`${home}/d/User`, { recursive: true });
  fs.writeFileSync(`${home}/config.yaml`, 'auth: none\n');
  fs.writeFileSync(
    `${home}/d/User/settings.json`,
    JSON.stringify({ ...quietSettings, ...settings }, null, 2),
  );
  fs.writeFileSync(`${home}/d/User/keybindings.json`, JSON.stringify(keys));
  const args = [
    installed.entry,
    ...['--config', `${home}/config.yaml`, '--auth', 'none'],
    ...['--user-data-dir', `${home}/d`, '--extensions-dir', `${home}/e`],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
    '--ignore-last-opened',
    ...(trust ? ['--disable-workspace-trust'] : []),
  ];
  return { args, env: { ...ownEnvironment(home), ...env } };
}

/**
 * Makes the editor know a language, as an installed language pack does (VS Code 1.139,
 * src/vs/base/node/nls.ts), with no texts for the editor itself.
 */
function addLanguage(home, { locale, files = {} }) {
  const pack = `${home}/d/texts-${locale}.json`;
  const by = { extensionIdentifier: { id: `texts.${locale}` }, version: '1.0.0' };
  fs.writeFileSync(pack, JSON.stringify({ version: '1.0.0', contents: {} }));
  fs.writeFileSync(
    `${home}/d/languagepacks.json`,
    JSON.stringify({
      [locale]: { hash: locale, label: locale, extensions: [by], translations: { vscode: pack } },
    }),
  );
  for (const name of fs.readdirSync(`${home}/e`, { withFileTypes: true })) {
    if (!name.isDirectory()) continue;
    for (const [file, text] of Object.entries(files)) {
      fs.writeFileSync(path.join(name.parentPath, name.name, file), text);
    }
  }
}

/** This program's environment without what would lead the editor out of its own folder. */
function ownEnvironment(home) {
  const foreign = /^(VSCODE_.*|XDG_.*|PORT|PASSWORD|HASHED_PASSWORD|NODE_OPTIONS)$/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    TMPDIR: home,
    // Else the server takes PATH from a login shell, and not the one that it was started with.
    VSCODE_CLI: '1',
    // No extension gallery, so no requests to one.
    EXTENSIONS_GALLERY: '{}',
  };
}

/**
 * The workbench starts a test suite only when the server was told to allow it, which is how newer
 * versions of code-server pass it on; older ones allow it always and refuse the option.
 */
function driverArguments({ entry }) {
  const options = fs.readFileSync(path.join(path.dirname(entry), 'cli.js'), 'utf8');
  if (!options.includes('vscode-option')) return [];
  return ['--vscode-option', 'enable-smoke-test-driver'];
}

function whenListening(server, log, signal) {
  return new Promise((resolve, reject) => {
    const fail = (what) => reject(new Error(`code-server ${what}\n${log.text}`.trimEnd()));
    const timer = setTimeout(() => fail('did not start within 180 s'), 180_000);
    const onAbort = () => reject(signal.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    for (const stream of [server.stdout, server.stderr]) {
      stream.on('data', (bytes) => {
        log.text = (log.text + bytes).slice(-1_000_000);
        const match = /HTTP server listening on (http:\/\/[^/\s]+)/.exec(log.text);
        if (!match) return;
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        resolve(match[1]);
      });
    }
    server.once('error', (error) => fail(`could not be started: ${error.message}`));
    server.once('exit', (code, killedBy) => {
      clearTimeout(timer);
      fail(`ended with ${killedBy ?? code}`);
    });
  });
}

async function endServer(server) {
  if (server.pid === undefined) return;
  const ended = server.exitCode !== null || server.signalCode !== null;
  if (!ended) {
    const exit = new Promise((resolve) => server.once('exit', resolve));
    signalGroup(server, 'SIGTERM');
    const late = setTimeout(() => signalGroup(server, 'SIGKILL'), 5_000);
    await exit;
    clearTimeout(late);
  }
  // Extension hosts and terminals that outlived it.
  signalGroup(server, 'SIGKILL');
}

function signalGroup(server, name) {
  try {
    process.kill(-server.pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
