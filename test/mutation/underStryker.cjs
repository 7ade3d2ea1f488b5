/**
 * Loaded into mocha by run.mjs: what lets Stryker run some thousand tests a few thousand times.
 *
 * Stryker chooses tests by an expression of all their titles, which takes long and may be refused for
 * its length. So a test goes by its file and its number there, and is looked up.
 */
const fs = require('node:fs');
const path = require('node:path');
const Mocha = require('mocha');
const { nearTests } = require('./nearTests.cjs');

/**
 * Every Dockerfile of the tests runs through some lines. What this many tests do not notice there counts
 * as not noticed, so the figures are never too high.
 */
const MOST_TESTS = 300;

const { addTest } = Mocha.Suite.prototype;
const counts = new Map();

/** Tests that measure how long huge inputs take, or draw their inputs. Each change would wait for them. */
const long =
  /\bassertProportional\b|\bcpuUsage\b|\.property\(|\bmakeDockerfile\b|\blength: \d+(?:_000|e[3-9])\b/;

Mocha.Suite.prototype.addTest = function (test) {
  if (long.test(String(test.fn))) return this;
  const file = path.basename(test.file);
  const count = (counts.get(file) ?? 0) + 1;
  counts.set(file, count);
  test.fullTitle = () => `${file}:${count}`;
  return addTest.call(this, test);
};

let failed;

Mocha.prototype.grep = function (pattern) {
  if (!pattern) return this;
  const chosen = pattern.source.replaceAll('\\', '').slice('(^'.length, -'$)'.length);
  const names = new Set(chosen.split('$)|(^'));
  this.options.grep = { test: (name) => names.has(name) };
  if (failed) moveToFront(failed);
  return this;
};

const { fail } = Mocha.Runner.prototype;

Mocha.Runner.prototype.fail = function (test, ...rest) {
  if (test.type === 'test') failed = test;
  return fail.call(this, test, ...rest);
};

/** What has noticed a change notices the next one as a rule, which is beside it. */
function moveToFront(test) {
  const { parent } = test;
  if (!parent) return;
  const row = test.type === 'test' ? parent.tests : parent.suites;
  row.splice(row.indexOf(test), 1);
  row.unshift(test);
  moveToFront(parent);
}

let isCounted = false;

/**
 * Stryker ends a loop that a change has made endless when it comes to the change a hundred times as often as its
 * tests did without it. Some lines they run a million times: what a loop collects meanwhile fills the memory, or the
 * time runs out, and both cost a process. Ten times is more than any change takes that ends.
 */
const TIMES_AS_OFTEN = 10;
const FEW = 1_000_000;

function endLoopsSoon(limit) {
  return Math.min(limit, Math.max(FEW, (limit / 100) * TIMES_AS_OFTEN));
}

exports.mochaHooks = {
  beforeAll() {
    const stryker = globalThis.__stryker__;
    if (stryker?.hitLimit !== undefined) stryker.hitLimit = endLoopsSoon(stryker.hitLimit);
  },
  /** After the first run, in which nothing is changed: what is counted afterwards is not asked for. */
  afterAll() {
    const coverage = globalThis.__stryker__?.mutantCoverage;
    if (isCounted || !coverage) return;
    isCounted = true;
    const { static: loading, perTest } = coverage;
    /*
     * Stryker starts a new process for each change in code that runs while the test files load as well as
     * in tests, also where it is told to make the change only in tests. Loading does not differ then, so
     * this forgets that such code ran there, and the process is kept.
     */
    for (const test of Object.values(perTest)) {
      for (const change of Object.keys(test)) delete loading[change];
    }
    coverage.perTest = nearTests(perTest, changedFiles(), MOST_TESTS);
  },
};

/** Tells in which file a change is, of those that Stryker has written. */
function changedFiles() {
  const core = path.join(__dirname, '../../src/core');
  const sources = new Map();
  for (const file of fs.readdirSync(core, { recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    const text = fs.readFileSync(path.join(core, file), 'utf8');
    for (const [, change] of text.matchAll(/\bstryMutAct_\w+\("(\d+)"\)/g))
      sources.set(change, file);
  }
  return (change) => sources.get(change) ?? '';
}
