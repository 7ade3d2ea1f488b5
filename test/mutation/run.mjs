#!/usr/bin/env node
/**
 * `npm run mutation -- <folder of src/core>…`: changes the program in small ways and counts how many
 * of the changes its unit tests notice. Takes platform, image and dockerfile when none is named; a
 * folder inside of these, such as dockerfile/syntax, is faced with all the tests of the outer one.
 * `--resume` takes the answers of an earlier run where neither a line nor its tests have changed.
 */
import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../lab/cacheFolder.mjs';
import { run } from '../lab/program.mjs';

const FOLDERS = ['platform', 'image', 'dockerfile'];
const COPIED = [
  'test/mutation/underStryker.cjs',
  'src/core',
  'test/unit/core',
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
];

/** What is evaluated when a module is loaded cannot be changed while tests run, and is left out. */
const optionsFor = (folder, resume) => ({
  mutate: [`src/core/${folder}/**/*.ts`],
  testRunner: 'mocha',
  plugins: ['@stryker-mutator/mocha-runner'],
  mochaOptions: {
    'no-package': true,
    require: ['./test/mutation/underStryker.cjs'],
    spec: [`test/unit/core/${folder.split('/')[0]}/**/*.test.ts`],
    ignore: LEFT_OUT,
  },
  testRunnerNodeArgs: ['--import', 'tsx'],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 2,
  // A change that makes a loop endless is found by counting, nearly always; this is for the rest.
  timeoutMS: 2_000,
  incremental: true,
  incrementalFile: `reports/${folder.replaceAll('/', '-')}.json`,
  force: !resume,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 90, low: 80, break: 80 },
});

async function main(args) {
  const named = args.filter((arg) => !arg.startsWith('--')).map(withinCore);
  const resume = args.includes('--resume');
  const sandbox = path.join(cacheFolder(), 'mutation');
  fs.mkdirSync(sandbox, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    fs.copyFileSync(path.join('test/mutation', file), path.join(sandbox, file));
  }
  for (const folder of COPIED) {
    fs.rmSync(path.join(sandbox, folder), { recursive: true, force: true });
    fs.cpSync(folder, path.join(sandbox, folder), { recursive: true });
  }
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: sandbox });
  for (const folder of named.length > 0 ? named : FOLDERS) {
    const options = JSON.stringify(optionsFor(folder, resume), undefined, 2);
    fs.writeFileSync(path.join(sandbox, 'stryker.config.json'), options);
    try {
      await run('npx', ['stryker', 'run'], { cwd: sandbox, inherit: true, timeout: 4 * 3_600_000 });
    } catch (error) {
      // The other folders want their figures too.
      console.error(`${folder}: ${error.message}`);
      process.exitCode = 1;
    }
  }
}

/** Takes `src/core/platform`, `core/platform` and `platform/` as well. */
function withinCore(folder) {
  return folder.replace(/^(src\/)?core\//, '').replace(/\/$/, '');
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
