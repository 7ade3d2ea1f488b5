import {
  editorProcesses,
  openDescriptors,
  residentMemory,
  type ProcessKind,
} from './editorProcesses.ts';
import type { ProbeReading, Probes } from './probes.ts';

/** What was measured of a process that lives as long as the soak. */
export interface Reading extends Partial<ProbeReading> {
  readonly pid: number;
  readonly resident: number;
  readonly descriptors: number;
}

/** What was measured at one moment at which nothing was going on. */
export interface Sample {
  /** Since the begin. */
  readonly minute: number;
  readonly host: Reading | undefined;
  readonly server: Reading | undefined;
  /** How many processes of each kind. */
  readonly processes: Readonly<Record<ProcessKind, number>>;
  /** The words of each process of docker and its plugins. */
  readonly docker: readonly string[];
}

/** Measures the processes of an editor. */
export async function takeSample(home: string, probes: Probes, minute: number): Promise<Sample> {
  const all = editorProcesses(home);
  const processes = { 'extension host': 0, 'language server': 0, worker: 0, docker: 0, other: 0 };
  for (const { kind } of all) processes[kind]++;
  const read = async (wanted: ProcessKind): Promise<Reading | undefined> => {
    const pid = all.find(({ kind }) => kind === wanted)?.pid;
    if (pid === undefined) return undefined;
    const probe = await probes.read(pid);
    return { pid, resident: residentMemory(pid), descriptors: openDescriptors(pid), ...probe };
  };
  return {
    minute,
    host: await read('extension host'),
    server: await read('language server'),
    processes,
    docker: all.filter(({ kind }) => kind === 'docker').map(({ command }) => command),
  };
}

/** A sample as one line of text. */
export function sampleLine({ minute, host, server, processes }: Sample): string {
  const words = (name: string, reading: Reading | undefined) => {
    if (reading === undefined) return `${name} gone`;
    const { resident, heapUsed, descriptors, resources = {} } = reading;
    const busy = Object.values(resources).reduce((sum, count) => sum + count, 0);
    const heap = heapUsed === undefined ? '?' : megabytes(heapUsed);
    return `${name} ${megabytes(resident)} MB, heap ${heap} MB, ${descriptors} fds, ${busy} busy`;
  };
  const { worker, docker, other } = processes;
  return `${minute.toFixed(1)} min: ${words('host', host)}; ${words('server', server)}; ${worker} workers, ${docker} docker, ${other} others`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
