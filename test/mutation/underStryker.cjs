/**
 * Loaded into mocha by run.mjs: what lets Stryker run some thousand tests a few thousand times.
 *
 * Stryker chooses tests by an expression of all their titles, which takes long and may be refused for
 * its length. So a test goes by its file and its number there, and is looked up.
 */
const path = require('node:path');
const Mocha = require('mocha');

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
  const names = new Set(chosen.split('$)|(^'));
  this.options.grep = { test: (name) => names.has(name) };
  return this;
};

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
