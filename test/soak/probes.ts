import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** What a process says of itself, after a collection. */
export interface ProbeReading {
  /** Bytes of objects that are in use. */
  readonly heapUsed: number;
  /** Bytes of buffers and the like outside the heap. */
  readonly external: number;
  /** What keeps the process busy, by kind: how many. */
  readonly resources: Readonly<Record<string, number>>;
}

/** Longest time for an answer, in ms. */
const patience = 10_000;

/** Probes in the processes of an editor: an extension beside ours loads them into its host, which hands them on. */
export class Probes {
  readonly #folder: string;
  /** The extension to install. */
  readonly vsix: string;

  /** @param folder an empty one, for what the probes write */
  constructor(folder: string) {
    this.#folder = join(folder, 'readings');
    mkdirSync(this.#folder, { recursive: true });
    this.vsix = join(folder, 'probe.vsix');
    this.#pack(join(folder, 'probe'));
  }

  /** Asks a process; undefined where no probe is in it. */
  async read(pid: number): Promise<ProbeReading | undefined> {
    if (!existsSync(this.#file(pid, 'ready'))) return undefined;
    const answer = this.#file(pid, 'json');
    rmSync(answer, { force: true });
    process.kill(pid, 'SIGUSR2');
    for (const end = Date.now() + patience; Date.now() < end;) {
      if (existsSync(answer)) return JSON.parse(readFileSync(answer, 'utf8')) as ProbeReading;
      await pause(50);
    }
    return undefined;
  }

  /** Failures of promises that nobody heard, and errors that nobody caught: each with its stack. */
  unheard(): readonly string[] {
    const file = join(this.#folder, 'unheard');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n\n')
      .filter((text) => text.trim() !== '');
  }

  #file(pid: number, ending: string): string {
    return join(this.#folder, `${pid}.${ending}`);
  }

  #pack(folder: string): void {
    mkdirSync(folder);
    copyFileSync(join(__dirname, 'probe.js'), join(folder, 'probe.js'));
    // The editor takes NODE_OPTIONS out of what it is started with, but children of an extension inherit it.
    const main = `process.env.MULTIARCH_SOAK_PROBES = ${JSON.stringify(this.#folder)};
process.env.NODE_OPTIONS = '--require=' + require.resolve('./probe.js');
require('./probe.js');
exports.activate = () => undefined;
`;
    writeFileSync(join(folder, 'main.js'), main);
    const manifest = {
      ...{ name: 'probe', publisher: 'soak', version: '0.0.1', engines: { vscode: '^1.104.0' } },
      ...{ main: './main.js', activationEvents: ['*'], extensionKind: ['workspace'] },
      files: ['*.js'],
    };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'README.md'), 'A probe.\n');
    const vsce = createRequire(__filename).resolve('@vscode/vsce/vsce');
    const options = [
      '--no-dependencies',
      '--skip-license',
      '--allow-missing-repository',
      '--allow-star-activation',
    ];
    execFileSync(process.execPath, [vsce, 'package', ...options, '--out', this.vsix], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
}
