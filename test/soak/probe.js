/**
 * Loaded into the extension host and into every process of ours that it starts: says what no file of /proc tells, the
 * heap after a collection and what keeps the process busy, and notes failures that nobody heard.
 *
 * A process that can be asked says so by a file `<pid>.ready`; SIGUSR2 makes it write `<pid>.json`.
 */
const fs = require('node:fs');
const path = require('node:path');
const v8 = require('node:v8');
const vm = require('node:vm');

const folder = process.env.MULTIARCH_SOAK_PROBES;
const ours = /--type=extensionHost$|dist\/(server|worker)\.js$/;
const name = process.argv.find((word) => ours.test(word));
if (folder !== undefined && name !== undefined) install(folder, name);

function install(folder, name) {
  const file = (ending) => path.join(folder, `${process.pid}.${ending}`);
  const note = (error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    fs.appendFileSync(path.join(folder, 'unheard'), `${name}: ${text}\n\n`);
  };
  process.on('uncaughtExceptionMonitor', note);
  // A listener of ours alone would keep a process alive that ends without one.
  const join = (event) => {
    if (event !== 'unhandledRejection') return;
    process.off('newListener', join);
    process.on('unhandledRejection', note);
  };
  if (process.listenerCount('unhandledRejection') > 0) process.on('unhandledRejection', note);
  else process.on('newListener', join);

  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc');
  process.on('SIGUSR2', () => {
    collect();
    // What the first one found dead may have kept others.
    setTimeout(() => {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      fs.writeFileSync(file('new'), JSON.stringify({ heapUsed, external, resources: busy() }));
      fs.renameSync(file('new'), file('json'));
    }, 0);
  });
  process.on('exit', () => {
    for (const ending of ['ready', 'json']) fs.rmSync(file(ending), { force: true });
  });
  fs.writeFileSync(file('ready'), '');
}

function busy() {
  const resources = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = 1 + (resources[kind] ?? 0);
  return resources;
}
