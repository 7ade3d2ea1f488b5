// `npm run bench:check`: how long many Dockerfiles take, in whole processes as users run them. Nothing is
// asserted: times depend on the machine.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from '../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../support/registry/sampleImages.ts';
import { makeDockerfile } from './dockerfile.ts';

const root = path.join(__dirname, '../..');
const sizes = [500, 1_000, 2_000];
/** Lines of one file. */
const lines = 30;
/** BuildKit is asked one file at a time, and is slow enough to be measured by a few. */
const askedOfBuildkit = 20;

/** Files of some thirty lines, on images that the bench's registry has. */
async function writeFiles(folder: string, image: string): Promise<void> {
  for (let index = 0; index < Math.max(...sizes); index++) {
    const at = path.join(folder, String(index));
    await mkdir(at);
    await writeFile(path.join(at, 'Dockerfile'), `${makeDockerfile(lines, image)}\n# ${index}\n`);
  }
}

/** Seconds that a program takes. Meanwhile this process is its registry. */
async function time(command: string, args: readonly string[], environment = {}): Promise<number> {
  const started = performance.now();
  const env = { ...process.env, ...environment };
  await once(spawn(command, args, { cwd: root, env, stdio: 'ignore' }), 'close');
  return (performance.now() - started) / 1000;
}

/** The median of what several runs, one after the other, take. */
async function medianOf(runs: number, run: (index: number) => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < runs; index++) times.push(await run(index));
  return median(times);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** A straight line through measurements: what a call takes before the first file, and for each, in s. */
interface Line {
  readonly first: number;
  readonly each: number;
}

/** By the least squares. */
function linearFit(points: readonly (readonly [count: number, seconds: number])[]): Line {
  const mean = (of: readonly number[]) => of.reduce((sum, each) => sum + each, 0) / of.length;
  const counts = mean(points.map(([count]) => count));
  const times = mean(points.map(([, seconds]) => seconds));
  const spread = points.map(([count]) => (count - counts) ** 2);
  const along = points.map(([count, seconds]) => (count - counts) * (seconds - times));
  const each = mean(along) / mean(spread);
  return { first: times - each * counts, each };
}

/** The largest part of a measurement by which it lies beside the line. */
function offBy(points: readonly (readonly [number, number])[], { first, each }: Line): number {
  return Math.max(
    ...points.map(([count, seconds]) => Math.abs(first + each * count - seconds) / seconds),
  );
}

async function main(): Promise<void> {
  execFileSync(process.execPath, [path.join(root, 'src/bundle.mjs')], { stdio: 'ignore' });
  const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-bench-'));
  const registry = await startServer(sampleRegistry());
  try {
    await writeFiles(folder, `${registry.host}/app:multi`);
    const environment = { MULTIARCH_CACHE: path.join(folder, 'cache') };
    const files = (count: number) =>
      Array.from({ length: count }, (_, index) => path.join(folder, String(index), 'Dockerfile'));
    const ours = (count: number) =>
      time(
        process.execPath,
        ['dist/cli.js', 'check', '--build-platform', 'linux/amd64', ...files(count)],
        environment,
      );
    // The first run fills the cache.
    await ours(10);
    const measured = new Map<number, number>();
    for (const count of sizes) measured.set(count, await medianOf(3, () => ours(count)));
    for (const [count, seconds] of measured) {
      const each = (seconds / count) * 1000;
      console.log(
        `multiarch check, ${count} files: ${seconds.toFixed(2)} s, ${each.toFixed(2)} ms each`,
      );
    }
    const { first, each } = linearFit([...measured]);
    console.log(
      `  as a line: ${first.toFixed(2)} s + ${(each * 1000).toFixed(2)} ms a file, off by ${(offBy([...measured], { first, each }) * 100).toFixed(0)} % at most`,
    );
    const most = Math.max(...sizes);
    const one = (measured.get(most) ?? NaN) / most;

    const validate = `const {validate}=require('dockerfile-utils');const fs=require('fs');for(const f of process.argv.slice(1))validate(fs.readFileSync(f,'utf8'))`;
    const validator = ['-e', validate, ...files(most)];
    const peer = await medianOf(3, () => time(process.execPath, validator));
    console.log(
      `dockerfile-utils validate, ${most} files in one process: ${peer.toFixed(2)} s, ${(peer / most / one).toFixed(2)} × ours for each`,
    );

    const asked = files(askedOfBuildkit);
    const buildkit = await medianOf(asked.length, (index) => {
      const file = asked[index] ?? '';
      return time('docker', [
        'buildx',
        'build',
        '--call=check',
        '--file',
        file,
        path.dirname(file),
      ]);
    });
    console.log(
      `docker buildx build --call=check, one process a file: ${(buildkit * 1000).toFixed(0)} ms each, ${(buildkit / one).toFixed(0)} × ours`,
    );
  } finally {
    await registry.close();
    await rm(folder, { recursive: true });
  }
}

void main();
