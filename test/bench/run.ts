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
import { printTable } from './table.ts';
import { percentile, type Times } from './times.ts';

function rowOf(what: string, times: Times): readonly string[] {
  return [what, ...[50, 95, 99].map((percent) => percentile(times, percent))];
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}

/** Each bundle, the largest first, with the ten largest parts of it. */
function printBundles(): void {
  const bundles = readBundles().toSorted((a, b) => b.bytes - a.bytes);
  const total = bundles.reduce((sum, { bytes }) => sum + bytes, 0);
  printTable(
    'Bundle',
    ['size', 'its ten largest inputs, from 1 KB on'],
    [
      ...bundles.map(({ name, bytes, parts }) => [
        `\`${name}\``,
        kilobytes(bytes),
        parts
          .filter(([, size]) => size >= 1_000)
          .slice(0, 10)
          .map(([part, size]) => `${part} ${(size / 1000).toFixed(1)}`)
          .join(', '),
      ]),
      ['all JavaScript and CSS', kilobytes(total)],
    ],
  );
}

async function main(): Promise<void> {
  execFileSync(process.execPath, [path.join(__dirname, '../../src/bundle.mjs')], {
    stdio: 'ignore',
  });
  const rows: (readonly string[])[] = [];
  for (const lines of [200, 1_000]) {
    rows.push(rowOf(`a keystroke → diagnostics, ${lines} lines`, await measureKeystrokes(lines)));
  }
  const { times, cpu } = await measureServerKeystrokes(1_000);
  rows.push(rowOf('the same, 1,000 lines, the built server on its own', times));
  if (cpu !== undefined) rows.push(['its processor time', `${cpu.toFixed(1)} ms`]);
  const blocks = await measureBlocks(10_000);
  rows.push(rowOf('the longest task while typing, 10,000 lines', blocks));
  for (const series of [
    measureActivation,
    measureParsing,
    measureGrammar,
    measureManyBuilders,
    measureImages,
    measureBuildEvents,
  ]) {
    for (const [what, each] of Object.entries(await series())) rows.push(rowOf(what, each));
  }
  printTable('What', ['p50', 'p95', 'p99'], rows);
  printBundles();
}

void main();
