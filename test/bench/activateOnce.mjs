// A process of its own for one activation: prints how long it took, in ms, to load the extension and to
// activate it. The editor's API does nothing and costs nothing here, so what remains is ours. Plain
// JavaScript, because a loader of TypeScript would be measured too.
import Module, { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

const require = createRequire(import.meta.url);

function nothing() {}

/** Whatever the extension takes from it, sets, calls, makes or extends: the same again. */
const editor = new Proxy(nothing, {
  get: (target, key) => {
    if (key === 'prototype') return target.prototype;
    if (key === Symbol.toPrimitive) return () => '';
    if (key === Symbol.iterator) return () => [][Symbol.iterator]();
    return editor;
  },
  set: () => true,
  apply: () => editor,
  construct: (target, _, made) => (made === editor ? editor : Reflect.construct(target, [], made)),
});

const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? editor : load(request, ...rest));

const begin = performance.now();
const extension = require('../../dist/extension.js');
const loaded = performance.now();
extension.activate({
  subscriptions: [],
  asAbsolutePath: (file) => file,
  globalState: editor,
  workspaceState: editor,
  extension: editor,
  extensionUri: editor,
  globalStorageUri: editor,
});
const activated = performance.now();
console.log(JSON.stringify([loaded - begin, activated - loaded]));
// What activation has put off, such as the language server, is not meant here.
process.exit();
