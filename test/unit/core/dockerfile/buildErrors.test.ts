import assert from 'node:assert/strict';
import { resolveBuild } from '../../../../src/core/dockerfile/resolve.ts';
import { readVectors } from '../platform/vectors.ts';

interface Row {
  readonly id: string;
  readonly dockerfile: string;
  readonly targetPlatform?: string;
  readonly buildPlatforms?: readonly string[];
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly images?: Readonly<Record<string, { readonly onbuild?: readonly string[] }>>;
  readonly buildErrorText?: string;
}

/** A warning becomes an error there: the rules are not part of the evaluation. */
const LINT_VIOLATION = 'lint violation found for rules: ';

describe('the first problem of a build', () => {
  for (const row of readVectors<Row>('lint-platform')) {
    it(`is BuildKit's for ${row.id}`, () => {
      const { buildErrorText: expected, buildPlatforms = ['linux/amd64'] } = row;
      const { targets } = resolveBuild(row.dockerfile, {
        targets: row.targetPlatform === undefined ? [] : [row.targetPlatform],
        buildPlatform: buildPlatforms[0] ?? '',
        ...(row.buildArgs && { buildArgs: row.buildArgs }),
        ...(row.target !== undefined && { target: row.target }),
        ...(row.images && { images: row.images }),
      });
      const isLint = expected?.startsWith(LINT_VIOLATION) ?? false;
      assert.equal(targets[0]?.problems[0]?.message, isLint ? undefined : expected);
    });
  }
});
