import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** A process of an editor that the soak started. */
export interface EditorProcess {
  readonly pid: number;
  readonly kind: ProcessKind;
  /** Its words, for people. */
  readonly command: string;
}

/** What a process is to us. `docker` is docker itself and its plugins, `other` is the editor's own. */
export type ProcessKind = 'extension host' | 'language server' | 'worker' | 'docker' | 'other';

/**
 * All processes that live in an editor's home folder: those whose variable HOME is it, which every child inherits,
 * also one whose parent has died.
 */
export function editorProcesses(home: string): readonly EditorProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const pid = Number(name);
    if (!read(pid, 'environ').split('\0').includes(`HOME=${home}`)) return [];
    const words = read(pid, 'cmdline').split('\0').slice(0, -1);
    // One that has ended meanwhile.
    if (words.length === 0) return [];
    return [{ pid, kind: kindOf(words), command: words.join(' ') }];
  });
}

function kindOf(words: readonly string[]): ProcessKind {
  const names = (ending: string) => words.some((word) => word.endsWith(ending));
  if (words.includes('--type=extensionHost')) return 'extension host';
  if (names('dist/server.js')) return 'language server';
  if (names('dist/worker.js')) return 'worker';
  return basename(words[0] ?? '').startsWith('docker') ? 'docker' : 'other';
}

/** Memory that a process holds (proc_pid_status(5), VmRSS), in bytes; 0 when it has ended. */
export function residentMemory(pid: number): number {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(pid, 'status'))?.[1] ?? 0);
}

/** How many file descriptors a process has open; 0 when it has ended. */
export function openDescriptors(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
