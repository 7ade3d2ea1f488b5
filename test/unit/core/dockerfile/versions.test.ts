import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
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

/** How many instructions of a version are those of the one before. */
function kept(before: Dockerfile, after: Dockerfile): number {
  const known = new Set(before.instructions);
  return after.instructions.filter((instruction) => known.has(instruction)).length;
}

describe('the versions of a file', () => {
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

  const long = makeDockerfile(1_000, 'alpine');

  it('keep all instructions but the one in which somebody types', () => {
    const read = createVersionReader();
    const first = finish(read(long));
    const next = finish(read(long.replace('        git \\', '        gita \\')));
    assert.equal(kept(first, next), first.instructions.length - 1);
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
