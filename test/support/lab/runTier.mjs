import fs from 'node:fs';
import path from 'node:path';
import { root, runScript } from '../../lab/project.mjs';
import { run } from '../../lab/program.mjs';
import { testFiles } from './tiers.mjs';

/**
 * @typedef {{ passed: { title: string, ms: number }[],
 *   failed: { title: string, error: string }[] }} TierResult
 */

/**
 * Runs one tier and never believes it without a reason: no result file, no test, or an exit code
 * that the failures do not explain, or no end within its time counts as one failure of its own.
 *
 * @param {import('./tiers.mjs').Tier} tier
 * @param {{ env: NodeJS.ProcessEnv, folder: string, signal: AbortSignal }} options `folder` takes
 *   the result file.
 * @returns {Promise<TierResult>}
 */
export async function runTier(tier, { env, folder, signal }) {
  if (tier.gates) return await runGates(tier.gates, signal);
  const file = path.join(folder, `${tier.name}.json`);
  let problem;
  let hasEnded = true;
  try {
    const args = tier.program ? [tier.program] : mochaArguments(tier);
    const options = { cwd: root, env: { ...env, MULTIARCH_RESULT: file }, signal };
    await run(process.execPath, args, { ...options, timeout: tier.timeout, onLine: print });
  } catch (error) {
    signal.throwIfAborted();
    problem = error.message;
    hasEnded = error.code !== undefined;
  }
  const result = fs.existsSync(file)
    ? JSON.parse(fs.readFileSync(file, 'utf8'))
    : { passed: [], failed: [] };
  if (problem !== undefined && (result.failed.length === 0 || !hasEnded)) {
    result.failed.push({ title: `the ${tier.name} tier itself`, error: problem });
  }
  if (result.passed.length === 0 && result.failed.length === 0) {
    result.failed.push({ title: `the ${tier.name} tier itself`, error: 'No test ran.' });
  }
  return result;
}

function mochaArguments({ folder, testTimeout }) {
  const runner = 'test/support/lab/mochaTier.mjs';
  return ['--import', 'tsx', runner, String(testTimeout), ...testFiles(folder)];
}

async function runGates(scripts, signal) {
  const result = { passed: [], failed: [] };
  for (const title of scripts) {
    const begin = Date.now();
    try {
      await runScript(title, { signal, inherit: false });
      result.passed.push({ title, ms: Date.now() - begin });
      console.log(`    ✔ ${title} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
    } catch (error) {
      signal.throwIfAborted();
      console.log(`    ✘ ${title}`);
      const output = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim();
      result.failed.push({ title, error: output || error.message });
    }
  }
  return result;
}

// A runner's own closing line would be taken for that of the whole run.
function print(line) {
  if (!/^\d+ passed, \d+ failed$/.test(line)) console.log(line);
}
