import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cacheFolder.mjs';
import { editorVersions } from './editorVersions.mjs';
import { isAlive, markProcess } from './processes.mjs';
import { run } from './program.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const log = path.join(here, 'editor-log');

/**
 * Installs an editor into the cache folder, unless it is there already, and resolves with the
 * paths of its Node and of its entry script. Only Linux on x64 and arm64 is served.
 *
 * @param {'newest' | 'oldest'} name
 * @param {{ say?: (message: string) => void, signal?: AbortSignal }} [surroundings]
 * @returns {Promise<{ home: string, node: string, entry: string, vscode: string }>}
 */
export async function installEditor(name, { say = () => {}, signal } = {}) {
  const version = editorVersions[name];
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new Error(
      `code-server is installed on Linux (x64, arm64) only, and this is ${process.platform} on ` +
        `${process.arch}: install VS Code, so that \`code\` is on PATH`,
    );
  }
  const locks = path.join(here, version.folder);
  const home = path.join(
    cacheFolder(),
    'editors',
    `vscode-${version.vscode}-${digestOf(locks, log)}`,
  );
  if (!fs.existsSync(home)) await installInto(home, { version, locks, say, signal });
  return {
    home,
    node: path.join(home, `node_modules/node-linux-${process.arch}/bin/node`),
    entry: path.join(home, 'node_modules/code-server/out/node/entry.js'),
    vscode: version.vscode,
  };
}

/** A folder is either complete or not there: it is filled under another name and then renamed. */
async function installInto(home, { version, locks, say, signal }) {
  removeAbandoned(home);
  const { pid, started } = markProcess(process.pid);
  const unfinished = `${home}.unfinished-${pid}-${started}`;
  say(`Installing VS Code ${version.vscode} (code-server ${version.codeServer}) into ${home} …`);
  const begin = Date.now();
  try {
    fs.mkdirSync(unfinished, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) copy(locks, file, unfinished, file);
    await installPackages(unfinished, { say, signal });

    const workbench = path.join(unfinished, 'node_modules/code-server/lib/vscode');
    say('Installing the packages of its workbench …');
    copy(locks, 'workbench-lock.json', workbench, 'npm-shrinkwrap.json');
    await installPackages(workbench, { say, signal });
    await installPackages(path.join(workbench, 'extensions'), { say, signal });

    const written = path.join(workbench, 'node_modules/@vscode/spdlog');
    fs.rmSync(written, { recursive: true });
    fs.cpSync(log, written, { recursive: true });
    for (const [link, target] of version.links) {
      makeLink(path.join(unfinished, link), path.join(unfinished, target));
    }
    publish(unfinished, home);
  } finally {
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
  say(`Installed VS Code ${version.vscode} in ${Math.round((Date.now() - begin) / 1000)} s.`);
}

// Nothing but downloading can fail from one time to the next here, so all of it is tried again.
async function installPackages(folder, { say, signal }) {
  const args = [
    'ci',
    '--omit=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const attempts = 3;
  for (let attempt = 1; ; attempt++) {
    try {
      return await run('npm', args, { cwd: folder, signal });
    } catch (error) {
      if (signal?.aborted || attempt === attempts) throw error;
      say(`npm could not install all packages, trying again: ${error.message}`);
    }
  }
}

function makeLink(link, target) {
  fs.rmSync(link, { recursive: true, force: true });
  fs.mkdirSync(path.dirname(link), { recursive: true });
  // Relative, so that it survives the renaming.
  fs.symlinkSync(path.relative(path.dirname(link), target), link);
}

function publish(unfinished, home) {
  try {
    fs.renameSync(unfinished, home);
  } catch (error) {
    // Another program was faster; what it installed is the same.
    if (!['ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
  }
}

/** Removes what interrupted installations of this editor left. */
function removeAbandoned(home) {
  const parent = path.dirname(home);
  if (!fs.existsSync(parent)) return;
  for (const name of fs.readdirSync(parent)) {
    const match = /^(.*)\.unfinished-(\d+)-(\d+)$/.exec(name);
    if (!match || match[1] !== path.basename(home)) continue;
    if (isAlive({ pid: Number(match[2]), started: Number(match[3]) })) continue;
    fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}

function copy(from, name, to, newName) {
  fs.copyFileSync(path.join(from, name), path.join(to, newName));
}

/** Changed files mean another folder, so that an old installation is never half updated. */
function digestOf(...folders) {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const name of fs.readdirSync(folder).sort()) {
      hash.update(name).update(fs.readFileSync(path.join(folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 12);
}
