// What libraries bring along and nothing here uses, left out of the programs. Each part that goes has a
// reason, and the build fails when it can no longer be sure of it.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Modules that become empty ones: how they are imported → the package that does. An ssh of docker-modem's own, where
 * engines are reached by the user's (src/adapters/docker/sshConnection.ts).
 */
const unused = { './ssh': 'docker-modem' };

/**
 * Of dockerode what it talks to engines by: they are asked by paths (src/adapters/docker/engineQuestion.ts), and by
 * none of its methods. What it would load at its start is 950 KB.
 */
const engineClient = `
const Modem = require('docker-modem');
module.exports = class {
  constructor(options) {
    this.modem = new Modem(options);
    this.modem.Promise = Promise;
  }
};`;

/** Versions of the libraries whose parts were looked through for what may go. A newer one is looked through again. */
const lookedThrough = {
  'vscode-languageclient': '10.1.2',
  'vscode-languageserver': '10.1.2',
  '@modelcontextprotocol/sdk': '1.32.2',
  zod: '4.6.7',
  'docker-modem': '5.0.7',
  dockerode: '5.0.1',
};

/** Features of language servers that ours does not have; their names are those of the client's modules. */
export const absentFeatures = [
  'callHierarchy',
  'colorProvider',
  'declaration',
  'definition',
  'documentHighlight',
  'documentSymbol',
  'executeCommand',
  'fileOperations',
  'foldingRange',
  'formatting',
  'implementation',
  'inlineCompletion',
  'inlineValue',
  'linkedEditingRange',
  'reference',
  'rename',
  'selectionRange',
  'semanticTokens',
  'signatureHelp',
  'textDocumentContent',
  'typeDefinition',
  'typeHierarchy',
  'workspaceSymbol',
];

/** A feature of the client that announces nothing and serves nothing. */
const absentFeature = `class {
  fillClientCapabilities() {}
  initialize() {}
  getState() { return { kind: 'static' }; }
  clear() {}
}`;

/** The same for notebooks, of which the client asks more: no text is a cell of theirs, and none is ever sent. */
const absentNotebooks = `
const nothing = { dispose() {} };
exports.NotebookDocumentSyncFeature = class extends ${absentFeature} {
  static CellScheme = 'vscode-notebook-cell';
  registrationType = { method: 'notebookDocument/sync' };
  register() {}
  unregister() {}
  handles() { return false; }
  onOpenNotificationSent() { return nothing; }
  onChangeNotificationSent() { return nothing; }
  onCloseNotificationSent() { return nothing; }
};`;

/**
 * Which tabs match our patterns, by the library that matches all other names of files: minimatch is 29 KB.
 * As there, `(` begins no pattern, and a `*` stands for no dot at the start of a name.
 */
const patterns = `
const picomatch = require('picomatch');
exports.matchGlobPattern = (pattern, { fsPath }) => {
  if (typeof pattern !== 'string') throw new Error('Patterns are told as texts here.');
  return picomatch.isMatch(fsPath, pattern, { noextglob: true });
};`;

/** Folder of a library → import there → what stands in for the module, whose text it is given. */
const standIns = {
  'vscode-languageclient/lib/common': Object.fromEntries([
    ...absentFeatures.map((name) => [`./${name}`, (text) => exportAll(text, absentFeature)]),
    ['./notebook', () => absentNotebooks],
    ['./utils/globPattern', () => patterns],
  ]),
  // VS Code itself sees to its version, by "engines" in package.json; semver is 20 KB.
  'vscode-languageclient/lib/node': {
    'semver/functions/parse': () => 'module.exports = () => ({});',
    'semver/functions/satisfies': () => 'module.exports = () => true;',
  },
  // It would write every request, with what it carries, where the environment has DEBUG=modem; 10 KB.
  'docker-modem/lib': { debug: () => 'module.exports = () => () => {};' },
  '@modelcontextprotocol/sdk/dist/esm/server': {
    '../validation/ajv-provider.js': () => absentValidator,
  },
  'zod/v4/classic': {
    '../core/to-json-schema.js': () => absentConversion,
    '../core/json-schema-processors.js': () => 'module.exports = {};',
  },
  // What these add to a connection, each a function from a class to one with more.
  'vscode-languageserver/lib/common': Object.fromEntries(
    [
      'callHierarchy',
      'fileOperations',
      'foldingRange',
      'inlineCompletion',
      'inlineValue',
      'linkedEditingRange',
      'moniker',
      'notebook',
      'semanticTokens',
      'textDocumentContent',
      'typeHierarchy',
    ].map((name) => [`./${name}`, (text) => exportAll(text, '(Base) => Base')]),
  ),
};

/** What a server of ours would check answers of people with: it asks none. ajv is 110 KB. */
const absentValidator = `
exports.AjvJsonSchemaValidator = class {
  getValidator() { throw new Error('Nobody is asked for input here.'); }
};`;

/** Schemas of zod as JSON Schema: those of tools are written as such. */
const absentConversion = `
const none = () => undefined;
module.exports = { createToJSONSchemaMethod: none, createStandardJSONSchemaMethod: none };`;

/** A module with all names of another, every one of them for the same value. */
function exportAll(text, value) {
  const names = [...text.matchAll(/^exports\.(\w+) = (?!void 0|exports)/gm)].map(
    ([, name]) => name,
  );
  if (names.length === 0) throw new Error('it exports nothing that is known here');
  return `const absent = ${value};\n${names.map((name) => `exports.${name} = absent;`).join('\n')}`;
}

/** The plugin for esbuild that leaves out all of this. */
export const leaveOut = {
  name: 'leaveOut',
  setup(build) {
    leaveOutUnused(build);
    leaveOutEngineMethods(build);
    for (const [folder, modules] of Object.entries(standIns)) replace(build, folder, modules);
  },
};

function leaveOutUnused(build) {
  build.onResolve({ filter: anyOf(Object.keys(unused)) }, ({ path: written, importer }) =>
    importer.includes(path.join('node_modules', unused[written], 'lib'))
      ? { path: written, namespace: 'left-out' }
      : undefined,
  );
  build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: '' }));
  for (const [written, library] of Object.entries(unused)) {
    expect(build, library, (inputs) => (inputs.includes(`left-out:${written}`) ? [] : [written]));
  }
}

function leaveOutEngineMethods(build) {
  build.onLoad({ filter: /[\\/]dockerode[\\/]lib[\\/]docker\.js$/ }, async ({ path: file }) => {
    const resolveDir = path.dirname(file);
    await assertLookedThrough(resolveDir, 'dockerode/lib');
    return { contents: engineClient, resolveDir };
  });
  expect(build, 'dockerode', (_, own) =>
    own.every((file) => file.endsWith('/dockerode/lib/docker.js')) ? [] : ['lib/docker.js alone'],
  );
}

/** Lets others stand in for what the modules of a folder import. */
function replace(build, folder, modules) {
  const written = Object.keys(modules);
  const namespace = `stand-in:${folder}`;
  build.onResolve({ filter: anyOf(written) }, ({ path: name, resolveDir }) =>
    resolveDir.endsWith(path.join('node_modules', folder))
      ? { path: name, namespace, pluginData: resolveDir }
      : undefined,
  );
  build.onLoad({ filter: /.*/, namespace }, async ({ path: name, pluginData: resolveDir }) => {
    await assertLookedThrough(resolveDir, folder);
    const isOwn = name.startsWith('./');
    const text = isOwn ? await readFile(path.join(resolveDir, `${name}.js`), 'utf8') : '';
    return { contents: modules[name](text) };
  });
  // Wherever else in it they may move.
  const library = folder.replace(/\/(?:lib|dist)(?:\/.*)?$/, '');
  expect(build, library, (inputs) =>
    written.filter((name) => !inputs.includes(`${namespace}:${name}`)),
  );
}

/**
 * Fails the build where a library is in a program and what stands in for its parts is not: it imports them no more, or
 * under another name, so they would come along unseen.
 *
 * @param missing the imports that were not met, by all that is in the programs and by what of it is the library's
 */
function expect(build, library, missing) {
  build.onEnd(({ metafile }) => {
    const inputs = Object.keys(metafile?.inputs ?? {});
    const own = inputs.filter((input) => input.includes(`node_modules/${library}/`));
    const names = own.length === 0 ? [] : missing(inputs, own);
    if (names.length === 0) return undefined;
    return { errors: [{ text: `${library} does not import ${names.join(', ')}` }] };
  });
}

async function assertLookedThrough(resolveDir, folder) {
  const name = folder.split('/', folder.startsWith('@') ? 2 : 1).join('/');
  const file = path.join(resolveDir.slice(0, -folder.length), name, 'package.json');
  const { version } = JSON.parse(await readFile(file, 'utf8'));
  if (version === lookedThrough[name]) return;
  throw new Error(
    `${name} is ${version} now: look through what src/leftOut.mjs leaves out of it, which is right for ${lookedThrough[name]}`,
  );
}

function anyOf(names) {
  return new RegExp(`^(${names.map((name) => name.replaceAll('.', '\\.')).join('|')})$`);
}
