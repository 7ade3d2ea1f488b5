// `npm run check`: every script `check:…` of package.json, two at once, the longest first.
import { exec } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const waiting = Object.keys(scripts).filter((name) => name.startsWith('check:'));

/** Runs a gate; what it printed is shown when it fails. */
function runGate(name) {
  const begin = Date.now();
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: Number.POSITIVE_INFINITY };
    exec(`npm run --silent ${name}`, options, (error, stdout, stderr) => {
      const time = `${((Date.now() - begin) / 1000).toFixed(1)} s`;
      console.log(`${error ? '✘' : '✔'} ${name} (${time})`);
      if (error) {
        console.log(`${stdout}${stderr}`);
        process.exitCode = 1;
      }
      resolve();
    });
  });
}

async function work() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await runGate(name);
}

await Promise.all([work(), work()]);
