import assert from 'node:assert/strict';
import { resolveBuild } from '../../../../src/core/dockerfile/resolve.ts';

/** Read from BuildKit 0.32 (dockerfile2llb/epoch.go); the engine of the lab is older than that. */
describe('SOURCE_DATE_EPOCH', () => {
  function resolve(text: string, given?: string, contexts: readonly string[] = []) {
    const buildArgs = given === undefined ? {} : { SOURCE_DATE_EPOCH: given };
    const options = { targets: ['linux/arm64'], buildPlatform: 'linux/amd64', buildArgs, contexts };
    const [resolution] = resolveBuild(text, options).targets;
    assert.ok(resolution);
    return resolution;
  }

  describe('it is a number, or the name of something with a time', () => {
    const check = (value: string, expected: string | undefined) =>
      it(JSON.stringify(value), () => {
        const stage = 'FROM scratch AS Src\nADD https://example.com/a /\n';
        const inFile = `ARG SOURCE_DATE_EPOCH=${value}\n${stage}`;
        for (const { problems } of [
          resolve(inFile, undefined, ['docs']),
          resolve(stage, value, ['docs']),
        ]) {
          assert.equal(problems[0]?.message, expected);
        }
      });

    for (const value of ['0', '1700000000', '-1', '+1', '007', '', 'context', 'src', 'docs']) {
      check(value, undefined);
    }
    check('nothing', 'invalid SOURCE_DATE_EPOCH: nothing');
    check('1.5', 'invalid SOURCE_DATE_EPOCH: 1.5');
    check('9223372036854775808', 'invalid SOURCE_DATE_EPOCH: 9223372036854775808');
    check(
      'Now',
      'invalid context name Now: invalid reference format: repository name (library/Now) must be lowercase',
    );
  });

  describe('it is replaced by the time', () => {
    const check = (value: string, expected: unknown) =>
      it(JSON.stringify(value), () => {
        const global = `ARG SOURCE_DATE_EPOCH=${value}\nFROM scratch AS src\nARG SOURCE_DATE_EPOCH\n`;
        const inStage = 'FROM scratch AS src\nARG SOURCE_DATE_EPOCH\n';
        for (const { stages } of [resolve(global), resolve(inStage, value)]) {
          assert.deepEqual(stages[0]?.environment['SOURCE_DATE_EPOCH'], expected);
        }
      });

    check('1700000000', { value: '1700000000' });
    check('+007', { value: '7' });
    check('context', { unknown: 'SOURCE_DATE_EPOCH is the time of the build context' });
    check('src', { unknown: 'SOURCE_DATE_EPOCH is the time of src' });
  });
});
