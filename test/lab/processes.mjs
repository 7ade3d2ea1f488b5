import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * A process named so that a later one with the same number is not taken for it: `started` is the
 * start time in clock ticks since boot (proc(5), stat field 22), 0 where there is no /proc.
 *
 * @typedef {{ pid: number, started: number }} ProcessMark
 */

/** @returns {ProcessMark} */
export function markProcess(pid) {
  return { pid, started: readStat(pid)?.started ?? 0 };
}

/** Whether exactly this process still lives; a zombie does not. */
export function isAlive({ pid, started }) {
  if (fs.existsSync('/proc/self/stat')) {
    const stat = readStat(pid);
    return stat !== undefined && stat.started === started && stat.state !== 'Z';
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Asks the process to end, waits up to `grace` ms, then ends it the hard way. */
export async function endProcess(mark, grace = 20_000) {
  send(mark, 'SIGTERM');
  const deadline = Date.now() + grace;
  while (isAlive(mark) && Date.now() < deadline) await pause(50);
  if (!isAlive(mark)) return;
  send(mark, 'SIGKILL');
  for (let turn = 0; turn < 100 && isAlive(mark); turn++) await pause(50);
}

/** Ends the process without a chance to do anything more, and waits until it is gone. */
export async function killProcess(mark) {
  send(mark, 'SIGKILL');
  while (isAlive(mark)) await pause(20);
}

/** Marks of all processes for which `matches(pid)` holds; a process may end while it is read. */
export function findProcesses(matches) {
  if (!fs.existsSync('/proc/self/stat')) return [];
  const numbers = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers
    .map(Number)
    .filter((pid) => pid !== process.pid && matches(pid))
    .map(markProcess);
}

/** The text of a file under /proc/<pid>, empty when the process is gone. */
export function readProcess(pid, file) {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** The file that a process runs, empty when the process is gone. */
export function executableOf(pid) {
  try {
    return fs.readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return '';
  }
}

function send(mark, signal) {
  if (!isAlive(mark)) return;
  try {
    process.kill(mark.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function readStat(pid) {
  // The second field is the name in parentheses and may hold spaces and parentheses itself.
  const fields = /^.*\)\s+(.*)$/s.exec(readProcess(pid, 'stat'))?.[1]?.split(' ');
  return fields && { state: fields[0], started: Number(fields[19]) };
}
