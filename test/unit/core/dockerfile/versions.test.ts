import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { Instruction } from '../../../../src/core/dockerfile/instruction.ts';
import { parseDockerfile, type Dockerfile } from '../../../../src/core/dockerfile/instructions.ts';
import { createVersionReader } from '../../../../src/core/dockerfile/versions.ts';
import { finish } from '../../../../src/core/steps.ts';
import { makeDockerfile } from '../../../bench/dockerfile.ts';
import { edits, editText } from '../../../support/edits.ts';

const corpus = ['clean', 'broken'].flatMap((kind) => {
  const folder = path.join('test/fixtures/corpus', kind);
  return readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
});

/** A file with its spans as texts and places, whatever they count in. */
function placed({ text, file, lines, ...rest }: Dockerfile): unknown {
  const read = parseDockerfile(file);
  for (let offset = 0; offset <= file.length; offset += 7) {
    const position = read.lines.position(offset);
    assert.deepEqual(lines.position(lines.offset(position)), position);
  }
  return JSON.parse(
    JSON.stringify({ file, ...rest }, (_, value: unknown) =>
      isSpan(value) ? { text: text.slice(value.start, value.end), at: lines.range(value) } : value,
    ),
  );
}

function isSpan(value: unknown): value is { start: number; end: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { start?: unknown }).start === 'number'
  );
}

/** An instruction by what is written in it, and where. */
function words({ original, range, heredocs }: Instruction): unknown {
  return { original, range, bodies: heredocs.map(({ content }) => content) };
}

/** How many instructions of a version are those of the one before. */
function kept(before: Dockerfile, after: Dockerfile): number {
  const known = new Set(before.instructions);
  return after.instructions.filter((instruction) => known.has(instruction)).length;
}

const file = [
  '# syntax=docker/dockerfile:1',
  'ARG V=3.20',
  'ARG USER=app',
  'FROM alpine:$V AS build',
  '# tools',
  'RUN apk add \\',
  '    git',
  'COPY . /src',
  'ONBUILD RUN make',
  'RUN <<EOF',
  'make',
  'EOF',
  '',
  'FROM scratch',
  'COPY --from=build /src/app /',
  'ENTRYPOINT ["/app"]',
  '',
].join('\n');

/** One that keeps nothing: in all of it something may have another meaning. */
const ANEW = 0;

/** What is written over what, one after the other, and how many of the ten instructions are kept each time. */
const CHANGES: Readonly<
  Record<string, readonly (readonly [from: string, to: string, kept: number])[]>
> = {
  'a word in a RUN': [['git', 'git make', 9]],
  'one word after the other': [
    ['git', 'gita', 9],
    ['/src\n', '/sources\n', 9],
    ['"/app"', '"/app", "-v"', 9],
    ['gita', 'git', 9],
  ],
  'all of an instruction, and next to the one above': [['COPY . /src', 'WORKDIR /src', 8]],
  'words of two neighbours': [['/src\nONBUILD RUN make', '/\nONBUILD RUN cmake', 8]],
  'words of two others': [
    ['git\nCOPY . /src\nONBUILD RUN make', 'tar\nCOPY . /src\nONBUILD RUN tar', 7],
  ],
  'a comment': [['# tools', '# all tools', 9]],
  'a new line with an instruction': [['    git\n', '    git\nWORKDIR /src\n', 3]],
  'a new line, and a word below it': [
    ['    git\n', '    git\nWORKDIR /src\n', 3],
    ['ONBUILD RUN make', 'ONBUILD RUN cmake', 10],
    ['"/app"', '"/other"', 10],
    ['WORKDIR /src\n', '', 3],
  ],
  'an instruction that goes': [['COPY . /src\n', '', 3]],
  'the first instruction of a stage that goes': [['# tools\nRUN apk add \\\n    git\n', '', ANEW]],
  'a heredoc': [['make\nEOF', 'make all\nEOF', 9]],
  'the end of a heredoc': [['\nEOF\n', '\nEND\n', ANEW]],
  'a continuation of the next line': [['COPY . /src\n', 'COPY . /src \\\n', ANEW]],
  'a line that continues in an empty one': [['    git\n', '    git \\\n\n    make\n', ANEW]],
  'what is refused, and is mended': [
    ['COPY . /src', 'COPI . /src', ANEW],
    ['COPI . /src', 'COPY . /src', ANEW],
    ['git', 'make', 9],
  ],
  'the base of a stage': [['FROM scratch', 'FROM alpine', ANEW]],
  'an instruction that becomes a FROM': [['COPY . /src', 'FROM alpine', ANEW]],
  'an argument in front of the stages': [['USER=app', 'USER=root', ANEW]],
  'the directives': [['# syntax=docker/dockerfile:1\n', '# escape=`\n', ANEW]],
  'the last line': [['"/app"]\n', '"/app"]', 9]],
  'a line behind the last one': [['"/app"]\n', '"/app"]\nUSER app\n', 9]],
};

describe('the versions of a file', () => {
  for (const [title, changes] of Object.entries(CHANGES)) {
    it(`are what they are when they are read alone, with a change of ${title}`, () => {
      const read = createVersionReader();
      let before = finish(read(file));
      for (const [from, to, expected] of changes) {
        assert.equal(before.file.split(from).length, 2, `${from} is not there once`);
        const version = finish(read(before.file.replace(from, () => to)));
        assert.deepEqual(placed(version), placed(parseDockerfile(version.file)));
        assert.equal(kept(before, version), expected);
        before = version;
      }
    });
  }

  it('are what they are when they are read alone', () => {
    let held = 0;
    fc.assert(
      fc.property(fc.constantFrom(...corpus), edits, (file, changes) => {
        const read = createVersionReader();
        let before = finish(read(file));
        for (const text of editText(file, changes)) {
          const version = finish(read(text));
          if (version.text !== version.file) held += kept(before, version);
          before = version;
          assert.deepEqual(placed(version), placed(parseDockerfile(text)));
        }
      }),
      { numRuns: 200 },
    );
    assert.ok(held > 500, `only ${held} instructions were kept`);
  }).timeout(120_000);

  it('have a place for offsets and positions that they do not have', () => {
    const read = createVersionReader();
    finish(read(file));
    const next = finish(read(file.replace('git', 'git make')));
    const { lines } = parseDockerfile(next.file);
    assert.deepEqual(
      [-1, 0, next.text.length + 9].map((offset) => next.lines.position(offset)),
      [-1, 0, next.file.length + 9].map((offset) => lines.position(offset)),
    );
    const beyond = next.lines.offset({ line: 99, character: 0 });
    assert.deepEqual(next.lines.position(beyond), lines.position(next.file.length));
  });

  it('keep nothing where only an argument stands above the first stage, and it changes', () => {
    const read = createVersionReader();
    const first = finish(read('ARG A=1\nARG B=1\nFROM alpine:$A$B\nRUN a\n'));
    const next = finish(read('ARG A=1\nARG B=12\nFROM alpine:$A$B\nRUN a\n'));
    assert.equal(kept(first, next), 0);
    assert.deepEqual(placed(next), placed(parseDockerfile(next.file)));
  });

  const long = makeDockerfile(1_000, 'alpine');

  it('keep all instructions but the one in which somebody types', () => {
    const read = createVersionReader();
    const first = finish(read(long));
    const next = finish(read(long.replace('        git \\', '        gita \\')));
    assert.equal(kept(first, next), first.instructions.length - 1);
  });

  it('are what they are alone wherever somebody types in a long file', () => {
    for (const around of [4_096, 8_192, long.length - 8_192, long.length - 4_096]) {
      for (const at of [around - 1, around, around + 1]) {
        const read = createVersionReader();
        finish(read(long));
        for (const text of [
          `${long.slice(0, at)}${long.slice(at - 1, at)}${long.slice(at)}`,
          `${long.slice(0, at)}${long.slice(at + 1)}`,
        ]) {
          const { instructions } = finish(read(text));
          assert.deepEqual(instructions.map(words), parseDockerfile(text).instructions.map(words));
        }
      }
    }
  });

  it('keep what is in front of a new line, and the words of what is behind', () => {
    const read = createVersionReader();
    const first = finish(read(long));
    const next = finish(read(long.replace('        git \\', '        git \\\n        make \\')));
    assert.equal(kept(first, next), 4);
    const [one, other] = [first, next].map(({ instructions }) => instructions.at(-1));
    assert.equal(one?.keywordWord, other?.keywordWord);
    assert.deepEqual(other?.range, parseDockerfile(next.file).instructions.at(-1)?.range);
  });

  it('do not keep what was written for ever', () => {
    const read = createVersionReader();
    let text = makeDockerfile(60, 'alpine');
    for (let key = 0; key < 100; key += 1) {
      text = text.replace('        git', '        agit');
      assert.ok(finish(read(text)).text.length <= 4 * text.length);
    }
  });
});
