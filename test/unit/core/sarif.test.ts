import assert from 'node:assert/strict';
import { sarifFrame, sarifPlace, sarifRegion } from '../../../src/core/sarif.ts';

/** `alpine` in the second line of a file. */
const range = { start: { line: 1, character: 5 }, end: { line: 1, character: 11 } };

const run = {
  tool: 'multiarch check',
  version: '1.2.3',
  rules: [{ id: 'base-image-missing-platform' }],
  results: [
    {
      ruleId: 'base-image-missing-platform',
      message: { text: 'no' },
      locations: [sarifPlace({ uri: 'Dockerfile', uriBaseId: 'SRCROOT' }, range)],
    },
  ],
  executionSuccessful: false,
  notifications: [{ message: { text: 'x' } }],
};

/** That logs obey the schema of the standard is tested with those who write them. */
describe('a log of SARIF 2.1.0', () => {
  it('says what was run, by which rules, with which results, and what could not be looked at', () => {
    const log = sarifFrame(run);
    assert.equal(log.version, '2.1.0');
    // The address that the standard itself gives for its schema.
    assert.match(
      log.$schema,
      /^https:\/\/docs\.oasis-open\.org\/sarif\/sarif\/v2\.1\.0\/.*\.json$/,
    );
    assert.deepEqual(log.runs, [
      {
        tool: {
          driver: {
            name: 'multiarch check',
            semanticVersion: '1.2.3',
            informationUri: 'https://github.com/multiarch-dev/multiarch',
            rules: run.rules,
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          { executionSuccessful: false, toolExecutionNotifications: run.notifications },
        ],
        results: run.results,
      },
    ]);
  });

  it('says to which folder addresses are relative, where there is one', () => {
    const log = sarifFrame({ ...run, root: 'file:///app/' });
    assert.deepEqual(log.runs[0]?.originalUriBaseIds, { SRCROOT: { uri: 'file:///app/' } });
  });

  it('counts lines and columns from 1', () => {
    assert.deepEqual(sarifRegion({ start: range.start, end: { line: 3, character: 0 } }), {
      startLine: 2,
      startColumn: 6,
      endLine: 4,
      endColumn: 1,
    });
  });

  it('names a place in a file, or the whole file', () => {
    const file = { uri: 'Dockerfile' };
    assert.deepEqual(sarifPlace(file, range), {
      physicalLocation: { artifactLocation: file, region: sarifRegion(range) },
    });
    assert.deepEqual(sarifPlace(file, undefined), { physicalLocation: { artifactLocation: file } });
  });
});
