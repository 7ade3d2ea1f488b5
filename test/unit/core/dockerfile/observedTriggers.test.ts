import assert from 'node:assert/strict';
import { resolveBuild } from '../../../../src/core/dockerfile/resolve.ts';

/** ONBUILD, each file as BuildKit 0.25 was seen to answer. */
describe('what BuildKit was seen to make of ONBUILD', () => {
  const invalidFrom = (name: string) =>
    `failed to parse stage name "${name}": invalid reference format`;

  function check(trigger: string, escape: '\\' | '`', expected: string | undefined) {
    it(`${JSON.stringify(trigger)} with escape ${escape}`, () => {
      const text = `# escape=${escape}\nFROM alpine AS a\nONBUILD ${trigger}\nFROM a\n`;
      const options = { targets: ['linux/arm64'], buildPlatform: 'linux/amd64' };
      const [problem] = resolveBuild(text, options).targets[0]?.problems ?? [];
      assert.equal(problem?.message, expected);
      if (problem) assert.equal(problem.range.start.line, 3, 'points to the FROM');
    });
  }

  describe('a backslash escapes when a trigger is read, whatever does in the file', () => {
    check('RUN --mount=type=bi\\nd,target=/b x', '`', undefined);
    check('RUN --mount=type=bi`nd,target=/b x', '`', undefined);
    check('RUN --network=no\\ne x', '`', undefined);
    check('RUN --network=n`one x', '`', 'invalid network mode "n`one"');
    check('RUN --network=n`one x', '\\', 'invalid network mode "n`one"');
  });

  describe('the escape character of the file counts when it is carried out', () => {
    check('COPY --from=0`1 /a /b', '\\', invalidFrom('0`1'));
    check(
      'COPY --from=0`1 /a /b',
      '`',
      'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround',
    );
  });

  describe('what it copies from has to be a reference', () => {
    check('COPY --from=alpine: / /', '\\', invalidFrom('alpine:'));
    check('RUN --mount=from=alpine:,target=/m x', '\\', invalidFrom('alpine:'));
    check('COPY --from=scratch / /', '\\', undefined);
  });
});
