// `npm run build`: every program of the package, each one file under dist/. With `--watch` the
// programs are built again at each change, with source maps, for F5.
import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { leaveOut } from './leftOut.mjs';
import { billOfMaterials } from './sbom.mjs';
import { fromShared, sharedModules } from './sharedModules.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Program under dist/ → the file that it starts with. */
const programs = {
  extension: 'src/extension/main.ts',
  client: 'src/extension/client.ts',
  docker: 'src/extension/docker.ts',
  agents: 'src/extension/agents/tools.ts',
  actions: 'src/extension/builders/actions/actions.ts',
  build: 'src/extension/build/builds.ts',
  images: 'src/extension/images/images.ts',
  lists: 'src/extension/manifestLists/lists.ts',
  inspection: 'src/extension/images/inspector/makeInspector.ts',
  audits: 'src/extension/audit/openAudits.ts',
  server: 'src/server/main.ts',
  worker: 'src/worker/main.ts',
  language: 'shared:language',
  core: 'shared:core',
  registry: 'shared:registry',
  engine: 'shared:engine',
  // What is used of the library that checks data from outside, shared by all that do.
  schemas: 'used:zod/mini',
  cli: 'src/cli/main.ts',
  // The library of the Model Context Protocol, for `multiarch mcp` alone.
  mcp: 'src/cli/mcp/serveTools.ts',
  // Parsers of YAML and patterns, loaded for a Dockerfile that lies in a folder, and shared.
  project: 'src/adapters/workspace/projectFiles.ts',
  // Large and seldom needed, shared by all that ask an engine.
  dockerode: 'node_modules/dockerode/lib/docker.js',
  // Shared by the two ends of the language server's line.
  protocol: 'node_modules/vscode-languageserver-protocol/lib/node/main.js',
  // Shared by the command line and what reads a project's files.
  patterns: 'node_modules/picomatch/index.js',
};

/** Libraries that are built once, as programs of their own: how they are imported → the program. */
const libraries = {
  dockerode: 'dockerode',
  'vscode-languageserver-protocol': 'protocol',
  'vscode-languageserver-protocol/node': 'protocol',
  picomatch: 'patterns',
};

/**
 * Turns `import('./client.ts')` of one program in another into a require of its file, on first use, and
 * every import of a library that is a program of its own into a require of its file.
 */
const siblings = {
  name: 'siblings',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path: library }) =>
      Object.hasOwn(libraries, library)
        ? { path: `./${libraries[library]}.js`, external: true }
        : undefined,
    );
    build.onResolve({ filter: /^\.{1,2}\// }, ({ kind, path: written, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const file = path.relative(root, path.join(resolveDir, written)).replaceAll(path.sep, '/');
      const program = Object.keys(programs).find((name) => programs[name] === file);
      return program === undefined ? undefined : { path: `./${program}.js`, external: true };
    });
  },
};

/** Turns imports of the library of schemas into requires of its program. */
const fromSchemas = {
  name: 'fromSchemas',
  setup(build) {
    build.onResolve({ filter: /^zod\/mini$/ }, () => ({ path: './schemas.js', external: true }));
  },
};

/** What the sources name of the library of schemas, for its own program. */
const usedSchemas = {
  name: 'usedSchemas',
  setup(build) {
    build.onResolve({ filter: /^used:/ }, ({ path: entry }) => ({
      path: entry.slice('used:'.length),
      namespace: 'used',
    }));
    build.onLoad({ filter: /.*/, namespace: 'used' }, async ({ path: library }) => {
      const files = (await readdir(path.join(root, 'src'), { recursive: true }))
        .filter((file) => file.endsWith('.ts'))
        .map((file) => path.join(root, 'src', file));
      const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
      const names = texts
        .filter((text) => text.includes(`from '${library}'`))
        .flatMap((text) => [...text.matchAll(/\bz\.([a-z_]\w*)/g)].map(([, name]) => name))
        .filter((name) => !typesOnly.includes(name));
      const contents = `export { ${[...new Set(names)].sort().join(', ')} } from '${library}';`;
      return { contents, resolveDir: root };
    });
  },
};

/** Names of the library that are there for the compiler only. */
const typesOnly = ['infer', 'core'];

/** What esbuild is told; each program is free of everything but Node's own modules and `vscode`. */
function options(names, watch) {
  return {
    absWorkingDir: root,
    entryPoints: Object.fromEntries(names.map((name) => [name, programs[name]])),
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // The ES modules of a package can be shaken; vscode-languageserver-types' other form cannot be bundled.
    mainFields: ['module', 'main'],
    // A native import() of a sibling would bypass the editor's own module loader.
    supported: { 'dynamic-import': false },
    external: ['vscode'],
    alias: {
      // What dockerode reads answers with is the same as Node's own, for versions of Node long gone.
      'readable-stream': 'stream',
      // The same sources as ES modules, of which what nobody uses can be shaken off.
      yaml: path.join(root, 'node_modules/yaml/browser/dist/index.js'),
    },
    plugins: [
      ...(names.includes('language') ? [] : [fromShared('language')]),
      siblings,
      fromSchemas,
      sharedModules(watch),
      leaveOut,
    ],
    minify: !watch,
    sourcemap: watch ? 'linked' : false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  };
}

/** A job in which what is shared is taken from its file. */
function taking(taken, names, watch) {
  const job = options(names, watch);
  return { ...job, plugins: [...taken.map(fromShared), ...job.plugins] };
}

/**
 * Programs → what they take from its file. The others have their own copy of the little that they need: the
 * extension starts with the editor, and what asks Docker soon after, so neither waits for the whole core.
 */
const takings = [
  { names: ['docker'], taken: ['engine'] },
  {
    names: ['registry', 'project', 'build', 'actions', 'images', 'lists', 'inspection', 'audits'],
    taken: ['core'],
  },
  { names: ['server'], taken: ['core', 'registry'] },
  { names: ['worker'], taken: ['core', 'registry', 'engine'] },
];

/** The job of the page: for the Chromium of the oldest editor, and with nothing that Node has. */
function pageJob(watch) {
  return {
    ...options([], watch),
    entryPoints: [
      { in: 'src/webview/main.ts', out: 'inspector' },
      { in: 'src/webview/inspector.css', out: 'inspector' },
    ],
    platform: 'browser',
    format: 'iife',
    target: ['es2022', 'chrome138'],
    plugins: [],
  };
}

/** The jobs: the command line starts with a line that lets a shell run it. */
function jobs(watch) {
  const others = ['schemas', 'language', 'cli', ...takings.flatMap(({ names }) => names)];
  return [
    options(
      Object.keys(programs).filter((name) => !others.includes(name)),
      watch,
    ),
    options(['language'], watch),
    ...takings.map(({ names, taken }) => taking(taken, names, watch)),
    { ...options(['schemas'], watch), plugins: [usedSchemas] },
    {
      ...taking(['core', 'registry', 'engine'], ['cli'], watch),
      // fdir, which is under tinyglobby, makes a require() of its own from the address of its module.
      banner: {
        js: `#!/usr/bin/env node\nconst moduleUrl=require('url').pathToFileURL(__filename).href;`,
      },
      define: { 'import.meta.url': 'moduleUrl' },
    },
    pageJob(watch),
  ];
}

/** Folders of the packages whose code went into the programs, sorted. */
function bundledPackages(inputs) {
  const folders = inputs.flatMap(
    (input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [],
  );
  return [...new Set(folders)].sort();
}

/** The licences of all packages whose code is in the programs, as these licences ask. */
async function licences(inputs) {
  const parts = await Promise.all(
    bundledPackages(inputs).map(async (folder) => {
      const { name, version, license, licenses } = JSON.parse(
        await readFile(path.join(root, folder, 'package.json'), 'utf8'),
      );
      const files = (await readdir(path.join(root, folder))).filter((file) =>
        /^(licen[cs]e|copying)/i.test(file),
      );
      const texts = await Promise.all(
        files.map((file) => readFile(path.join(root, folder, file), 'utf8')),
      );
      // Old packages name a list of licences.
      const names = license ?? licenses.map(({ type }) => type).join(', ');
      return `${name} ${version} (${names})\n\n${texts.join('\n').trim()}\n`;
    }),
  );
  return [...new Set(parts)].join(`\n${'-'.repeat(80)}\n\n`);
}

async function build() {
  const results = await Promise.all(jobs(false).map((job) => esbuild.build(job)));
  const metafile = {
    inputs: Object.assign({}, ...results.map((result) => result.metafile.inputs)),
    outputs: Object.assign({}, ...results.map((result) => result.metafile.outputs)),
  };
  await writeFile(path.join(root, 'dist/metafile.json'), JSON.stringify(metafile));
  await writeFile(
    path.join(root, 'dist/licenses.txt'),
    await licences(Object.keys(metafile.inputs)),
  );
  await writeFile(
    path.join(root, 'dist/sbom.cdx.json'),
    await billOfMaterials(root, bundledPackages(Object.keys(metafile.inputs))),
  );
  await chmod(path.join(root, 'dist/cli.js'), 0o755);
  for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
    console.log(`${file.padEnd(18)} ${(bytes / 1000).toFixed(0).padStart(5)} KB`);
  }
}

let running = 0;

/** Tells the editor's background task when a round of all jobs begins and ends. */
const rounds = {
  name: 'rounds',
  setup(build) {
    build.onStart(() => {
      if (running === 0) console.log('[watch] build started');
      running += 1;
    });
    build.onEnd(() => {
      running -= 1;
      if (running === 0) console.log('[watch] build finished');
    });
  },
};

async function watch() {
  const contexts = await Promise.all(
    jobs(true).map((job) => esbuild.context({ ...job, plugins: [...job.plugins, rounds] })),
  );
  await Promise.all(contexts.map((context) => context.watch()));
}

await mkdir(path.join(root, 'dist'), { recursive: true });
try {
  await (process.argv.includes('--watch') ? watch() : build());
} catch (error) {
  // What esbuild found is on the terminal already, with the lines concerned.
  if (!('errors' in error)) throw error;
  process.exitCode = 1;
}
