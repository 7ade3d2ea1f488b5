/**
 * Which tests face a change, where more run through it than are wanted: half of them from the test file
 * that knows the changed file best, the others spread over all files.
 *
 * A line that the tests of few files reach is their business. Of the files that reach lines of a source
 * file, the one that reaches most of these knows it best.
 */

/**
 * @param {Record<string, Record<string, number>>} perTest how often tests, called `file:number`, ran
 *   through changes, as Stryker counts it
 * @param {(change: string) => string} sourceOf the file that a change is in
 * @param {number} most how many tests may face a change
 * @returns {typeof perTest} the same without the tests that need not face a change
 */
exports.nearTests = function (perTest, sourceOf, most) {
  const byChange = new Map();
  for (const [test, hits] of Object.entries(perTest)) {
    const [file] = test.split(':');
    for (const change of Object.keys(hits)) {
      const byFile = entry(byChange, change, () => new Map());
      entry(byFile, file, () => []).push(test);
    }
  }
  const bySource = new Map();
  for (const [change, byFile] of byChange) {
    const scores = entry(bySource, sourceOf(change), () => new Map());
    for (const file of byFile.keys()) {
      scores.set(file, (scores.get(file) ?? 0) + 1 / byFile.size ** 2);
    }
  }
  const near = Object.fromEntries(Object.keys(perTest).map((test) => [test, {}]));
  for (const [change, byFile] of byChange) {
    for (const test of chosen(byFile, bySource.get(sourceOf(change)), most)) {
      near[test][change] = perTest[test][change];
    }
  }
  return near;
};

function chosen(byFile, scores, most) {
  const files = [...byFile.values()];
  if (files.reduce((sum, tests) => sum + tests.length, 0) <= most) return files.flat();
  const [nearest] = [...byFile.keys()].sort((one, other) => scores.get(other) - scores.get(one));
  const own = new Set(spread([byFile.get(nearest)], most / 2));
  const others = files.map((tests) => tests.filter((test) => !own.has(test)));
  return [...own, ...spread(others, most - own.size)];
}

/** The first tests of each file, then others, in equal steps through its table. */
function spread(files, most) {
  const wanted = Math.ceil(most / files.length);
  const turns = files.map((tests) => {
    const step = Math.max(1, Math.floor(tests.length / wanted));
    const isIn = (at) => at % step === 0;
    return [...tests.filter((_, at) => isIn(at)), ...tests.filter((_, at) => !isIn(at))];
  });
  const longest = Math.max(...turns.map((tests) => tests.length));
  const inTurn = Array.from({ length: longest }, (_, at) =>
    turns.flatMap((tests) => tests[at] ?? []),
  );
  return inTurn.flat().slice(0, most);
}

function entry(map, key, made) {
  if (!map.has(key)) map.set(key, made());
  return map.get(key);
}
