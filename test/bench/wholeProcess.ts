import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What a program took, from its start to its end. */
export interface Measured {
  readonly seconds: number;
  /** Processor time of it and of all programs that it waited for, in s; NaN where only other tools tell. */
  readonly processor: number;
  /** The most memory that it took, in MB; NaN for programs that do not tell. */
  readonly peak: number;
  readonly output: string;
}

/** How a program is started, and how it may end. */
interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes with which all is well; 0 without it. */
  readonly codes?: readonly number[];
}

const root = path.join(__dirname, '../..');

/**
 * Runs a program and waits for its end. No other program of this process may end meanwhile: its processor time
 * would be counted too.
 *
 * @throws with what it wrote to its standard error, when it ended with another code
 */
export async function measureProcess(
  command: string,
  args: readonly string[],
  { cwd = root, env = {}, codes = [0] }: ProcessOptions = {},
): Promise<Measured> {
  const before = processorOfEnded();
  const begin = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const [code] = (await once(child, 'close')) as [number];
  const seconds = (performance.now() - begin) / 1000;
  const processor = processorOfEnded() - before;
  if (!codes.includes(code)) throw new Error(`${command} ended with ${code}: ${errors.join('')}`);
  const peak = Number(/peak (\d+)$/.exec(errors.join(''))?.[1]) / 1000;
  return { seconds, processor, peak, output: output.join('') };
}

/** What a process writes when it ends: its largest size in memory, in KB. */
const reportPeak =
  "process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))";

/** Runs Node with a program, which tells its memory too. */
export function measureNode(args: readonly string[], options?: ProcessOptions): Promise<Measured> {
  const telling = ['--import', `data:text/javascript,${reportPeak}`, ...args];
  return measureProcess(process.execPath, telling, options);
}

/** A tick of Linux, in s. */
const tick = 0.01;

/** Of all children that have ended: the 16th and 17th field (proc(5), /proc/pid/stat), behind the name. */
function processorOfEnded(): number {
  if (process.platform !== 'linux') return Number.NaN;
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) * tick;
}
