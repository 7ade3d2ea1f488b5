/**
 * Loaded into mocha by run.mjs: what lets Stryker run some thousand tests a few thousand times.
 *
 * Stryker chooses tests by an expression of all their titles, which takes long and may be refused for
 * its length. So a test goes by its file and its number there, and is looked up.
 */
const path = require('node:path');
const Mocha = require('mocha');

/**
 * Every Dockerfile of the tests runs through some lines. What this many tests do not notice there counts
 * as not noticed, so the figures are never too high.
 */
const MOST_TESTS = 300;

const { addTest } = Mocha.Suite.prototype;
const counts = new Map();

/** Tests that measure how long huge inputs take, or draw their inputs. Each change would wait for them. */
const long = /\bassertProportional\b|\.property\(/;

Mocha.Suite.prototype.addTest = function (test) {
  if (long.test(String(test.fn))) return this;
  const file = path.basename(test.file);
  const count = (counts.get(file) ?? 0) + 1;
  counts.set(file, count);
  test.fullTitle = () => `${file}:${count}`;
  return addTest.call(this, test);
};

Mocha.prototype.grep = function (pattern) {
  if (!pattern) return this;
  const chosen = pattern.source.replaceAll('\\', '').slice('(^'.length, -'$)'.length);
  const names = new Set(spreadOverFiles(chosen.split('$)|(^'), MOST_TESTS));
  this.options.grep = { test: (name) => names.has(name) };
  return this;
};

/** The first tests of each file, then the second ones, and so on. */
function spreadOverFiles(names, most) {
  if (names.length <= most) return names;
  const byFile = new Map();
  for (const name of names) {
    const [file] = name.split(':');
    if (!byFile.has(file)) byFile.set(file, []);
    byFile.get(file).push(name);
  }
  const files = [...byFile.values()];
  const longest = Math.max(...files.map((file) => file.length));
  const turns = Array.from({ length: longest }, (_, turn) =>
    files.flatMap((file) => file[turn] ?? []),
  );
  return turns.flat().slice(0, most);
}

/**
 * Stryker starts a new process for each change in code that runs while the test files load as well as
 * in tests, also where it is told to make the change only in tests. Loading does not differ then, so
 * this forgets that such code ran there, and the process is kept.
 */
exports.mochaHooks = {
  afterAll() {
    const { static: loading, perTest } = globalThis.__stryker__?.mutantCoverage ?? {};
    for (const test of Object.values(perTest ?? {})) {
      for (const mutant of Object.keys(test)) delete loading[mutant];
    }
  },
};
