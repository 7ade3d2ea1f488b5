import assert from 'node:assert/strict';
import { compareEnvironment, comparePulls } from '../differential/compareBuilds.ts';
import type { Difference } from '../differential/compare.ts';
import { explain, explanations } from '../differential/explanations.ts';
import { startOracle, type Oracle } from '../differential/oracle.ts';
import { compareCases } from '../differential/questions.ts';
import { runDifferential, describeMismatch } from '../differential/runDifferential.ts';

/**
 * What we say of a Dockerfile against what BuildKit says, for generated files and the files of the
 * vectors. `npm run differential` asks about as many as are wanted, and about other ones.
 */
describe('our reading of Dockerfiles, beside the real BuildKit', function () {
  this.timeout(180_000);
  let oracle: Oracle;

  before(async () => {
    oracle = await startOracle(() => undefined);
  });

  after(() => oracle.stop());

  it('differs in nothing that is not explained', async () => {
    const amount = { count: 100, seed: 20, builds: 6, environments: 4 };
    const { mismatches } = await runDifferential(oracle, amount, () => undefined);
    assert.equal(mismatches.map(describeMismatch).join('\n'), '');
  });

  it('differs in each of the ways that are explained, and in no more than ten', async () => {
    assert.ok(explanations.length <= 10);
    const { buildPlatform, env } = oracle;
    const asked = explanations.map(({ example }) => example);
    const answers = await compareCases(asked, buildPlatform, env);
    for (const [index, { kind, example, isRace }] of explanations.entries()) {
      const kinds = (answers[index] ?? []).map((found) => explain(example, found)?.kind);
      assert.deepEqual(kinds, isRace && kinds.length === 0 ? [] : [kind], example.text);
    }
  });

  it('would be seen: a build that pulls and prints something else is no match', async () => {
    const { buildPlatform, env } = oracle;
    const asked = {
      text: 'FROM --platform=$BUILDPLATFORM busybox:1.37\nARG A=1\nRUN ["/bin/busybox", "env"]\n',
      platform: 'linux/arm64',
      buildArgs: {},
    };
    const other = buildPlatform === 'linux/amd64' ? 'linux/arm64' : 'linux/amd64';
    const aspects = (differences: readonly Difference[]) => differences.map(({ aspect }) => aspect);
    assert.deepEqual(aspects(await comparePulls(asked, other, env)), ['pulls']);
    const printed = { ...asked, text: asked.text.replace('ARG A=1', 'ARG BUILDPLATFORM\nARG A=1') };
    assert.deepEqual(aspects(await compareEnvironment(printed, other, env)), ['environment']);
    assert.deepEqual(await compareEnvironment(printed, buildPlatform, env), []);
  });
});
