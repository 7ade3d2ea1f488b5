import assert from 'node:assert/strict';
import type { BuildEnd } from '../../../src/adapters/docker/runBuild.ts';
import { explainFailure } from '../../../src/core/build/failures/explain.ts';
import { endedLine } from '../../../src/extension/build/endedLine.ts';

describe('what the log says of a build that has built nothing', () => {
  const output = { error: '' };
  const failure = {
    output,
    explanation: explainFailure({ output, log: [], platforms: ['linux/arm64'] }),
  };
  const cases: readonly [end: BuildEnd, explained: boolean, expected: string | undefined][] = [
    [{ kind: 'done' }, false, undefined],
    [{ kind: 'cancelled' }, false, 'The build of Dockerfile was cancelled.'],
    [
      { kind: 'not-started', message: 'spawn docker ENOENT' },
      false,
      'The build of Dockerfile could not be started: spawn docker ENOENT',
    ],
    [
      { kind: 'failed', code: 1 },
      true,
      'The build of Dockerfile failed: docker ended with code 1 (unknown, linux/arm64).',
    ],
    [
      { kind: 'failed', code: null },
      false,
      'The build of Dockerfile failed: docker was ended by a signal.',
    ],
  ];
  for (const [end, explained, expected] of cases) {
    it(expected ?? 'nothing of one that has built', () => {
      const build = { request: { file: 'Dockerfile' }, end, ...(explained && { failure }) };
      assert.equal(endedLine(build), expected);
    });
  }
});
