import fs from 'node:fs';
import path from 'node:path';
import { run } from './program.mjs';

/** The checkout. */
export const root = path.resolve(import.meta.dirname, '../..');

/**
 * Installs the dependencies of the lock file, unless what is installed is already that. Their
 * install scripts do not run; npm checks every package against the digests in the lock file.
 *
 * @param {{ say: (message: string) => void, signal?: AbortSignal }} surroundings
 */
export async function installDependencies({ say, signal }) {
  if (isInstalledAsLocked()) return;
  say('Installing the dependencies of package-lock.json into node_modules …');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  await run('npm', args, { cwd: root, signal, timeout: 1_800_000 });
}

/** Runs a script of package.json in the terminal's sight. */
export async function runScript(name, { signal, env, inherit = true }) {
  await run('npm', ['run', '--silent', name], { cwd: root, signal, env, inherit });
}

/**
 * Compares what npm wrote down of its last install with the lock file. Times tell nothing here:
 * a checkout of another branch renews the lock file's, and npm itself writes the two in any order.
 */
function isInstalledAsLocked() {
  const locked = readPackages(path.join(root, 'package-lock.json'));
  const installed = readPackages(path.join(root, 'node_modules/.package-lock.json'));
  if (!locked || !installed) return false;
  const isSame = ([name, entry]) =>
    // The root itself is not installed, nor is what is optional and for another platform.
    name === '' || (entry.optional && !installed[name])
      ? true
      : installed[name]?.version === entry.version &&
        installed[name]?.integrity === entry.integrity;
  return (
    Object.entries(locked).every(isSame) && Object.keys(installed).every((name) => locked[name])
  );
}

function readPackages(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).packages : undefined;
}
