// `npm run bench:check`: how long many Dockerfiles take, in whole processes as users run them. Nothing is
// asserted: times depend on the machine.
import { execFileSync } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from '../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../support/registry/sampleImages.ts';
import { makeDockerfile } from './dockerfile.ts';
import { linearFit, type Point } from './linearFit.ts';
import { median } from './median.ts';
import { memoryText, printTable, ratioText, timeText } from './table.ts';
import { measureNode, measureProcess, type Measured } from './wholeProcess.ts';

const root = path.join(__dirname, '../..');
const sizes = [100, 500, 1_000, 2_000, 5_000];
const rounds = 3;
/** Lines of one file. */
const lines = 30;
/** How many the peers are given: in one process, and one at a time, which is slow enough for a few. */
const asked = { together: 2_000, alone: 20 };
/** Nothing found, or something. */
const codes = [0, 1];

/** Files of some thirty lines, on images that the bench's registry has: their paths. */
async function writeFiles(folder: string, count: number, image: string): Promise<string[]> {
  const files: string[] = [];
  for (let index = 0; index < count; index++) {
    const at = path.join(folder, String(index));
    await mkdir(at, { recursive: true });
    const file = path.join(at, 'Dockerfile');
    await writeFile(file, `${makeDockerfile(lines, image)}\n# ${index}\n`);
    files.push(file);
  }
  return files;
}

/** One of our commands with so many files. */
type Command = (count: number) => Promise<Measured>;

/** All sizes, one after the other, again and again, so that none has the only quiet moment. */
async function measureSizes(command: Command): Promise<ReadonlyMap<number, readonly Measured[]>> {
  const measured = new Map(sizes.map((size): [number, Measured[]] => [size, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [size, all] of measured) all.push(await command(size));
  }
  return measured;
}

function printGrowth(name: string, measured: ReadonlyMap<number, readonly Measured[]>): void {
  const middle = (all: readonly Measured[], of: keyof Measured) =>
    median(all.map((each) => Number(each[of])));
  const points = [...measured].map(([size, all]): Point => [size, middle(all, 'processor')]);
  const rows = [...measured].map(([size, all], at) => {
    const [[fewer, before], [, now]] = [points[at - 1] ?? [0, NaN], points[at] ?? [0, NaN]];
    return [
      `${size.toLocaleString('en')} files`,
      timeText(middle(all, 'seconds')),
      timeText(middle(all, 'processor')),
      timeText((now - before) / (size - fewer)),
      memoryText(middle(all, 'peak')),
    ];
  });
  const fit = (of: keyof Measured) =>
    linearFit([...measured].map(([size, all]) => [size, middle(all, of)]));
  const [wall, processor] = [fit('seconds'), fit('processor')];
  const percent = (part: number) => `${(part * 100).toFixed(0)} %`;
  printTable(
    `\`${name}\``,
    ['time', 'processor time', 'of it for each further file', 'memory at most'],
    [
      ...rows,
      ['as a line: for the call', timeText(wall.first), timeText(processor.first)],
      ['and for each file', timeText(wall.each), timeText(processor.each)],
      ['off that line by at most', percent(wall.offBy), percent(processor.offBy)],
    ],
  );
}

async function main(): Promise<void> {
  execFileSync(process.execPath, [path.join(root, 'src/bundle.mjs')], { stdio: 'ignore' });
  const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-bench-'));
  const registry = await startServer(sampleRegistry());
  try {
    const image = `${registry.host}/app:multi`;
    const files = new Map<number, readonly string[]>();
    const folderOf = (count: number) => path.join(folder, String(count));
    for (const size of sizes) files.set(size, await writeFiles(folderOf(size), size, image));
    const env = { MULTIARCH_CACHE: path.join(folder, 'cache') };
    const check: Command = (count) => {
      const args = ['dist/cli.js', 'check', '--build-platform', 'linux/amd64'];
      return measureNode([...args, ...(files.get(count) ?? [])], { env, codes });
    };
    const report: Command = (count) =>
      measureNode(['dist/cli.js', 'report', folderOf(count)], { env, codes });
    // The first runs fill the cache.
    await check(100);
    await report(100);
    const checked = await measureSizes(check);
    printGrowth('multiarch check', checked);
    printGrowth('multiarch report', await measureSizes(report));

    const ofOurs = (checked.get(asked.together) ?? []).map(({ seconds }) => seconds);
    const one = median(ofOurs) / asked.together;
    const row = (name: string, seconds: number) => [
      name,
      timeText(seconds),
      ratioText(seconds / one),
    ];
    const validate = `const {validate}=require('dockerfile-utils');const fs=require('fs');for(const f of process.argv.slice(1))validate(fs.readFileSync(f,'utf8'))`;
    const together = files.get(asked.together) ?? [];
    const validated: number[] = [];
    for (let round = 0; round < rounds; round++) {
      validated.push((await measureNode(['-e', validate, ...together])).seconds);
    }
    const alone: number[] = [];
    for (const file of together.slice(0, asked.alone)) {
      const args = ['buildx', 'build', '--call=check', '--file', file, path.dirname(file)];
      alone.push((await measureProcess('docker', args, { codes })).seconds);
    }
    printTable(
      'each of 2,000 files',
      ['time', 'beside `multiarch check`'],
      [
        row('`multiarch check`', one),
        row("dockerfile-utils' `validate`, one process", median(validated) / asked.together),
        row('`docker buildx build --call=check`, a process for each', median(alone)),
      ],
    );
  } finally {
    await registry.close();
    await rm(folder, { recursive: true });
  }
}

void main();
