// `npm run bench`: prints how fast and how large the programs are. Nothing is asserted: times depend
// on the machine.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { measureActivation } from './activation.ts';
import { measureBuildEvents } from './buildEvents.ts';
import { readBundles } from './bundles.ts';
import { measureGrammar } from './grammar.ts';
import { measureImages } from './images.ts';
import { measureBlocks, measureKeystrokes, measureServerKeystrokes } from './keystrokes.ts';
import { measureManyBuilders } from './manyBuilders.ts';
import { measureParsing } from './parsing.ts';
import { percentile, type Times } from './times.ts';

function printTimes(what: string, times: Times): void {
  const columns = [50, 95].map((percent) => percentile(times, percent).padStart(12));
  console.log(`${what.padEnd(48)}${columns.join('')}`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1).padStart(8)} KB`;
}

function printBundles(): void {
  const bundles = readBundles();
  for (const { name, bytes, parts } of bundles) {
    console.log(`\n${name.padEnd(40)}${kilobytes(bytes)}`);
    for (const [part, size] of parts.slice(0, 10)) {
      console.log(`  ${part.padEnd(38)}${kilobytes(size)}`);
    }
  }
  const total = bundles.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`\n${'all JavaScript'.padEnd(40)}${kilobytes(total)}`);
}

async function main(): Promise<void> {
  execFileSync(process.execPath, [path.join(__dirname, '../../src/bundle.mjs')]);
  console.log(`${''.padEnd(48)}${'p50'.padStart(12)}${'p95'.padStart(12)}`);
  for (const lines of [200, 1_000]) {
    printTimes(`a keystroke → diagnostics, ${lines} lines`, await measureKeystrokes(lines));
  }
  const { times, cpu } = await measureServerKeystrokes(1_000);
  printTimes('the same, 1,000 lines, the built server on its own', times);
  if (cpu !== undefined) console.log(`${'its processor time'.padEnd(48)}${cpu.toFixed(1)} ms`);
  printTimes('the longest task while typing, 10,000 lines', await measureBlocks(10_000));
  const others = {
    ...(await measureActivation()),
    ...(await measureParsing()),
    ...(await measureGrammar()),
    ...(await measureManyBuilders()),
    ...(await measureImages()),
    ...(await measureBuildEvents()),
  };
  for (const [what, times] of Object.entries(others)) printTimes(what, times);
  printBundles();
}

void main();
