#!/usr/bin/env node
/**
 * `npm run mutation -- <folder or file of src/core>…`: changes the program in small ways and counts
 * how many of the changes its unit tests notice. Takes all of FOLDERS when none is named; what lies
 * inside of one, such as dockerfile/syntax, is faced with all the tests of the outer one.
 * `--concurrency 1` uses one process instead of two, `--resume` takes the answers of an earlier run
 * where neither a line nor its tests have changed.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../lab/cacheFolder.mjs';
import { interruption } from '../lab/interruption.mjs';
import { isAlive, markProcess } from '../lab/processes.mjs';
import { run } from '../lab/program.mjs';

/** Those of which the tests notice enough; docs/benchmarks.md has the figures, and says which are missing. */
const FOLDERS = [
  ...['.', 'platform', 'image', 'binary', 'manifestList', 'manifestSpec', 'lockfile', 'shell'],
  ...['audit', 'explain', 'report', 'build', 'ci', 'project', 'patterns', 'analysis', 'dockerfile'],
];
const COPIED = [
  'test/mutation/nearTests.cjs',
  'test/mutation/underStryker.cjs',
  'docs',
  'src',
  'test/unit/core',
  'test/bench',
  'test/fixtures',
  'test/support',
];

/**
 * A change must be noticed by a row of a table, which says what is wrong. These tests draw their
 * inputs, or make them huge, and run through every line: each change would wait for all of them.
 */
const LEFT_OUT = [
  '**/*[pP]roperties.test.ts',
  '**/totality.test.ts',
  '**/*Generated.test.ts',
  '**/hostile.test.ts',
  '**/fuzz.test.ts',
];

/** What is evaluated when a module is loaded cannot be changed while tests run, and is left out. */
const optionsFor = (room, { concurrency, resume }) => ({
  mutate: [changedIn(room)],
  testRunner: 'mocha',
  plugins: ['@stryker-mutator/mocha-runner'],
  mochaOptions: {
    'no-package': true,
    require: ['./test/mutation/underStryker.cjs'],
    spec: [testsOf(room)],
    ignore: LEFT_OUT,
  },
  testRunnerNodeArgs: ['--import', 'tsx'],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency,
  // A change that makes a loop endless is found by counting, nearly always; this is for the rest.
  timeoutMS: 2_000,
  // How long all tests of a folder may take, which run once first: minutes on a machine that does more.
  dryRunTimeoutMinutes: 30,
  incremental: true,
  incrementalFile: `reports/${room === '.' ? 'core' : room.replaceAll('/', '-')}.json`,
  force: !resume,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 90, low: 80, break: 80 },
});

async function main() {
  const { values, positionals } = parseArgs({
    options: {
      concurrency: { type: 'string', default: '2' },
      resume: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const concurrency = Number(values.concurrency);
  if (!(Number.isInteger(concurrency) && concurrency > 0)) {
    throw new Error(`--concurrency: how many processes is "${values.concurrency}"?`);
  }
  const rooms = positionals.map(withinCore);
  const unknown = rooms.find((room) => !fs.existsSync(path.join('src/core', room)));
  if (unknown !== undefined) throw new Error(`There is no src/core/${unknown}.`);

  // Stryker and its processes end with this one.
  const signal = interruption((message) => console.error(message));
  const sandbox = takeSandbox();
  for (const file of ['package.json', 'package-lock.json']) {
    fs.copyFileSync(path.join('test/mutation', file), path.join(sandbox, file));
  }
  for (const folder of COPIED) {
    fs.rmSync(path.join(sandbox, folder), { recursive: true, force: true });
    fs.cpSync(folder, path.join(sandbox, folder), { recursive: true });
  }
  const within = { cwd: sandbox, signal };
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], within);
  for (const room of rooms.length > 0 ? rooms : FOLDERS) {
    forgetAnswers(sandbox, room);
    const options = optionsFor(room, { concurrency, resume: values.resume });
    const text = JSON.stringify(options, undefined, 2);
    fs.writeFileSync(path.join(sandbox, 'stryker.config.json'), text);
    try {
      await run('npx', ['stryker', 'run'], { ...within, inherit: true, timeout: 4 * 3_600_000 });
    } catch (error) {
      if (signal.aborted) throw error;
      // The other folders want their figures too.
      console.error(`${room}: ${error.message}`);
      process.exitCode = 1;
    }
  }
}

/**
 * Answers that are remembered from before a change would be taken for its own: each is worked out anew,
 * unless it is remembering that is changed.
 */
function forgetAnswers(sandbox, room) {
  const file = path.join(sandbox, 'src/core/lastAnswers.ts');
  if (room === '.' || room === 'lastAnswers.ts') fs.copyFileSync('src/core/lastAnswers.ts', file);
  else fs.writeFileSync(file, 'export const lastAnswers = <T>(answer: T): T => answer;\n');
}

/** Takes `src/core/platform`, `core/platform` and `platform/` as well. */
function withinCore(room) {
  return room.replace(/^(src\/)?core\//, '').replace(/\/$/, '');
}

/** `.` is what lies in no folder. */
function changedIn(room) {
  if (room === '.') return 'src/core/*.ts';
  return room.endsWith('.ts') ? `src/core/${room}` : `src/core/${room}/**/*.ts`;
}

/** All tests of the outermost folder; what lies in none has its tests beside the folders. */
function testsOf(room) {
  const inFolder = room.includes('/') || !(room === '.' || room.endsWith('.ts'));
  return inFolder
    ? `test/unit/core/${room.split('/')[0]}/**/*.test.ts`
    : 'test/unit/core/*.test.ts';
}

/**
 * The first folder of the cache that no living run works in. It keeps what runs have found, so it is
 * the same one as a rule; a second run at the same time gets one of its own.
 */
function takeSandbox() {
  for (let number = 1; ; number++) {
    const sandbox = path.join(cacheFolder(), number === 1 ? 'mutation' : `mutation-${number}`);
    const mark = path.join(sandbox, 'run.json');
    fs.mkdirSync(sandbox, { recursive: true });
    if (fs.existsSync(mark) && isAlive(JSON.parse(fs.readFileSync(mark, 'utf8')))) continue;
    fs.writeFileSync(mark, JSON.stringify(markProcess(process.pid)));
    return sandbox;
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = error.exitCode ?? 1;
});
