#!/usr/bin/env node
/**
 * Runs a tier's test files with mocha and writes what passed and failed to `MULTIARCH_RESULT`.
 *
 *   node --import tsx test/support/lab/mochaTier.mjs <timeout in ms of a test> <file…>
 *
 * A test that is skipped or singled out counts as failed, so that none is lost unseen.
 */
import fs from 'node:fs';
import Mocha from 'mocha';

async function main([timeout, ...files]) {
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    timeout: Number(timeout),
    forbidOnly: true,
    forbidPending: true,
  });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const passed = [];
  const failed = [];
  const runner = mocha.run(() => {
    fs.writeFileSync(process.env.MULTIARCH_RESULT, JSON.stringify({ passed, failed }));
    process.exitCode = failed.length > 0 ? 1 : 0;
  });
  runner.on('pass', (test) => passed.push({ title: test.fullTitle(), ms: test.duration }));
  runner.on('fail', (test, error) =>
    failed.push({ title: test.fullTitle(), error: String(error.stack ?? error) }),
  );
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
