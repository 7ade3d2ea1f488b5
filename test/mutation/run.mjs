#!/usr/bin/env node
/**
 * `npm run mutation -- <folder of src/core>…`: changes the program in small ways and counts how many
 * of the changes its unit tests notice. Takes platform, image and dockerfile when none is named.
 */
import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../lab/cacheFolder.mjs';
import { run } from '../lab/program.mjs';

const FOLDERS = ['platform', 'image', 'dockerfile'];
const COPIED = ['src/core', 'test/unit/core', 'test/fixtures', 'test/support'];

/** What is evaluated when a module is loaded cannot be changed while tests run, and is left out. */
const optionsFor = (folder) => ({
  mutate: [`src/core/${folder}/**/*.ts`],
  testRunner: 'mocha',
  plugins: ['@stryker-mutator/mocha-runner'],
  mochaOptions: { 'no-package': true, spec: [`test/unit/core/${folder}/**/*.test.ts`] },
  testRunnerNodeArgs: ['--import', 'tsx'],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 10_000,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 90, low: 80, break: 80 },
});

async function main(named) {
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
    const options = JSON.stringify(optionsFor(folder), undefined, 2);
    fs.writeFileSync(path.join(sandbox, 'stryker.config.json'), options);
    await run('npx', ['stryker', 'run'], { cwd: sandbox, inherit: true, timeout: 4 * 3_600_000 });
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
