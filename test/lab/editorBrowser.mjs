import fs from 'node:fs';
import path from 'node:path';
import { run } from './program.mjs';

/** What the browser is started with: no window, and nothing that it does on its own account. */
export const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];

/**
 * The Chromium or Chrome in which tests look at the editor: `CHROMIUM`, else one on PATH, else
 * Playwright's own, else on Debian, as root, the distribution's package is installed.
 *
 * @param {{ say?: (message: string) => void, signal?: AbortSignal }} [surroundings]
 * @returns {Promise<string>} the program's path
 */
export async function installBrowser({ say = () => {}, signal } = {}) {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const present = onPath() ?? (await fromPlaywright());
  if (present) return present;
  if (!isDebian() || process.getuid?.() !== 0) {
    throw new Error(
      'The tests in the editor need Chrome or Chromium: put it on PATH, name it in the ' +
        'variable CHROMIUM, or run `npx playwright-core install chromium`',
    );
  }
  say('Installing Chromium from Debian (chromium, fonts-dejavu-core; about 100 MB) …');
  const apt = (...args) =>
    run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      signal,
    });
  await apt('update');
  await apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  const installed = onPath();
  if (!installed) throw new Error('Debian’s chromium was installed but is not on PATH');
  return installed;
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(path.isAbsolute);
  return names
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find((file) => fs.existsSync(file));
}

async function fromPlaywright() {
  const { chromium } = await import('playwright-core');
  const file = chromium.executablePath();
  return file && fs.existsSync(file) ? file : undefined;
}

// Ubuntu's package of that name is a snap in disguise, which wants a running snapd.
function isDebian() {
  try {
    return /^ID=debian$/m.test(fs.readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
