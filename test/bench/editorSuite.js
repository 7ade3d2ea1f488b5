/**
 * What the extension host does in a measured window, as the file of the variable MULTIARCH_BENCH_ORDER has it:
 * activates the extension, opens Dockerfiles one after the other as a person does, and writes into the file `result`
 * how long the one took, and what the host and the server had in memory after so many of the others.
 *
 * `extension` is its id, nothing where the editor is measured without it; `counts` says after how many files to look.
 */
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { performance } = require('node:perf_hooks');
const vscode = require('vscode');

const order = JSON.parse(fs.readFileSync(process.env.MULTIARCH_BENCH_ORDER, 'utf8'));
const probe = path.join(__dirname, '../soak/probe.js');

module.exports.run = async () => {
  // Processes of the extension inherit it, and this one is asked in the same way.
  process.env.MULTIARCH_SOAK_PROBES = order.readings;
  if (order.counts.length > 0) {
    process.env.NODE_OPTIONS = `--require=${probe}`;
    require(probe);
  }
  const memory = [];
  if (order.counts.length > 0) memory.push(await readMemory(0));
  const times = order.extension === undefined ? undefined : await activate(order.extension);
  let opened = 0;
  for (const count of order.counts) {
    for (; opened < count; opened += 1) await openFile(opened);
    memory.push(await readMemory(count));
  }
  fs.writeFileSync(order.result, JSON.stringify({ times, memory }));
};

/** The times that the host's own call of `activate` takes, and all before it: in ms. */
async function activate(id) {
  const extension = vscode.extensions.getExtension(id);
  if (extension === undefined) throw new Error(`${id} is not installed`);
  // Something that the editor shows itself was quicker than this suite.
  if (extension.isActive) return undefined;
  const times = {};
  const load = Module._load;
  Module._load = (request, ...rest) => {
    if (!request.endsWith('dist/extension.js')) return load(request, ...rest);
    const begin = performance.now();
    const loaded = load(request, ...rest);
    times.load = performance.now() - begin;
    return {
      ...loaded,
      activate(...given) {
        const called = performance.now();
        const cpu = process.cpuUsage();
        const answer = loaded.activate(...given);
        times.activate = performance.now() - called;
        const { user, system } = process.cpuUsage(cpu);
        times.processor = (user + system) / 1000;
        return answer;
      },
    };
  };
  const begin = performance.now();
  await extension.activate();
  times.whole = performance.now() - begin;
  Module._load = load;
  if (times.activate === undefined) throw new Error('activate was not seen');
  return times;
}

/** Opens a file in a tab of its own, and waits for what is found in it. */
async function openFile(index) {
  const [folder] = vscode.workspace.workspaceFolders;
  const uri = vscode.Uri.joinPath(folder.uri, String(index), 'Dockerfile');
  const found =
    order.extension === undefined
      ? undefined
      : new Promise((resolve) => {
          const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
            if (!uris.some((each) => each.path === uri.path)) return;
            if (vscode.languages.getDiagnostics(uri).length === 0) return;
            listener.dispose();
            resolve();
          });
        });
  await vscode.window.showTextDocument(uri, { preview: false });
  await found;
}

/** In bytes, after a collection. */
async function readMemory(files) {
  const server = fs
    .readdirSync(order.readings)
    .map((name) => Number(/^(\d+)\.ready$/.exec(name)?.[1] ?? process.pid))
    .find((pid) => pid !== process.pid);
  return {
    files,
    host: await readProbe(process.pid),
    ...(server !== undefined && { server: await readProbe(server) }),
  };
}

function readProbe(pid) {
  const name = `${pid}.json`;
  const file = path.join(order.readings, name);
  fs.rmSync(file, { force: true });
  return new Promise((resolve) => {
    const watcher = fs.watch(order.readings, (_, changed) => {
      if (changed !== name || !fs.existsSync(file)) return;
      watcher.close();
      const { heapUsed } = JSON.parse(fs.readFileSync(file, 'utf8'));
      const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
      const resident = 1024 * Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]);
      resolve({ heap: heapUsed, resident });
    });
    process.kill(pid, 'SIGUSR2');
  });
}
