/**
 * Loaded into mocha by run.mjs. Stryker starts a new process for each change in code that runs while
 * the test files load as well as in tests, also where it is told to make the change only in tests.
 * Loading does not differ then, so this forgets that such code ran there, and the process is kept.
 */
exports.mochaHooks = {
  afterAll() {
    const { static: loading, perTest } = globalThis.__stryker__?.mutantCoverage ?? {};
    for (const test of Object.values(perTest ?? {})) {
      for (const mutant of Object.keys(test)) delete loading[mutant];
    }
  },
};
