// `npm run bench:all`: every measurement, one after the other, as tables for docs/benchmarks.md. With names, only
// those: `npm run bench:all -- check lists`. Nothing is asserted. It is meant to
// take twenty minutes on a machine with nothing else to do.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import path from 'node:path';

/** In the order of the page. */
const series: Readonly<Record<string, string>> = {
  programs: 'run.ts',
  editor: 'editor.ts',
  typing: 'typing.ts',
  check: 'checking.ts',
  registry: 'registry.ts',
  lists: 'lists.ts',
  audit: 'audit.ts',
  build: 'build.ts',
};

/** How busy the machine is, now. */
function load(): string {
  return `load ${loadavg()
    .map((each) => each.toFixed(1))
    .join(', ')}`;
}

async function main(named: readonly string[]): Promise<void> {
  const unknown = named.filter((name) => !Object.hasOwn(series, name));
  if (unknown.length > 0) {
    throw new Error(`${unknown.join(', ')}: there are ${Object.keys(series).join(', ')}`);
  }
  console.log(`${availableParallelism()} processors, Node ${process.version}, ${load()}`);
  for (const [name, file] of Object.entries(series)) {
    if (named.length > 0 && !named.includes(name)) continue;
    const begin = performance.now();
    console.log(`\n## ${name}`);
    if (name === 'editor') execFileSync('npm', ['run', 'package'], { stdio: 'ignore' });
    const args = ['--import', 'tsx', path.join(__dirname, file)];
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    const [code] = (await once(child, 'close')) as [number | null];
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    // What others can tell is not lost with one of them.
    if (code !== 0) process.exitCode = 1;
    console.log(`\n${code === 0 ? 'Took' : 'Failed after'} ${seconds} s; ${load()}.`);
  }
}

void main(process.argv.slice(2));
