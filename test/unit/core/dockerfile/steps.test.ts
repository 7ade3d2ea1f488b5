import assert from 'node:assert/strict';
import { parseDockerfile, parseInSteps } from '../../../../src/core/dockerfile/instructions.ts';

describe('a file that is read in steps', () => {
  const text = `FROM a\n${'RUN x\n# c\n\n'.repeat(3_000)}RUN <<E\nx\n`;

  it('has some for each thousand of lines, and none that reads it all', () => {
    let steps = 0;
    const work = parseInSteps(text);
    while (work.next().done !== true) steps += 1;
    assert.ok(steps >= 10, String(steps));
  });

  it('is the same file', () => {
    const work = parseInSteps(text);
    let step = work.next();
    while (step.done !== true) step = work.next();
    assert.deepEqual(step.value, parseDockerfile(text));
    assert.equal(step.value.instructions.length, 3_002);
    assert.deepEqual(
      step.value.problems.map(({ cause }) => cause),
      ['unterminated heredoc'],
    );
  });
});
