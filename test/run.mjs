#!/usr/bin/env node
/**
 * `npm test`: installs what is missing and runs every tier against real parts.
 *
 *   npm test                       all tiers
 *   npm test -- --tier unit,live   only these
 *
 * The last line is `N passed, N failed`; the exit code is 0 when nothing failed. A tier that cannot
 * run on this machine counts as one failure, unless `--tier` leaves it out by name.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startLab } from './lab/engine.mjs';
import { Interrupted, interruption } from './lab/interruption.mjs';
import { LabUnavailable } from './lab/labUnavailable.mjs';
import { installDependencies, runScript } from './lab/project.mjs';
import { runTier } from './support/lab/runTier.mjs';
import { tiers } from './support/lab/tiers.mjs';

const say = (message) => console.log(`test: ${message}`);

async function main(args) {
  const chosen = chooseTiers(args);
  const signal = interruption(say);
  const begin = Date.now();
  await installDependencies({ say, signal });
  const parts = new Parts(signal);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'multiarch-test-'));
  const results = [];
  try {
    for (const tier of chosen) {
      const started = Date.now();
      say(`${tier.name} …`);
      const result = await attempt(tier, parts, { folder, signal });
      results.push({ tier: tier.name, ms: Date.now() - started, ...result });
    }
  } finally {
    await parts.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  report(results, Date.now() - begin);
}

async function attempt(tier, parts, { folder, signal }) {
  try {
    const env = await parts.prepare(tier.needs);
    return await runTier(tier, { env, folder, signal });
  } catch (error) {
    signal.throwIfAborted();
    const known = error instanceof LabUnavailable;
    const title = known ? `the ${tier.name} tier cannot run here` : `the ${tier.name} tier itself`;
    return { passed: [], failed: [{ title, error: known ? error.message : String(error.stack) }] };
  }
}

/** What tiers need, made when the first one needs it; what could not be made fails each of them. */
class Parts {
  #signal;
  #made = new Map();
  #lab;

  constructor(signal) {
    this.#signal = signal;
  }

  /** @returns {Promise<NodeJS.ProcessEnv>} the environment for the tier */
  async prepare(needs) {
    for (const need of needs) {
      if (!this.#made.has(need)) this.#made.set(need, this.#make(need));
      await this.#made.get(need);
    }
    return needs.includes('lab') ? this.#lab.env : process.env;
  }

  async stop() {
    await this.#lab?.stop();
  }

  async #make(need) {
    const signal = this.#signal;
    if (need === 'lab') this.#lab = await startLab({ say, signal });
    else await runScript(need === 'vsix' ? 'package' : 'build', { signal, inherit: false });
  }
}

function chooseTiers(args) {
  const names = tiers.map(({ name }) => name);
  const { values } = parseArgs({ args, options: { tier: { type: 'string', multiple: true } } });
  if (!values.tier) return tiers;
  const wanted = values.tier.flatMap((list) => list.split(','));
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`No such tier: ${unknown.join(', ')}. There are ${names.join(', ')}.`);
  }
  return tiers.filter(({ name }) => wanted.includes(name));
}

class UsageError extends Error {}

function report(results, ms) {
  for (const { tier, failed, repeated = [] } of results) {
    for (const { title, error } of failed) {
      console.log(`\nFailed in ${tier}: ${title}\n${indented(error)}`);
    }
    for (const { title, error } of repeated) {
      console.log(`\nDone once more in ${tier}: ${title}\n${indented(error)}`);
    }
  }
  console.log('');
  for (const { tier, ms: time, passed, failed } of results) {
    const counts = `${passed.length} passed, ${failed.length} failed`;
    console.log(`${tier.padEnd(10)}${counts.padEnd(26)}${seconds(time)}`);
  }
  console.log(`\nTiers that ran: ${results.map(({ tier }) => tier).join(', ')} (${seconds(ms)})`);
  const count = (kind) => results.reduce((sum, result) => sum + result[kind].length, 0);
  console.log(`${count('passed')} passed, ${count('failed')} failed`);
  process.exitCode = count('failed') > 0 || count('passed') === 0 ? 1 : 0;
}

function indented(text) {
  return text.replace(/^/gm, '  ');
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

main(process.argv.slice(2)).catch((error) => {
  if (!(error instanceof Interrupted)) {
    const { code } = error;
    const usage = typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS');
    const explained = usage || error instanceof UsageError || typeof code === 'number';
    console.error(explained ? error.message : error.stack);
  }
  process.exitCode = error.exitCode ?? 2;
});
