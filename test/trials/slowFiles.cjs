// Loaded into a program by `--require`: whatever it asks of files below the folder that SLOW_FILES names takes
// between 50 and 200 ms, as with a network file system far away.
const { promises } = require('node:fs');
const { setTimeout: pause } = require('node:timers/promises');

const folder = process.env['SLOW_FILES'];
let calls = 0;

for (const name of ['access', 'open', 'readFile', 'readdir', 'realpath', 'stat', 'lstat']) {
  const real = promises[name];
  promises[name] = async (file, ...rest) => {
    if (String(file).startsWith(folder)) await pause(50 + ((calls++ * 37) % 150));
    return real(file, ...rest);
  };
}
