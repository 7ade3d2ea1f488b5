#!/usr/bin/env node
/**
 * Brings the lab up by hand, for contributors.
 *
 *   node test/lab/up.mjs                   until Ctrl-C; prints the environment to paste
 *   node test/lab/up.mjs docker version    runs one command in the lab
 *   node test/lab/up.mjs --clear           removes what a dead lab left
 */
import { once } from 'node:events';
import { clearLab, startLab } from './engine.mjs';
import { Interrupted, interruption } from './interruption.mjs';
import { LabUnavailable } from './labUnavailable.mjs';
import { run } from './program.mjs';

/** In ms. */
const longestTimer = 2 ** 31 - 1;

const say = (message) => console.error(`lab: ${message}`);

async function main([command, ...args]) {
  if (command === '--clear') {
    if (await clearLab(say)) return say('Nothing is left.');
    say('A program still uses the lab; it stays.');
    process.exitCode = 1;
    return;
  }
  const signal = interruption(say);
  const lab = await startLab({ say, signal });
  try {
    if (command) {
      // As long as it takes: who waits for it presses Ctrl-C.
      const ofUser = { signal, inherit: true, timeout: longestTimer };
      return void (await run(command, args, { env: lab.env, ...ofUser }));
    }
    for (const [name, value] of Object.entries(lab.additions)) {
      console.log(`export ${name}='${value}'`);
    }
    say('Up. Ctrl-C takes it down.');
    const hold = setTimeout(() => undefined, longestTimer);
    await once(signal, 'abort');
    clearTimeout(hold);
  } finally {
    await lab.stop();
  }
}

main(process.argv.slice(2)).catch((error) => {
  if (error instanceof Interrupted) process.exitCode = error.exitCode;
  else {
    const known = error instanceof LabUnavailable || typeof error.code === 'number';
    console.error(known ? error.message : error.stack);
    process.exitCode = 1;
  }
});
