import assert from 'node:assert/strict';
import { instructionOf } from '../../../../../src/core/build/progress/stepPlace.ts';
import { readStepName } from '../../../../../src/core/build/progress/stepName.ts';
import { parseDockerfile } from '../../../../../src/core/dockerfile/instructions.ts';
import { splitStages } from '../../../../../src/core/dockerfile/stages.ts';

const several = `FROM busybox AS base
ARG TARGETARCH
RUN echo hi
FROM base AS build
ENV A=b
WORKDIR /w
COPY <<E /x
hello
E
RUN make
FROM scratch
COPY --from=build /x /x
`;

/** Names as BuildKit 0.25 and 0.32 give them, and the line of the instruction, from 1; 0 for none. */
const rows: readonly (readonly [file: string, name: string, line: number])[] = [
  [several, '[linux/arm64 base 2/2] RUN echo hi', 3],
  [several, '[linux/arm64 build 1/3] WORKDIR /w', 6],
  [several, '[linux/arm64 build 2/3] COPY <<E /x', 7],
  [several, '[build 3/3] RUN make', 10],
  [several, '[stage-2 1/1] COPY --from=build /x /x', 12],
  ['FROM busybox\nRUN true\n', '[2/2] RUN true', 2],
  // The file was changed meanwhile, or its base brings steps of its own.
  [several, '[base 3/3] RUN echo hi', 0],
  [several, '[build 3/6] RUN make', 0],
  [several, '[build 2/3] RUN make', 0],
  [several, '[no-such-stage 2/2] RUN make', 0],
  ['', '[2/2] RUN true', 0],
];

describe('the instruction of a step', () => {
  for (const [file, name, line] of rows) {
    it(name, () => {
      const { stage, position, text } = readStepName(name);
      assert.ok(position);
      const staged = splitStages(parseDockerfile(file));
      const [keyword = ''] = text.split(' ', 1);
      const found = instructionOf(staged, stage, position, keyword);
      assert.equal((found?.range.start.line ?? -1) + 1, line);
    });
  }
});
