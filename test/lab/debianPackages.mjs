import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { run } from './program.mjs';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Must be the one that the machine's own programs are linked to. */
const C_LIBRARY = /^lib(?:c6|gcc-s1|stdc\+\+6)$/;

/**
 * A set of packages that is downloaded and unpacked together, never installed: the machine's own
 * package database stays as it is.
 *
 * @typedef {{ name: string, suite?: string, architecture: string, packages: readonly string[],
 *   withLibraries?: boolean, keep?: (file: string) => boolean }} PackageSet
 * `suite` is a Debian suite by name; without it the packages come from the machine's own sources.
 * `withLibraries` adds the libraries that the packages need, but for the C library.
 * `keep` says which files (paths from the root of the package) stay; default: all.
 */

/**
 * Unpacks a set into the cache folder, or finds it there. apt checks the signature of the archive
 * and the digest of every package. The versions stay as they are until the folder is removed.
 *
 * @param {PackageSet} set
 * @param {{ cache: string, say: (message: string) => void, signal?: AbortSignal }} surroundings
 * @returns {Promise<{ root: string, versions: Record<string, string> }>}
 */
export async function unpackPackages(set, { cache, say, signal }) {
  const key = createHash('sha256').update(JSON.stringify([set.packages, `${set.keep}`]));
  const folderName = [set.name, set.architecture, key.digest('hex').slice(0, 8)].join('-');
  const folder = path.join(cache, 'debian', folderName);
  const root = path.join(folder, 'root');
  const record = path.join(folder, 'versions.json');
  if (fs.existsSync(record)) return { root, versions: JSON.parse(fs.readFileSync(record, 'utf8')) };

  const origin = set.suite ? `Debian ${set.suite}` : "this machine's own release";
  say(`Downloading from ${origin} (${set.architecture}): ${set.packages.join(', ')} …`);
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const work = fs.mkdtempSync(`${folder}.part-`);
  try {
    const files = await download(set, work, signal);
    const versions = {};
    for (const file of files) {
      signal?.throwIfAborted();
      await run('dpkg', ['-x', file, path.join(work, 'root')], { signal });
      const shown = await run('dpkg-deb', ['--show', file], { signal });
      const [name, version] = shown.stdout.trim().split('\t');
      versions[name] = version;
    }
    if (set.keep) removeOthers(path.join(work, 'root'), set.keep);
    for (const name of ['lists', 'archives', 'download']) {
      fs.rmSync(path.join(work, name), { recursive: true, force: true });
    }
    fs.writeFileSync(path.join(work, 'versions.json'), JSON.stringify(versions, null, 2));
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(work, folder);
    return { root, versions };
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** What the machine's release is called (os-release(5) `ID`, such as `debian`), if it says so. */
export function releaseId() {
  try {
    return /^ID="?([^"\n]+)/m.exec(fs.readFileSync('/etc/os-release', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** The machine's own architecture in Debian's words, such as `amd64`. */
export async function debianArchitecture(signal) {
  return (await run('dpkg', ['--print-architecture'], { signal })).stdout.trim();
}

async function download(set, work, signal) {
  const folders = { lists: 'lists/partial', archives: 'archives/partial', download: 'download' };
  for (const name of Object.values(folders))
    fs.mkdirSync(path.join(work, name), { recursive: true });
  const options = [
    `Dir::State::Lists=${work}/lists`,
    `Dir::Cache::archives=${work}/archives`,
    'Dir::Cache::pkgcache=',
    'Dir::Cache::srcpkgcache=',
    `APT::Architecture=${set.architecture}`,
    `APT::Architectures=${set.architecture}`,
    // The folder may be root's alone, which apt's own user could not read.
    'APT::Sandbox::User=root',
    'APT::Get::AllowUnauthenticated=false',
    'Acquire::AllowInsecureRepositories=false',
    'Acquire::AllowDowngradeToInsecureRepositories=false',
    'Acquire::Languages=none',
    'Acquire::Retries=3',
    'Acquire::http::Timeout=30',
    'Acquire::https::Timeout=30',
    'APT::Update::Error-Mode=any',
  ];
  if (set.suite) {
    const sources = path.join(work, 'sources.list');
    const repository = await debianRepository(signal);
    fs.writeFileSync(sources, `deb [signed-by=${KEYRING}] ${repository} ${set.suite} main\n`);
    options.push(`Dir::Etc::sourcelist=${sources}`, 'Dir::Etc::sourceparts=/dev/null');
  }
  const settings = options.flatMap((option) => ['-o', option]);
  await run('apt-get', [...settings, 'update'], { signal });
  const cwd = path.join(work, 'download');
  const libraries = set.withLibraries ? await librariesOf(set.packages, settings, signal) : [];
  await run('apt-get', [...settings, 'download', ...set.packages, ...libraries], { cwd, signal });
  return fs.readdirSync(cwd).map((name) => path.join(cwd, name));
}

/** The libraries that packages need, and those that these need: their names differ between releases. */
async function librariesOf(packages, settings, signal) {
  const args = ['conflicts', 'breaks', 'replaces', 'enhances', 'recommends', 'suggests'];
  const depends = [...settings, 'depends', ...args.map((kind) => `--no-${kind}`)];
  const libraries = new Set();
  for (let names = packages; names.length > 0;) {
    const { stdout } = await run('apt-cache', [...depends, ...names], { signal });
    const needed = [...stdout.matchAll(/Depends: (lib[^\s:]+)$/gm)].map(([, name]) => name);
    names = [...new Set(needed)].filter((name) => !C_LIBRARY.test(name) && !libraries.has(name));
    for (const name of names) libraries.add(name);
  }
  return [...libraries];
}

/** The mirror that this machine already uses for Debian's main archive. */
async function debianRepository(signal) {
  const args = ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'];
  const { stdout } = await run('apt-get', args, { signal });
  const repository = stdout.split('\n').find((address) => /\/debian\/?$/.test(address));
  if (!repository) {
    throw new Error("apt's configuration on this machine names no mirror of the Debian archive.");
  }
  return repository;
}

function removeOthers(root, keep, folder = root) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) removeOthers(root, keep, file);
    else if (!keep(path.relative(root, file))) fs.rmSync(file);
  }
}
