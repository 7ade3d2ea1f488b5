import { readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));

/** Below node_modules, so that mocha is found from there. */
const outdir = path.join(here, '../../node_modules/.cache/multiarch-host-suite');

/**
 * Bundles the suite to CommonJS: `require` of an ES module that imports `vscode` freezes the
 * extension host of VS Code 1.104. Resolves with the path for `extensionTestsPath`.
 */
export async function bundleSuite() {
  await rm(outdir, { recursive: true, force: true });
  const names = (await readdir(path.join(here, 'suite'))).filter((name) =>
    name.endsWith('.test.ts'),
  );
  await esbuild.build({
    entryPoints: ['index.ts', ...names].map((name) => path.join(here, 'suite', name)),
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    plugins: [ownFolder],
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.js');
}

/** Tests read fixtures beside themselves: `__dirname` stays the folder of the source file. */
const ownFolder = {
  name: 'own-folder',
  setup(build) {
    build.onLoad({ filter: /[\\/]test[\\/].*\.ts$/ }, async ({ path: file }) => {
      if (path.basename(file) === 'index.ts') return undefined;
      const folder = JSON.stringify(path.dirname(file));
      const text = await readFile(file, 'utf8');
      return { contents: `const __dirname = ${folder};\n${text}`, loader: 'ts' };
    });
  },
};
