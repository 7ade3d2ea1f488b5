import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { BuildOutputReader } from '../../../../src/adapters/docker/buildOutputReader.ts';
import { explainFailure } from '../../../../src/core/build/failures/explain.ts';
import { readFailureOutput } from '../../../../src/core/build/failures/failureOutput.ts';
import { BuildProgress } from '../../../../src/core/build/progress/buildProgress.ts';

/** Reads bytes in pieces of some length. */
function read(bytes: Buffer, piece = bytes.length) {
  const progress = new BuildProgress();
  const lines: string[] = [];
  const reader = new BuildOutputReader({
    onEvents: (events) => {
      for (const event of events) progress.add(event);
    },
    onLines: (more) => lines.push(...more),
  });
  for (let at = 0; at < bytes.length; at += piece) reader.read(bytes.subarray(at, at + piece));
  reader.end();
  return { progress, lines };
}

describe('the output of a build', () => {
  for (const piece of [7, 4096, 1_000_000]) {
    it(`of buildx 0.13.1, whose events fill several lines, in pieces of ${piece} bytes`, () => {
      const file = 'test/fixtures/buildx/0.13.1/build-both-platforms-fail.stderr';
      const { progress, lines } = read(readFileSync(file), piece);
      const own = progress.steps().filter(({ name }) => name.position?.index === 2);
      assert.deepEqual(own.map(({ name, state }) => `${name.platform} ${state}`).sort(), [
        'linux/amd64 failed',
        'linux/arm64 cancelled',
      ]);
      assert.equal(lines[0], 'Dockerfile.fails:2');
      const step = progress.steps().find(({ state }) => state === 'failed');
      const { code, platform } = explainFailure({
        output: readFailureOutput(lines),
        ...(step && { step }),
        log: progress.log(step?.digest ?? '').lines,
        platforms: ['linux/amd64', 'linux/arm64'],
      });
      assert.deepEqual([code, platform], ['command-failed', 'linux/amd64']);
    });
  }

  const rows: readonly (readonly [text: string, lines: readonly string[], steps: number])[] = [
    ['{\n  "vertexes": [{"digest": "a"}]\n}\nERROR: no\n', ['ERROR: no'], 1],
    ['{\r\n  "vertexes": [{"digest": "a"}]\r\n}\r\n', [], 1],
    ['{\nERROR: no\n', ['{', 'ERROR: no'], 0],
    ['{\n  "other": 1\n}\n', ['{', '  "other": 1', '}'], 0],
    ['{\n  "vertexes": [', ['{', '  "vertexes": ['], 0],
    ['{\n{"vertexes":[{"digest":"a"}]}\n', ['{'], 1],
    ['  indented\n}\n', ['  indented', '}'], 0],
  ];
  for (const [text, lines, steps] of rows) {
    it(JSON.stringify(text), () => {
      const seen = read(Buffer.from(text));
      assert.deepEqual(seen.lines, lines);
      assert.equal(seen.progress.steps().length, steps);
    });
  }

  it('keeps no event that does not end', () => {
    const line = ' '.repeat(1_000_000);
    const { lines } = read(Buffer.from(`{\n${`${line}\n`.repeat(20)}`), 65_536);
    assert.ok(lines.length > 8 && lines.length < 25, `${lines.length}`);
  });
});
