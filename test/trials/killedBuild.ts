import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { kill, within } from './killed.ts';
import type { Trials } from './trial.ts';

/** How long what a build has started may live on, in ms. */
const patience = 10_000;

/** How long the parent takes until docker builds, in ms, and half a second of its build. */
const longest = 4_000;

/** A program that builds as the extension does, killed with a build under way whose step prints nothing. */
export function prepareKilledBuild(): Promise<Trials> {
  const adapter = path.resolve('src/adapters/docker/runBuild.ts');
  return Promise.resolve({
    async once(random, folder) {
      // A number of seconds that no other program sleeps, by which all that belongs to it is found.
      const mark = `${3600 + random.below(1000)}.${process.hrtime.bigint()}`;
      await writeFile(path.join(folder, 'Dockerfile'), `FROM busybox:1.37.0\nRUN sleep ${mark}\n`);
      const args = ['--progress', 'rawjson', '--output', 'type=cacheonly', '--build-arg'];
      const program = {
        command: 'docker',
        args: ['buildx', 'build', ...args, `MARK=${mark}`, folder],
      };
      const code = `require(${JSON.stringify(adapter)}).runBuild(${JSON.stringify(program)},
        { signal: new AbortController().signal }, { onEvents() {}, onLines() {} });`;
      const parent = spawn(process.execPath, ['--import', 'tsx', '-e', code], { stdio: 'ignore' });
      const isOfBuild = (line: string) => line.includes(mark) && !line.includes('tsx');
      const steps = () =>
        commandLines().filter((line) => line.startsWith('sleep') && isOfBuild(line));
      const waits = random.below(3) > 0;
      // Mostly in the midst of the step; else at any moment of the start.
      if (waits) await within(60_000, () => steps().length > 0);
      const after = random.below(waits ? 500 : longest);
      await pause(after);
      const before = commandLines().filter(isOfBuild).length;
      await kill(parent);
      const killed = performance.now();
      const isOver = await within(patience, () => !commandLines().some(isOfBuild));
      const took = Math.round(performance.now() - killed);
      const left = commandLines().filter(isOfBuild);
      return {
        what: `killed ${after} ms after its ${waits ? 'step' : 'start'} with ${before} processes: over after ${took} ms`,
        wrong: isOver ? [] : left.map((line) => `still there after ${patience} ms: ${line}`),
      };
    },
    close: () => Promise.resolve([]),
  });
}

/** The command lines of all processes of this machine (proc(5)). */
function commandLines(): readonly string[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return [readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')];
    } catch {
      return [];
    }
  });
}
