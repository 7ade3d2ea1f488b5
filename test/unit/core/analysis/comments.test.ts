import assert from 'node:assert/strict';
import { ignoreEdit, targetsComment, targetsEdit } from '../../../../src/core/analysis/comments.ts';
import { applyEdits, compatibleEdits, type EditFix } from '../../../../src/core/analysis/edits.ts';
import type { RuleCode } from '../../../../src/core/analysis/finding.ts';
import { parseDockerfile } from '../../../../src/core/dockerfile/instructions.ts';

describe('comments that the extension writes', () => {
  const code: RuleCode = 'base-image-single-platform';

  describe('ignore a rule for one instruction', () => {
    const check = (text: string, line: number, expected: string) => {
      it(JSON.stringify(text), () => {
        const edit = ignoreEdit(parseDockerfile(text), code, line);
        assert.equal(applyEdits(text, [edit]), expected);
      });
    };
    const comment = `# multiarch: ignore ${code}`;
    check('FROM a\n', 0, `${comment}\nFROM a\n`);
    check('FROM a\r\nRUN b\r\n', 1, `FROM a\r\n${comment}\r\nRUN b\r\n`);
    check('FROM a\n  RUN b\n', 1, `FROM a\n  ${comment}\n  RUN b\n`);
    check('FROM a\nRUN b \\\n c\n', 2, `FROM a\n${comment}\nRUN b \\\n c\n`);
    check('\uFEFFFROM a\n', 0, `\uFEFF${comment}\nFROM a\n`);
    check(
      '# syntax=docker/dockerfile:1\nFROM a',
      1,
      `# syntax=docker/dockerfile:1\n${comment}\nFROM a`,
    );
    check('# multiarch: ignore x old\nFROM a\n', 1, `# multiarch: ignore x, ${code} old\nFROM a\n`);
    check('# multiarch: ignore x, y\nFROM a\n', 1, `# multiarch: ignore x, y, ${code}\nFROM a\n`);
  });

  describe('write the targets into the file', () => {
    const check = (text: string, expected: string) => {
      it(JSON.stringify(text), () => {
        const edit = targetsEdit(parseDockerfile(text), ['linux/amd64', 'linux/arm/v7']);
        assert.equal(applyEdits(text, [edit]), expected);
      });
    };
    const comment = '# multiarch: platforms=linux/amd64,linux/arm/v7';
    check('FROM a\n', `${comment}\nFROM a\n`);
    check('\uFEFFFROM a\n', `\uFEFF${comment}\nFROM a\n`);
    check('# syntax=x\nFROM a\n', `# syntax=x\n${comment}\nFROM a\n`);
    check(
      '# syntax=x\n# check=skip=all\r\nFROM a\r\n',
      `# syntax=x\n# check=skip=all\r\n${comment}\r\nFROM a\r\n`,
    );
    check('# syntax=x', `# syntax=x\n${comment}\n`);
    check('#!/usr/bin/env docker\nFROM a\n', `#!/usr/bin/env docker\n${comment}\nFROM a\n`);
    check('# a\n#multiarch: platforms = linux/386 \nFROM a\n', `# a\n${comment} \nFROM a\n`);
  });

  describe('read the targets that a file declares', () => {
    const check = (text: string, expected: readonly string[] | undefined) => {
      it(JSON.stringify(text), () => {
        const found = targetsComment(parseDockerfile(text));
        assert.deepEqual(
          found?.platforms.map((platform) => platform.text),
          expected,
        );
        const lines = text.split('\n');
        for (const { text: word, range } of found?.platforms ?? []) {
          const line = lines[range.start.line] ?? '';
          assert.equal(line.slice(range.start.character, range.end.character), word);
        }
      });
    };
    check('FROM a\n', undefined);
    check('# multiarch: platforms=linux/amd64\nFROM a\n', ['linux/amd64']);
    check('FROM a\n  #multiarch:platforms= linux/amd64 , linux/arm64\r\n', [
      'linux/amd64',
      'linux/arm64',
    ]);
    check('\uFEFF# multiarch: platforms=linux/amd64\nFROM a\n', ['linux/amd64']);
    check('# multiarch: platforms=\nFROM a\n', []);
    check('FROM a\nRUN <<E\n# multiarch: platforms=linux/s390x\nE\n', undefined);
    check('# multiarch: ignore x platforms=linux/s390x\nFROM a\n', undefined);
    check('# multiarch: platforms=a\n# multiarch: platforms=b\nFROM a\n', ['a']);
  });
});

describe('edits made together', () => {
  const edit = (line: number, from: number, to: number, newText: string): EditFix => ({
    kind: 'edit',
    title: { text: '', args: [] },
    safe: true,
    edits: [{ range: { start: { line, character: from }, end: { line, character: to } }, newText }],
  });
  const check = (title: string, fixes: readonly EditFix[], expected: string) => {
    it(title, () => {
      assert.equal(applyEdits('abc\ndef\n', compatibleEdits(fixes)), expected);
    });
  };
  check('in the order of the file', [edit(1, 0, 1, 'D'), edit(0, 0, 1, 'A')], 'Abc\nDef\n');
  check('of two that overlap the first', [edit(0, 0, 2, 'X'), edit(0, 1, 3, 'Y')], 'Xc\ndef\n');
  check('side by side', [edit(0, 0, 1, 'X'), edit(0, 1, 3, 'Y')], 'XY\ndef\n');
  check('the same once', [edit(1, 0, 0, 'x\n'), edit(1, 0, 0, 'x\n')], 'abc\nx\ndef\n');
  check(
    'two insertions in one place: the first',
    [edit(1, 0, 0, 'x'), edit(1, 0, 0, 'y')],
    'abc\nxdef\n',
  );
  check('places behind the end', [edit(9, 0, 5, 'z')], 'abc\ndef\nz');
});
