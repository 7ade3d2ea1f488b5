import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseDockerfile } from '../../../../src/core/dockerfile/instructions.ts';
import { resolveBuild } from '../../../../src/core/dockerfile/resolve.ts';
import { stageFlow } from '../../../../src/core/analysis/stageFlow.ts';
import { runScripts } from '../../../../src/core/shell/runScript.ts';
import { EXPANSION } from '../../../../src/core/shell/script.ts';

function scriptsOf(text: string) {
  const dockerfile = parseDockerfile(text);
  const resolution = resolveBuild(dockerfile, { targets: ['linux/amd64'] });
  return runScripts(dockerfile, stageFlow(dockerfile, resolution), 0);
}

describe('the letters of a script', () => {
  const rows: readonly (readonly [run: string, letters: string])[] = [
    ['RUN go build', 'go build'],
    ['RUN GO"ARCH"=am\\d64 go build', 'GOARCH=amd64 go build'],
    ['RUN GO\\\n# why\nARCH=arm64 x', 'GOARCH=arm64 x'],
    ['RUN ["dpkg", "--print-\\u0061rchitecture"]', 'dpkg\n--print-architecture'],
    ['RUN <<E\nGO\\\nARCH=1 x\nE', 'GOARCH=1 x\n'],
    ['RUN cat <<E > /x\nuname\nE', 'cat <<E > /x\nuname\nE'],
    ['RUN --mount=type=cache,target=/c', ''],
  ];
  for (const [run, letters] of rows) {
    it(JSON.stringify(run), () => {
      assert.deepEqual(
        scriptsOf(`FROM scratch\n${run}\n`).map((each) => each.letters),
        [letters],
      );
    });
  }

  it('hold all that stands together in the words of a script', () => {
    const piece = fc.constantFrom(
      ...['GO', 'ARCH', '=', 'amd64', ' ', '"', "'", '\\', '\\\n', '$', '${A}', '$(x)', '`', ';'],
      ...['<<E', '\n', '|', '$"', "$'", '#', '&&', 'é', '(', ')'],
    );
    const script = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(script, fc.constantFrom('RUN ', 'RUN <<E\n'), (text, start) => {
        for (const { script: read, letters } of scriptsOf(`FROM a\n${start}${text}\nE\n`)) {
          const words = read.commands.flatMap((command) => [
            ...command.words,
            ...command.assignments.map(({ value }) => value),
          ]);
          for (const { value } of words) {
            // No filter asks for one of these.
            for (const part of value.split(new RegExp(`${EXPANSION}|[\\\\"'$()\\s]`))) {
              assert.ok(letters.includes(part), JSON.stringify([text, part, letters]));
            }
          }
          for (const { name } of read.variables) assert.ok(letters.includes(name));
        }
      }),
      { numRuns: 300 },
    );
  });
});
