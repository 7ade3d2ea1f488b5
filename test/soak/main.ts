import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../fuzz/random.ts';
import { closeAll, closeWhenInterrupted, closing, interrupted } from '../host/ui/closing.ts';
import { openWindow } from '../host/ui/window.ts';
import { editorProcesses } from './editorProcesses.ts';
import { growthOf, judgeSamples, limits } from './judge.ts';
import { judgeLog } from './judgeLog.ts';
import { readLogs } from './logs.ts';
import { Probes } from './probes.ts';
import { soakIn } from './soak.ts';
import { bringUp } from './surroundings.ts';
import { walk, type Walked } from './walk.ts';
import { workspaceFiles } from './workspace.ts';

const root = join(__dirname, '../..');
const traces = join(root, 'node_modules/.cache/multiarch-soak');

/** A login that docker has for the registry: no log may show it. */
const password = 'pw-that-nobody-may-see';

const say = (message: string): void => {
  console.error(`soak: ${message}`);
};

/**
 * `npm run soak -- --minutes 30 --seed 1`: somebody edits, builds and pushes in a real window, while engine, registry and
 * network come and go. Ends with 1 when memory or handles grow, a process or a spinner stays, a failure was not
 * heard, an action failed, or the log is unfit to be read.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error('--minutes: how many?');
  closeWhenInterrupted();
  rmSync(traces, { recursive: true, force: true });
  mkdirSync(traces, { recursive: true });
  process.env['MULTIARCH_UI_VERSION'] ??= 'newest';
  process.env['MULTIARCH_UI_TRACES'] = traces;
  const problems = await soak({ minutes, seed: Number(values.seed), only: values.only });
  for (const problem of problems) console.log(`✖ ${problem}`);
  console.log(
    problems.length === 0 ? 'Nothing grew, nothing stayed.' : `${problems.length} problems`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}

interface Plan {
  readonly minutes: number;
  readonly seed: number;
  /** Only actions whose name has this in it. */
  readonly only: string | undefined;
}

async function soak({ minutes, seed, only }: Plan): Promise<readonly string[]> {
  const { startLab } = await import('../lab/engine.mjs');
  const lab = await stopped(startLab({ say, signal: interrupted }));
  Object.assign(process.env, lab.env);
  const surroundings = await stopped(bringUp(say));
  const scratch = mkdtempSync(join(tmpdir(), 'soak-window-'));
  closing(() => rm(scratch, { recursive: true, force: true }));
  const probes = new Probes(scratch);
  const window = await openWindow({
    files: workspaceFiles(surroundings.host),
    vsix: [probes.vsix],
    settings: { 'files.autoSave': 'afterDelay' },
    env: {
      ...{
        DOCKER_HOST: surroundings.engineAddress,
        DOCKER_CONFIG: loggedIn(scratch, surroundings.host),
      },
      ...{ BUILDX_CONFIG: join(scratch, 'buildx'), MULTIARCH_CACHE: join(scratch, 'cache') },
    },
  });
  window.page.setDefaultTimeout(20_000);
  const walked = await walk(soakIn(window, surroundings, seededRandom(seed)), {
    ...{ minutes, probes, only, say },
    signal: interrupted,
  });
  const logs = readLogs(window.home);
  writeFileSync(join(traces, 'multiarch.log'), logs.ours);
  writeFileSync(join(traces, 'host.log'), logs.host);
  writeFileSync(
    join(traces, 'samples.json'),
    JSON.stringify({ ...walked, done: Object.fromEntries(walked.done) }, null, 2),
  );
  const { home } = window;
  await closeAll();
  const left = editorProcesses(home).map(
    ({ command }) => `A process outlived the window: ${command}`,
  );
  tell(walked);
  return [
    ...walked.problems,
    ...probes.unheard().map((text) => `Nobody heard: ${text}`),
    ...judgeSamples(walked.samples, limits),
    ...judgeLog(logs.ours, { minutes, secrets: [password, encoded] }),
    ...left,
  ];
}

/** What is starting, and is stopped at the end, also when that comes before it has started. */
function stopped<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  closing(() =>
    starting.then(
      (started) => started.stop(),
      () => undefined,
    ),
  );
  return starting;
}

const encoded = Buffer.from(`soak:${password}`).toString('base64');

/** A folder of docker's configuration with a login for a host, and the plugins of this process's own. */
function loggedIn(scratch: string, host: string): string {
  const folder = join(scratch, 'docker');
  mkdirSync(folder);
  const plugins = join(process.env['DOCKER_CONFIG'] ?? '', 'cli-plugins');
  const config = { auths: { [host]: { auth: encoded } }, cliPluginsExtraDirs: [plugins] };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return folder;
}

function tell({ samples, done }: Walked): void {
  console.log([...done].map(([name, times]) => `${times} × ${name}`).join('\n'));
  for (const which of ['host', 'server'] as const) {
    const { heap, resident, descriptors, resources } = growthOf(samples, which);
    const kilobytes = (bytes: number) => `${(bytes / 1e3).toFixed(0)} kB`;
    console.log(
      `${which}, for each minute of the second half: heap ${kilobytes(heap)}, memory ${kilobytes(resident)}, ` +
        `${descriptors.toFixed(2)} files, ${resources.toFixed(2)} resources`,
    );
  }
}

main().catch(async (error: unknown) => {
  console.error(error instanceof Error ? error.stack : error);
  process.exitCode = 2;
  await closeAll();
});
