// `npm run bench:build`: how long a build takes with all that is shown of it, beside the bare docker command of
// the same fresh build. Nothing is asserted.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import '../support/vscodeStub.ts';
import { runBuild } from '../../src/adapters/docker/runBuild.ts';
import { buildArguments, type BuildRequest } from '../../src/core/build/buildRequest.ts';
import { BuildProgress } from '../../src/core/build/progress/buildProgress.ts';
import { BuildScreen } from '../../src/extension/build/buildScreen.ts';
import { median } from './median.ts';
import { printTable, ratioText, timeText } from './table.ts';

const rounds = 12;

/** Steps with and without much to say, natively and emulated. */
const dockerfile = `FROM busybox:1.37 AS one
RUN i=0; while [ $i -lt 3000 ]; do echo "line $i of a step that says much"; i=$((i+1)); done
RUN i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done
FROM busybox:1.37
COPY --from=one /bin/busybox /copy
RUN sleep 1
`;

const request: BuildRequest = {
  ...{ file: 'Dockerfile', context: '.', platforms: ['linux/amd64', 'linux/arm64'], tags: [] },
  ...{ output: 'cache', args: ['--no-cache'] },
};

/** The command alone, with nobody who listens. */
function bare(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('docker', buildArguments(request), { cwd: folder, stdio: 'ignore' });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`docker ended with ${String(code)}`));
    });
  });
}

/** What a build's terminal does, drawn four times a second. The terminal itself, which the editor paints, is left out. */
async function followed(folder: string): Promise<void> {
  const progress = new BuildProgress();
  const args = buildArguments({ ...request, progress: 'rawjson' });
  const screen = new BuildScreen(progress, { platforms: request.platforms });
  let written = 0;
  const timer = setInterval(() => {
    written += screen.update(120, Date.now()).length;
  }, 250);
  const end = await runBuild(
    { command: 'docker', args },
    { cwd: folder, signal: new AbortController().signal },
    {
      onEvents: (events) => {
        for (const event of events) progress.add(event);
      },
      onLines: () => undefined,
    },
  );
  clearInterval(timer);
  written += screen.finish(120).length;
  if (written === 0) throw new Error('nothing was shown');
  if (end.kind !== 'done') throw new Error(JSON.stringify(end));
}

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-bench-'));
  const times = { bare: [] as number[], followed: [] as number[] };
  const builds = { bare, followed };
  try {
    await writeFile(path.join(folder, 'Dockerfile'), dockerfile);
    await bare(folder);
    for (let round = 0; round < rounds; round += 1) {
      // Each goes first in every second round.
      const order = ['bare', 'followed'] as const;
      for (const name of round % 2 === 0 ? order : order.toReversed()) {
        const begin = performance.now();
        await builds[name](folder);
        times[name].push(performance.now() - begin);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  const [plain, ours] = [median(times.bare), median(times.followed)];
  // Both builds of a round meet the same load of the machine, more or less.
  const rates = times.followed.map((time, round) => time / (times.bare[round] ?? NaN));
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  printTable(
    `${rounds} fresh builds of two platforms each`,
    ['median'],
    [
      ['`docker buildx build`', timeText(plain / 1000)],
      ['the same, followed', timeText(ours / 1000)],
      ['ratio of the medians', ratioText(ours / plain)],
      ["median of the rounds' own ratios", ratioText(median(rates))],
      ['their range', `${least.toFixed(2)} to ${most.toFixed(2)}`],
    ],
  );
}

void main();
