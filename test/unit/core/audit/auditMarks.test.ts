import assert from 'node:assert/strict';
import { auditMarks } from '../../../../src/core/audit/auditMarks.ts';
import { instructionPlaces } from '../../../../src/core/audit/instructionPlaces.ts';
import { sentPlatform, wrongFile } from '../../../support/audits.ts';

describe('the marks of an audit', () => {
  it('stand once at each line, for all layers that it brought', () => {
    const made = ['ADD a / # buildkit', 'RUN /bin/sh -c b # buildkit', 'COPY app /app # buildkit'];
    const files = [wrongFile('/app', 2), wrongFile('/bin/a', 0), wrongFile('/bin/b', 1)];
    const { audit } = sentPlatform('linux/arm64', { verdict: 'mixed', files });
    assert(audit.known);
    const places = instructionPlaces('FROM busybox:1.37\nCOPY app /app\n', made);
    assert.deepEqual(
      auditMarks(audit.value, places).map(({ range, kind, isWrong, files: some }) => [
        range,
        kind,
        isWrong,
        some.map(({ path }) => path),
      ]),
      [
        [
          { start: { line: 1, character: 0 }, end: { line: 1, character: 13 } },
          'instruction',
          false,
          ['/app'],
        ],
        [
          { start: { line: 0, character: 5 }, end: { line: 0, character: 17 } },
          'base',
          false,
          ['/bin/a', '/bin/b'],
        ],
      ],
    );
  });

  it('are none where nobody knows what made the layer', () => {
    const { audit } = sentPlatform('linux/arm64', { files: [wrongFile('/app', 0)] });
    assert(audit.known);
    assert.deepEqual(auditMarks(audit.value, [undefined]), []);
  });
});
