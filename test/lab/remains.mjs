import fs from 'node:fs';
import path from 'node:path';
import { run } from './program.mjs';
import { endProcess, executableOf, findProcesses, readProcess } from './processes.mjs';

/**
 * One thing that a lab made and that must go again. It is noted *before* it is made, so that even
 * after a kill -9 the next lab finds it; undoing what was not made after all is harmless.
 *
 * `programs` are those whose executable is under the folder `from` and whose arguments name
 * something in the folder `using`: the helpers that an engine starts and that outlive its death.
 *
 * @typedef {{ kind: 'process', mark: import('./processes.mjs').ProcessMark }
 *   | { kind: 'programs', from: string, using: string }
 *   | { kind: 'containers' | 'controlGroup', controlGroup: string }
 *   | { kind: 'folder', path: string }
 *   | { kind: 'mount', path: string }
 *   | { kind: 'emulator', file: string }
 *   | { kind: 'setting', file: string, before: string }
 *   | { kind: 'command', command: string, args: string[], env?: Record<string, string> }} Remain
 */

/**
 * Undoes what was noted, the newest first. One that fails does not keep the others: its message is
 * told, and the rest goes on.
 *
 * @param {readonly Remain[]} remains
 * @param {(message: string) => void} say
 */
export async function clearRemains(remains, say) {
  for (const remain of remains.toReversed()) {
    try {
      await undo[remain.kind](remain);
    } catch (error) {
      say(`Could not remove the ${remain.kind} ${JSON.stringify(remain)}: ${error.message}`);
    }
  }
}

const undo = {
  process: ({ mark }) => endProcess(mark),
  containers: ({ controlGroup }) => endContainers(controlGroup),
  async controlGroup({ controlGroup }) {
    await endContainers(controlGroup);
    for (const root of controlGroupRoots()) removeEmptyFolders(path.join(root, controlGroup));
  },
  async programs({ from, using }) {
    const belongs = (pid) =>
      executableOf(pid).startsWith(`${from}/`) && readProcess(pid, 'cmdline').includes(`${using}/`);
    for (const mark of findProcesses(belongs)) await endProcess(mark, 3_000);
  },
  async folder({ path: folder }) {
    for (const mount of mountsUnder(folder)) await run('umount', ['--lazy', mount]);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  async mount({ path: target }) {
    if (mountsUnder(target).includes(target)) await run('umount', [target]);
  },
  emulator({ file }) {
    if (fs.existsSync(file)) fs.writeFileSync(file, '-1');
  },
  setting({ file, before }) {
    fs.writeFileSync(file, before);
  },
  async command({ command, args, env }) {
    if (!fs.existsSync(command)) return;
    // Fails when there is nothing (left) to take back, which is what is wanted.
    await run(command, args, { env: { ...process.env, ...env } }).catch(() => undefined);
  },
};

/** Ends what still runs in containers of a control group that only the lab uses. */
async function endContainers(controlGroup) {
  const belongs = (pid) => readProcess(pid, 'cgroup').includes(`/${controlGroup}/`);
  for (const mark of findProcesses(belongs)) await endProcess(mark, 0);
}

function controlGroupRoots() {
  return mountTable()
    .filter(({ type }) => type === 'cgroup' || type === 'cgroup2')
    .map(({ target }) => target);
}

// A control group is removed by rmdir, children first; its files cannot be unlinked.
function removeEmptyFolders(folder) {
  if (!fs.existsSync(folder)) return;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyFolders(path.join(folder, entry.name));
  }
  fs.rmdirSync(folder);
}

/** Mount points at or under a folder, the deepest first. */
function mountsUnder(folder) {
  return mountTable()
    .map(({ target }) => target)
    .filter((target) => target === folder || target.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length);
}

function mountTable() {
  // proc(5), mountinfo: the mount point is field 5, the type follows the lone hyphen.
  return readProcess('self', 'mountinfo')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [before, after] = line.split(' - ');
      const written = before.split(' ')[4];
      const target = written.replace(/\\(\d{3})/g, (_, octal) =>
        String.fromCharCode(parseInt(octal, 8)),
      );
      return { target, type: after.split(' ')[0] };
    });
}
