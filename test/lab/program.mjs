import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Runs a program to its end and resolves with what it wrote; rejects with the lines that it wrote
 * first and last when it ends with anything but 0, is aborted, or takes longer than `timeout` ms (default:
 * ten minutes). The program leads a process group of its own, so the whole tree ends with it and a
 * Ctrl-C in the terminal reaches only us, who then end it in order.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, timeout?: number,
 *   onLine?: (line: string) => void, inherit?: boolean }} [options] `inherit` shows the output in
 *   the terminal instead of collecting it.
 * @returns {Promise<{ stdout: string, stderr: string }>}
 */
export function run(command, args, options = {}) {
  const { cwd, env, signal, timeout = 600_000, onLine, inherit = false } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const output = inherit ? 'inherit' : 'pipe';
    const windows = process.platform === 'win32';
    const child = spawn(windows ? quoted(command) : command, windows ? args.map(quoted) : args, {
      cwd,
      env,
      detached: !windows,
      // npm and code are .cmd files on Windows, which only its shell starts.
      shell: windows,
      stdio: ['ignore', output, output],
    });
    const written = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      if (!child[name]) continue;
      createInterface({ input: child[name] }).on('line', (line) => {
        written[name] += `${line}\n`;
        onLine?.(line);
      });
    }
    let stoppedBy;
    const stop = (reason) => {
      stoppedBy ??= reason;
      endGroup(child.pid, 'SIGTERM');
      setTimeout(() => endGroup(child.pid, 'SIGKILL'), 5_000).unref();
    };
    const onAbort = () => stop(signal.reason);
    const name = [command, ...args].join(' ');
    const timer = setTimeout(
      () => stop(new Error(`\`${name}\` did not end within ${timeout / 1000} s`)),
      timeout,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    child.once('error', (error) => {
      done();
      reject(new Error(`${command} could not be started: ${error.message}`, { cause: error }));
    });
    child.once('close', (code, killedBy) => {
      done();
      if (stoppedBy) return reject(stoppedBy);
      if (code === 0) return resolve(written);
      const said = excerpt(written.stderr.trimEnd() || written.stdout.trimEnd());
      const error = new Error(`\`${name}\` ended with ${killedBy ?? code}\n${said}`.trimEnd());
      reject(Object.assign(error, { code, ...written }));
    });
  });
}

/** Whether the program can be started at all. */
export async function isInstalled(command, args = ['--version'], options = {}) {
  try {
    await run(command, args, { timeout: 20_000, ...options });
    return true;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return false;
  }
}

// Some tools say first what is wrong (npm), others last (docker).
function excerpt(text) {
  const lines = text.split('\n');
  if (lines.length <= 24) return text;
  return [...lines.slice(0, 8), '…', ...lines.slice(-12)].join('\n');
}

/** The path of a program on the PATH of an environment, or the bare name when it is on none. */
export function findProgram(name, env) {
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const files = folders.map((folder) => path.join(folder, name));
  return files.find((file) => fs.existsSync(file)) ?? name;
}

function quoted(word) {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word.replaceAll('"', '""')}"`;
}

function endGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
