import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parseDockerfile } from '../../../../src/core/dockerfile/instructions.ts';
import {
  createResolutionMemory,
  meansTheSame,
} from '../../../../src/core/dockerfile/resolutionMemory.ts';
import { resolveBuild } from '../../../../src/core/dockerfile/resolve.ts';
import { finish } from '../../../../src/core/steps.ts';
import { edits, editText } from '../../../support/edits.ts';

const corpus = ['clean', 'broken'].flatMap((kind) => {
  const folder = path.join('test/fixtures/corpus', kind);
  return readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
});

const options = {
  targets: ['linux/amd64', 'linux/arm64'],
  buildPlatform: 'linux/amd64',
  buildArgs: { A: '1' },
  contexts: { b: 'docker-image://alpine' },
};

const base = 'FROM alpine AS a\nARG X=1\nRUN one\\\n  two\nCOPY --from=a b c\n';
const mounted = 'FROM alpine\nRUN --mount=from=a,target=/x one\n';

/** Before, after, and whether that is known to mean the same. */
const CHANGES: Readonly<Record<string, readonly [string, string, boolean]>> = {
  'in a script': [base, base.replace('  two', '  three'), true],
  'in a comment': [`# a\n${base}`, `# b\n${base}`, true],
  'in a plain instruction': [`${base}USER a\n`, `${base}USER bc\n`, true],
  'a new plain instruction at the end': [base, `${base}CMD a\n`, true],
  'a new line': [base, base.replace('RUN', '\nRUN'), false],
  'in the options of a RUN': [mounted, mounted.replace('=a,', '=b,'), false],
  'in the script of a RUN with options': [mounted, mounted.replace(' one', ' two'), true],
  'in the length of a RUN with options': [mounted, mounted.replace(' one', ' longer'), false],
  'in an ARG': [base, base.replace('X=1', 'X=2'), false],
  'in a user that is a variable': [`${base}USER $X\n`, `${base}USER $Y\n`, false],
  'in a FROM': [base, base.replace('alpine', 'debian'), false],
  'in a directive': [`# escape=\\\n${base}`, `# escape=\`\n${base}`, false],
  'in the frontend': [`# syntax=a\n${base}`, `# syntax=b\n${base}`, false],
  'in the second directive': [
    `# syntax=a\n# check=skip=all\n${base}`,
    `# syntax=a\n# check=skip=none\n${base}`,
    false,
  ],
  'in what is refused': ['FROM alpine\nCOPI a b\n', 'FROM alpine\nCOPI a c\n', false],
  'that mends what is refused': ['FROM alpine\nCOPI a b\n', 'FROM alpine\n#OPI a b\n', false],
  'that takes an instruction away': [base, base.replace('COPY --from=a b c\n', ''), false],
  'that adds an instruction': [base, `${base}ENV A=1\n`, false],
  'in the line where a RUN with options starts': [
    mounted.replace('one', `one\\\n${' '.repeat('RUN --mount=from=a,target=/x '.length)}two`),
    mounted.replace('alpine', 'alpine\n').replace('one', 'two'),
    false,
  ],
  'in the line where a RUN with options ends': [
    mounted.replace('one', 'one\\\n  two'),
    mounted.replace('one', 'one\\\n  and\\\n  two'),
    false,
  ],
  'in a file without a stage': ['ARG A=1\n# c', 'ARG A=1\n# a longer comment', false],
  'in a file of comments': ['# c', '# a longer comment', false],
  'beside an ONBUILD': [
    `${base}ONBUILD RUN x`,
    `${base.replace('one', 'two')}ONBUILD RUN x`,
    false,
  ],
};

describe('versions of a file', () => {
  for (const [name, [before, after, same]] of Object.entries(CHANGES)) {
    it(`${same ? 'mean the same' : 'are resolved again'} after a change ${name}`, () => {
      assert.equal(meansTheSame(parseDockerfile(before), parseDockerfile(after)), same);
    });
  }

  it('are resolved with the memory of others as they are without', () => {
    let reused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...corpus), edits, (file, changes) => {
        const memory = createResolutionMemory();
        let before: unknown = finish(memory.resolve(parseDockerfile(file), options));
        for (const text of editText(file, changes)) {
          const remembered = finish(memory.resolve(parseDockerfile(text), options));
          reused += Number(remembered === before);
          before = remembered;
          assert.equal(
            JSON.stringify(remembered, null, 1),
            JSON.stringify(resolveBuild(text, options), null, 1),
          );
        }
      }),
      { numRuns: 300 },
    );
    assert.ok(reused > 100, `only ${reused} were taken from memory`);
  }).timeout(60_000);

  it('are what was found before, where they mean the same', () => {
    const memory = createResolutionMemory();
    const [one, other] = [base, base.replace('two', 'three')].map((text) =>
      finish(memory.resolve(finish(memory.read(text)), options)),
    );
    assert.equal(one, other);
  });

  it('are resolved again for other options', () => {
    const memory = createResolutionMemory();
    const file = parseDockerfile(base);
    const [one, other] = [['linux/amd64'], ['linux/s390x']].map((targets) =>
      finish(memory.resolve(file, { targets })),
    );
    assert.equal(one?.targets[0]?.platform, 'linux/amd64');
    assert.equal(other?.targets[0]?.platform, 'linux/s390x');
  });
});
