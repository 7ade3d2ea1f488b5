// `npm run package`: the .vsix. Its bytes follow from the commit alone: wherever, whenever and in whatever time zone it
// is made. Options of `vsce package` may follow.
import { execFileSync, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const vsce = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');

/** First moment that a zip archive can name, 1980-01-01, in seconds: for sources that no commit holds. */
const firstMoment = '315532800';

/** When the commit was made, in seconds since 1970. */
function timeOfCommit() {
  try {
    const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    return execFileSync('git', ['log', '-1', '--format=%ct'], options).trim();
  } catch {
    return firstMoment;
  }
}

const { status } = spawnSync(
  process.execPath,
  [vsce, 'package', '--no-dependencies', '--out', 'multiarch.vsix', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      // A zip archive holds the time of a clock on the wall.
      TZ: 'UTC',
      SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH ?? timeOfCommit(),
    },
  },
);
process.exitCode = status ?? 1;
