import { createHook } from 'node:async_hooks';
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { join, sep } from 'node:path';

/** Notes what an extension does to its surroundings while the watch goes on. */
export interface InputWatch {
  /** What was done and where, e.g. `TCPWRAP at …/dist/extension.js:1:200`. */
  seen(): readonly string[];
  stop(): void;
}

/** Kinds of resources of Node (async_hooks) that are a process, a connection, a name or a file. */
const watchedResources =
  /^(PROCESSWRAP|PIPE|TCP|UDP|GETADDRINFO|QUERYWRAP|DNSCHANNEL|HTTP|TLSWRAP|FSREQ|FILEHANDLE|FSEVENT|STATWATCHER|WORKER)/;

type AnyFunction = (...values: unknown[]) => unknown;

/**
 * Watches the code below a folder. Asynchronous work of every kind is seen where Node makes its
 * resource, whatever function was called; synchronous work by standing in for the functions.
 * Reads below `dist` are the extension's own code.
 */
export function watchInput(extensionPath: string): InputWatch {
  const seen: string[] = [];
  const ownCode = join(extensionPath, 'dist') + sep;
  const note = (what: string, target?: unknown) => {
    const line = (new Error().stack ?? '')
      .split('\n')
      .find((frame) => frame.includes(extensionPath));
    if (line === undefined || String(target).startsWith(ownCode)) return;
    seen.push(`${what} ${typeof target === 'string' ? target : ''} ${line.trim()}`);
  };
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const hook = createHook({
    init: (_id, type) => {
      if (watchedResources.test(type)) note(type);
    },
  }).enable();
  const restore = [
    ...standIn(fs, /Sync$/, note),
    ...standIn(childProcess, /Sync$|^(spawn|fork|exec|execFile)$/, note),
  ];
  return {
    seen: () => seen,
    stop: () => {
      hook.disable();
      Error.stackTraceLimit = limit;
      for (const each of restore) each();
    },
  };
}

function standIn(
  module: object,
  names: RegExp,
  note: (what: string, target: unknown) => void,
): (() => void)[] {
  const functions = module as Record<string, AnyFunction>;
  return Object.entries(functions)
    .filter(([name]) => names.test(name))
    .map(([name, original]) => {
      functions[name] = function (this: unknown, ...values: unknown[]) {
        note(name, values[0]);
        return original.apply(this, values);
      };
      return () => {
        functions[name] = original;
      };
    });
}
