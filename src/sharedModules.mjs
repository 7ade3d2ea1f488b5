// Our own modules that several programs have in common: built once, in a program of their own.
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Program under dist/ → the folders with its modules. */
const shared = {
  // Which language is spoken is known once to all that run in one process.
  language: ['src/core/language.ts'],
  core: ['src/core/'],
  registry: [
    'src/adapters/registry/',
    'src/adapters/inspection/',
    'src/adapters/imageFiles/',
    'src/adapters/audit/',
    'src/adapters/report/',
  ],
  engine: ['src/adapters/docker/'],
};

/** Files of these folders that one program uses, and that would take other folders along. */
const unshared = [
  'src/adapters/docker/exportedContents.ts',
  'src/adapters/docker/exportedImage.ts',
  'src/adapters/docker/localManifests.ts',
];

/** Whether a file of the sources is in what a shared program holds. */
function isShared(program, file) {
  if (shared.language.includes(file)) return program === 'language';
  return shared[program].some((folder) => file.startsWith(folder)) && !unshared.includes(file);
}

/** The name of a module in its program, quoted: its path, of which only what tells it from others is worth the room. */
function keyOf(file) {
  return JSON.stringify(file.replace(/^src\/(?:core|adapters)\//, '').replace(/\.ts$/, ''));
}

/** Turns imports of a shared folder into requires of its program. The modules there stand under their paths. */
export const fromShared = (program) => ({
  name: `fromShared-${program}`,
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\// }, ({ path: written, resolveDir, namespace }) => {
      if (namespace === program) return { path: written, external: true };
      const file = fromRoot(path.join(resolveDir, written));
      return isShared(program, file) ? { path: file, namespace: program } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: program }, ({ path: file }) => ({
      contents: `module.exports = require('./${program}.js')[${keyOf(file)}];`,
    }));
  },
});

/**
 * The modules of a shared folder, each under its path, for its own program: with the names that the sources
 * outside it import, so that all else can be shaken off.
 *
 * @param everything all modules with all names, for a build that is repeated while the sources change
 */
export const sharedModules = (everything) => ({
  name: 'sharedModules',
  setup(build) {
    let names = new Map();
    build.onResolve({ filter: /^shared:/ }, ({ path: entry }) => ({
      path: entry.slice('shared:'.length),
      namespace: 'shared',
    }));
    build.onLoad({ filter: /.*/, namespace: 'shared' }, async ({ path: program }) => {
      const sources = await readSources();
      const found = namesFromOutside(program, sources);
      names = new Map([...names, ...found]);
      const files = everything ? [...sources.keys()].filter(isIn(program)) : [...found.keys()];
      const from = (file) => JSON.stringify(everything ? `./${file}` : `names:${file}`);
      const contents = files
        .sort()
        .map((file) => `export * as ${keyOf(file)} from ${from(file)};`)
        .join('\n');
      return { contents, resolveDir: root };
    });
    build.onResolve({ filter: /^names:/ }, ({ path: entry }) => ({
      path: entry.slice('names:'.length),
      namespace: 'names',
    }));
    build.onLoad({ filter: /.*/, namespace: 'names' }, ({ path: file }) => ({
      contents: `export { ${[...names.get(file)].sort().join(', ')} } from ${JSON.stringify(`./${file}`)};`,
      resolveDir: root,
    }));
  },
});

const isIn = (program) => (file) => isShared(program, file);

/** What is imported of the modules of a shared program by those that are not in it: file → names. */
function namesFromOutside(program, sources) {
  const names = new Map();
  for (const [importer, text] of sources) {
    if (isShared(program, importer)) continue;
    for (const { file, imported } of importsOf(importer, text)) {
      if (!isShared(program, file)) continue;
      if (imported === undefined) throw new Error(`${importer} imports ${file} as a whole`);
      if (imported.length > 0) names.set(file, new Set([...(names.get(file) ?? []), ...imported]));
    }
  }
  return names;
}

/** The imports of a source: the file and its names, without types; undefined where these cannot be told. */
function importsOf(importer, text) {
  const statements = /(?:^(?:import|export) (type )?\{([^}]*)\} from |from |import\()'(\.[^']+)'/gm;
  return [...text.matchAll(statements)].map(([, isType, list, written]) => ({
    file: fromRoot(path.join(root, path.dirname(importer), written)),
    imported: isType ? [] : list === undefined ? undefined : valuesIn(list),
  }));
}

/** `a, type B, c as d` → `a`, `c`. */
function valuesIn(list) {
  return list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '' && !word.startsWith('type '))
    .map((word) => word.split(' as ')[0]);
}

async function readSources() {
  const files = (await readdir(path.join(root, 'src'), { recursive: true }))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file.replaceAll(path.sep, '/')}`);
  const read = async (file) => [file, await readFile(path.join(root, file), 'utf8')];
  return new Map(await Promise.all(files.map(read)));
}

function fromRoot(file) {
  return path.relative(root, file).replaceAll(path.sep, '/');
}
