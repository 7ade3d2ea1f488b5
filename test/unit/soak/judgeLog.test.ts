import assert from 'node:assert/strict';
import { judgeLog } from '../../soak/judgeLog.ts';

describe('a log that is fit to be read', () => {
  const line = '2026-01-02 03:04:05.678 [error] The build of Dockerfile failed.\n';
  const cases: readonly [what: string, text: string, expected: readonly RegExp[]][] = [
    ['is empty', '', []],
    ['has sentences', line.repeat(20), []],
    ['names a place in a file', `${line}Dockerfile:3:7 at the end\n`, []],
    [
      'has no stacks',
      `${line}Error: x\n    at f (/e/dist/docker.js:1:2)\n    at node:net:3:4\n`,
      [/^The log has 2 lines of stacks, the first after: Error: x$/],
    ],
    ['is short', line.repeat(31), [/^The log has 32 lines, of which 30 are allowed\.$/]],
    ['keeps secrets', `${line}--password=sesame\n`, [/^The log has a secret: sesame$/]],
  ];
  for (const [what, text, expected] of cases) {
    it(what, () => {
      const found = judgeLog(text, { minutes: 1, secrets: ['sesame'] });
      assert.equal(found.length, expected.length, found.join('\n'));
      for (const [at, one] of expected.entries()) assert.match(found[at] ?? '', one);
    });
  }
});
