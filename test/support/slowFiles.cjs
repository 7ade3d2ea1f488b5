// Loaded into a program by `--require`: whatever it asks of files below the folder that SLOW_FILES names takes
// SLOW_FILES_MS, as on a disk that is far away, or dead.
const { promises } = require('node:fs');
const { setTimeout: pause } = require('node:timers/promises');

const folder = process.env['SLOW_FILES'];
const time = Number(process.env['SLOW_FILES_MS']);

for (const name of ['access', 'open', 'readFile', 'readdir', 'realpath', 'stat', 'lstat']) {
  const real = promises[name];
  promises[name] = async (file, ...rest) => {
    if (String(file).startsWith(folder)) await pause(time, undefined, { ref: false });
    return real(file, ...rest);
  };
}
