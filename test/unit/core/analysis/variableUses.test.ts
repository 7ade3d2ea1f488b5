import assert from 'node:assert/strict';
import { variableEvents } from '../../../../src/core/analysis/variableUses.ts';
import { stageFlow } from '../../../../src/core/analysis/stageFlow.ts';
import { parseDockerfile } from '../../../../src/core/dockerfile/instructions.ts';
import { resolveBuild } from '../../../../src/core/dockerfile/resolve.ts';
import { PLATFORM_ARGUMENTS } from '../../../../src/core/platform/platformArgs.ts';

/** A word, and all that one edit makes of it. */
function edited(word: string): readonly string[] {
  return Array.from(word, (character, at) => {
    const [before, after] = [word.slice(0, at), word.slice(at + 1)];
    return [
      word,
      before + after,
      `${before}Q${after}`,
      `${before}Q${character}${after}`,
      before + after.charAt(0) + character + after.slice(1),
    ];
  }).flat();
}

describe('what a stage does to variables', () => {
  for (const name of PLATFORM_ARGUMENTS) {
    it(`holds ${name}, and what is one edit away from it`, () => {
      const names = [...new Set(edited(name))];
      const dockerfile = parseDockerfile(
        `FROM a\n${names.map((each) => `RUN echo "$${each}"\n`).join('')}`,
      );
      const flow = stageFlow(
        dockerfile,
        resolveBuild(dockerfile, { targets: ['linux/amd64'] }), //
      );
      assert.deepEqual(
        variableEvents(dockerfile, flow, 0).map((event) => event.name),
        names,
      );
    });
  }
});
