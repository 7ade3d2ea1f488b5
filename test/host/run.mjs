#!/usr/bin/env node
/**
 * The host tier: the packaged extension in real editors. Two parts for each version of VS Code: a
 * suite inside the extension host (suite/), and scripts that use the window as a person does (ui/). One
 * more for the pages of webviews, in the browser alone (page/).
 *
 *   node test/host/run.mjs [newest|oldest] [suite|ui|page]
 *
 * It takes multiarch.vsix as it is (`npm run package` makes it anew).
 *
 * - `VSCODE_EXECUTABLE=<path>` or `VSCODE_DESKTOP=1`: the suite runs in a desktop VS Code.
 * - `MULTIARCH_GREP=<expression>`: only tests whose full title matches.
 * - `MULTIARCH_RESULT=<file>`: where the outcome of all parts goes.
 * - `MULTIARCH_IMAGES=1`: the pictures of the README are taken anew.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { editorVersions } from '../lab/editorVersions.mjs';
import { startLab } from '../lab/engine.mjs';
import { Interrupted, interruption } from '../lab/interruption.mjs';
import { LabUnavailable } from '../lab/labUnavailable.mjs';
import { run } from '../lab/program.mjs';
import { bundleSuite } from './bundleSuite.mjs';
import { runInCodeServer } from './codeServerHost.mjs';
import { runInDesktop } from './desktopHost.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const vsix = path.join(root, 'multiarch.vsix');
const artifacts = path.join(root, 'node_modules/.cache/multiarch-host-traces');
const say = (message) => console.error(`host: ${message}`);

/** Longest time of a part, in ms: several times what it takes. */
const longestPart = 1_200_000;

async function main(words) {
  const signal = interruption(say);
  if (!fs.existsSync(vsix)) {
    say('Packaging the extension …');
    await run('npm', ['run', 'package'], { cwd: root, signal });
  }
  fs.rmSync(artifacts, { recursive: true, force: true });
  const total = await runParts(await plan(words), signal);
  for (const { title, error } of total.failed) console.error(`\nFailed: ${title}\n${error}`);
  for (const { title, error } of total.repeated)
    console.error(`\nDone once more: ${title}\n${error}`);
  if (total.failed.length > 0 && fs.existsSync(artifacts)) say(`Traces are in ${artifacts}`);
  console.log(`${total.passed.length} passed, ${total.failed.length} failed`);
  process.exitCode = total.failed.length > 0 || total.passed.length === 0 ? 1 : 0;
}

async function runParts(parts, signal) {
  const lab = parts.some(({ kind }) => kind === 'ui') ? await tryLab(signal) : undefined;
  try {
    return await runEach(parts, { env: lab?.env ?? process.env, signal });
  } finally {
    await lab?.stop();
  }
}

/** Without a lab the scripts that need it fail, and say so; the others run. */
async function tryLab(signal) {
  try {
    return await startLab({ say, signal });
  } catch (error) {
    if (!(error instanceof LabUnavailable)) throw error;
    say(error.message);
    return undefined;
  }
}

async function runEach(parts, { env, signal }) {
  const total = { passed: [], failed: [], repeated: [] };
  for (const part of parts) {
    const begin = Date.now();
    const { prefix, outcome } = await runPart(part, { env, signal });
    const prefixed = (entries) =>
      entries.map((entry) => ({ ...entry, title: `${prefix}: ${entry.title}` }));
    total.passed.push(...prefixed(outcome.passed));
    total.failed.push(...prefixed(outcome.failed));
    total.repeated.push(...prefixed(outcome.repeated ?? []));
    const seconds = ((Date.now() - begin) / 1000).toFixed(1);
    const { passed, failed } = outcome;
    keep(total);
    say(`${prefix}: ${passed.length} passed, ${failed.length} failed in ${seconds} s`);
  }
  return total;
}

/** After each part: whoever ends this program before its end has what is known by then. */
function keep(total) {
  const file = process.env.MULTIARCH_RESULT;
  if (file) fs.writeFileSync(file, JSON.stringify(total, null, 2));
}

/** What is run, in this order: one editor at a time, because two need the memory of two. */
async function plan(words) {
  const wanted = (names) => {
    const chosen = names.filter((name) => words.includes(name));
    return chosen.length > 0 ? chosen : names;
  };
  const kinds = wanted(['suite', 'ui', 'page']);
  const suite = kinds.includes('suite') ? await bundleSuite() : undefined;
  const inEditors = wanted(['newest', 'oldest']).flatMap((version) =>
    kinds
      .filter((kind) => kind !== 'page')
      .map((kind) => ({ version, kind, suite, desktop: kind === 'suite' && isDesktop(version) })),
  );
  return kinds.includes('page') ? [...inEditors, { version: 'newest', kind: 'page' }] : inEditors;
}

/** A program that was named has one version, and takes the place of the newest. */
function isDesktop(version) {
  if (process.env.VSCODE_EXECUTABLE) return version === 'newest';
  return Boolean(process.env.VSCODE_DESKTOP);
}

/** Runs a part with an empty folder of its own. A part that breaks counts as one failure. */
async function runPart({ version, kind, suite, desktop }, { env, signal }) {
  const { vscode } = editorVersions[version];
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'ma-host-'));
  const resultFile = path.join(scratch, 'result.json');
  const folder = path.join(scratch, 'workspace');
  const traces = path.join(artifacts, `${vscode}-${kind}`);
  fs.mkdirSync(folder);
  let prefix = kind === 'page' ? 'pages' : `VS Code ${vscode} ${kind}`;
  try {
    let problem;
    try {
      if (kind === 'ui' || kind === 'page') {
        const main = path.join(root, `test/host/${kind}/main.ts`);
        const options = { main, version, scratch, resultFile, traces, env, signal };
        problem = await runWindowScripts(options);
      } else {
        const options = { vsix, suite, folder, resultFile, artifacts: traces, say, signal };
        const ran = desktop
          ? await runInDesktop({ ...options, version: version === 'newest' ? 'stable' : vscode })
          : await runInCodeServer({ ...options, version });
        ({ problem } = ran);
        if (desktop) prefix = `VS Code ${ran.vscode} ${kind}`;
      }
    } catch (error) {
      if (signal.aborted) throw error;
      problem = error.stack;
    }
    return { prefix, outcome: readOutcome(resultFile, problem) };
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function runWindowScripts({ main, version, scratch, resultFile, traces, env, signal }) {
  const settings = {
    // Whatever they leave when they are interrupted goes with this folder.
    TMPDIR: scratch,
    MULTIARCH_UI_RESULT: resultFile,
    MULTIARCH_UI_TRACES: traces,
    MULTIARCH_UI_VERSION: version,
  };
  try {
    await run(process.execPath, ['--import', 'tsx', main], {
      cwd: root,
      env: { ...env, ...settings },
      signal,
      timeout: longestPart,
      inherit: true,
    });
    return undefined;
  } catch (error) {
    if (signal.aborted) throw error;
    return error.message;
  }
}

/** An editor's word alone is not believed: there must be a result, with something that passed. */
function readOutcome(file, problem) {
  let outcome = { passed: [], failed: [] };
  if (fs.existsSync(file)) outcome = JSON.parse(fs.readFileSync(file, 'utf8'));
  const { passed, failed } = outcome;
  const unexplained = problem !== undefined && failed.length === 0;
  if (unexplained || (passed.length === 0 && failed.length === 0)) {
    failed.push({ title: 'the run itself', error: problem ?? 'no test ran' });
  }
  return outcome;
}

main(process.argv.slice(2)).catch((error) => {
  if (!(error instanceof Interrupted)) console.error(error.stack);
  process.exitCode = error.exitCode ?? 1;
});
