import path from 'node:path';
import { importsOf, type Source } from './sources.ts';

/** What a folder of src may import besides itself. */
interface Layer {
  readonly below: readonly string[];
  /** Whether Node's own modules may be imported. */
  readonly node: boolean;
  /** Packages that it may use; undefined: any but the editor's API. */
  readonly packages?: readonly string[];
}

/** The layers of docs/architecture.md: imports go down only. */
const layers: Readonly<Record<string, Layer>> = {
  core: { below: [], node: false, packages: [] },
  adapters: { below: ['core'], node: true },
  protocol: { below: ['core'], node: false },
  server: { below: ['core', 'adapters', 'protocol'], node: true },
  worker: { below: ['core', 'adapters', 'protocol'], node: true },
  cli: { below: ['core', 'adapters'], node: true },
  webview: { below: ['core', 'protocol'], node: false, packages: [] },
  extension: {
    below: ['core', 'adapters', 'protocol'],
    node: true,
    packages: ['vscode', 'vscode-languageclient'],
  },
};

/** The one file outside src that a program may read at build time, for its version. */
const manifest = 'package.json';

/** Every import that does not go down, as `<file> imports <module>: <why not>`. */
export function layerViolations(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    importsOf(source).flatMap(({ specifier }) => {
      const reason = whyNot(source.path, specifier);
      return reason === undefined ? [] : [`${source.path} imports ${specifier}: ${reason}`];
    }),
  );
}

/** Every ring of files that need each other at run time, as `a → b → a`, each once. */
export function importCycles(sources: readonly Source[]): string[] {
  const needs = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source)
        .filter(({ specifier, atRuntime }) => atRuntime && specifier.startsWith('.'))
        .map(({ specifier }) => resolve(source.path, specifier)),
    ]),
  );
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]) => {
    const start = trail.indexOf(file);
    if (start !== -1) cycles.push([...trail.slice(start), file].join(' → '));
    if (start !== -1 || done.has(file)) return;
    for (const needed of needs.get(file) ?? []) visit(needed, [...trail, file]);
    done.add(file);
  };
  for (const { path: file } of sources) visit(file, []);
  return cycles;
}

function whyNot(file: string, specifier: string): string | undefined {
  const name = folderOf(file);
  const layer = name === undefined ? undefined : layers[name];
  if (name === undefined || layer === undefined) return 'the file is in no layer';
  if (specifier.startsWith('.')) {
    const target = resolve(file, specifier);
    if (target === manifest && !['core', 'adapters', 'protocol'].includes(name)) return undefined;
    const folder = folderOf(target);
    if (folder === undefined) return 'it is not in src';
    return folder === name || layer.below.includes(folder)
      ? undefined
      : `${folder} is not below ${name}`;
  }
  if (specifier.startsWith('node:')) return layer.node ? undefined : `${name} knows no Node`;
  const parts = specifier.split('/');
  const packageName = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  if (layer.packages === undefined) {
    return packageName === 'vscode' ? 'only the extension knows the editor' : undefined;
  }
  return layer.packages.includes(packageName) ? undefined : `${name} may not use this package`;
}

function folderOf(file: string): string | undefined {
  return /^src\/([^/]+)\//.exec(file)?.[1];
}

function resolve(file: string, specifier: string): string {
  return path.posix.join(path.posix.dirname(file), specifier);
}
