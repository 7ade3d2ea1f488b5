import assert from 'node:assert/strict';
import type { Instruction } from '../../../../src/core/dockerfile/instruction.ts';
import { parseDockerfile } from '../../../../src/core/dockerfile/instructions.ts';
import {
  findHeredocs,
  readMark,
  type HeredocMark,
} from '../../../../src/core/dockerfile/syntax/heredocs.ts';
import type { Span } from '../../../../src/core/text.ts';

function first(text: string): Instruction {
  const [instruction] = parseDockerfile(text).instructions;
  assert.ok(instruction);
  return instruction;
}

describe('marks of heredocs, as BuildKit', () => {
  type Mark = readonly [name: string, descriptor: number, flags: string];
  const describeMark = ({ name, fileDescriptor, expand, chomp }: HeredocMark): Mark => [
    name,
    fileDescriptor,
    `${expand ? 'expand' : ''}${chomp ? 'chomp' : ''}`,
  ];

  function check(word: string, expected: Mark | undefined): void {
    it(JSON.stringify(word), () => {
      const mark = readMark(word);
      assert.deepEqual(mark && describeMark(mark), expected);
    });
  }
  check('<<EOF', ['EOF', 0, 'expand']);
  check('<<-EOF', ['EOF', 0, 'expandchomp']);
  check('3<<EOF', ['EOF', 3, 'expand']);
  check('12<<-EOF', ['EOF', 12, 'expandchomp']);
  check('<<a.b_c-1', ['a.b_c-1', 0, 'expand']);
  check('<<é', ['é', 0, 'expand']);
  check('<< \tEOF', ['EOF', 0, 'expand']);
  check('<<"EOF"', ['EOF', 0, '']);
  check("<<-'EOF'", ['EOF', 0, 'chomp']);
  check('<<E"O"F', ['EOF', 0, '']);
  check('<<E\\OF', ['EOF', 0, 'expand']);
  check('<<"a b"', ['a b', 0, '']);
  check('<<$X', ['$X', 0, 'expand']);
  check('<<${X:-y}', ['${X:-y}', 0, 'expand']);
  check('<<""', undefined);
  check('<<\\"x', ['"x', 0, 'expand']);
  check('<<a b', undefined);
  check('<<', undefined);
  check('<<-', undefined);
  check('<< ', undefined);
  check('<<<a', undefined);
  check('<<a<b', undefined);
  check('<a', undefined);
  check('x<<a', undefined);
  check('a', undefined);
  check('<<"a', undefined);
  check('<<${a', undefined);

  function checkLine(line: string, expected: readonly string[]): void {
    it(`on ${JSON.stringify(line)}`, () => {
      assert.deepEqual(
        findHeredocs(line).map(({ name }) => name),
        expected,
      );
    });
  }
  checkLine('RUN a', []);
  checkLine('RUN <<A cat <<-B 3<<C', ['A', 'B', 'C']);
  checkLine('RUN "<<A" \'<<B\' \\<<C <<D', ['D']);
  checkLine('RUN a<<A', []);
  checkLine('RUN <<A "x', []);
  checkLine('RUN <<"A B" <<C', ['A B', 'C']);
  checkLine('RUN <<$A <<${B}', ['$A', '${B}']);
  checkLine('RUN << A', ['A']);
});

describe('words of instructions', () => {
  /** Each word, and what it covers in the file where that differs. */
  function check(text: string, expected: readonly (string | readonly [string, string])[]): void {
    it(JSON.stringify(text), () => {
      const instruction = first(text);
      const words = 'args' in instruction ? instruction.args : [];
      assert.deepEqual(
        words.map(({ text: word, span }) => {
          const written = text.slice(span.start, span.end);
          return written === word ? word : [word, written];
        }),
        expected,
      );
    });
  }
  check('COPY a b', ['a', 'b']);
  check('COPY  a\t\v\f b ', ['a', 'b']);
  check('COPY a\u00a0b c', ['a\u00a0b', 'c']);
  check('COPY "a b" c', ['"a', 'b"', 'c']);
  check('COPY a\\\n  b', ['a', 'b']);
  check('COPY a\\\nb c', [['ab', 'a\\\nb'], 'c']);
  check('COPY ["a", "b"]', ['a', 'b']);
  check('COPY [ "a" , "" ]', ['a', '']);
  check('COPY ["a\\"]", "\\u0041"]', [
    ['a"]', 'a\\"]'],
    ['A', '\\u0041'],
  ]);
  check('COPY ["a\\\\", "b"]', [['a\\', 'a\\\\'], 'b']);
  check('COPY ["a",\\\n"b\\\nc"]', ['a', ['bc', 'b\\\nc']]);
  check('COPY ["a" "b"]', ['["a"', '"b"]']);
  check('COPY ["a"', ['["a"']);
  check('COPY ["a"] b', ['["a"]', 'b']);
  check('COPY {"a": "b"} c', ['{"a":', '"b"}', 'c']);
  check('COPY {} c', ['{}', 'c']);
  check('RUN {}', ['{}']);
  check('RUN []', []);
  check('RUN  a  b ', ['a  b']);
  check('RUN', []);
  check('RUN \u00a0["a"]', ['a']);
  check('RUN --x\u00a0["a"]', ['["a"]'].slice(1).concat('a'));
  check('CMD "a"', ['"a"']);
  check('EXPOSE ["80"]', ['["80"]']);
  check('COPY a\u0001b c', ['a\u0001b', 'c']);
  check('USER  a  b ', ['a  b']);
  check('USER ["a"]', ['["a"]']);
  check('STOPSIGNAL a b', ['a b']);
  check('MAINTAINER a b', ['a b']);
  check('WORKDIR a b', ['a b']);
  check('VOLUME a b', ['a', 'b']);
  check('VOLUME ["a b"]', ['a b']);
  check('HEALTHCHECK NONE', ['NONE']);
  check('HEALTHCHECK  CMD  a  b', ['CMD', 'a  b']);
  check('HEALTHCHECK CMD\u00a0["a", "b"]', ['CMD', 'a', 'b']);
  check('HEALTHCHECK', []);
  check('FROM', []);
});

describe('pairs of instructions', () => {
  function check(text: string, ...expected: readonly (readonly [string, string?])[]): void {
    it(JSON.stringify(text), () => {
      const instruction = first(text);
      const pairs =
        instruction.kind === 'arg'
          ? instruction.declarations
          : 'pairs' in instruction
            ? instruction.pairs
            : [];
      assert.deepEqual(
        pairs.map(({ key, value }) => (value ? [key.text, value.text] : [key.text])),
        expected,
      );
      for (const { key, value } of pairs) {
        for (const word of value ? [key, value] : [key]) {
          assert.ok(word.span.start <= word.span.end);
          const written = text.slice(word.span.start, word.span.end);
          assert.equal(written.replaceAll('\\\n', ''), word.text);
        }
      }
    });
  }
  check('ARG A', ['A']);
  check('ARG A B=1 C=', ['A'], ['B', '1'], ['C', '']);
  check('ARG A=b=c', ['A', 'b=c']);
  check('ARG A\u00a0B', ['A'], ['B']);
  check('ARG A="x y" B=\'x y\'', ['A', '"x y"'], ['B', "'x y'"]);
  check('ARG A="x\'y z" B', ['A', '"x\'y z"'], ['B']);
  check("ARG A='x\"y z' B", ['A', "'x\"y z'"], ['B']);
  check('ARG A="x\\"y z" B', ['A', '"x\\"y z"'], ['B']);
  check("ARG A='x\\' B", ['A', "'x\\'"], ['B']);
  check('ARG A=x\\ y B', ['A', 'x\\ y'], ['B']);
  check('ARG A=x\\"y B', ['A', 'x\\"y'], ['B']);
  check('ARG A="x y', ['A', '"x y']);
  check('ARG A=1 "B C"=2', ['A', '1'], ['"B C"', '2']);
  check('ARG A=1 \\\\\n', ['A', '1'], ['\\\\']);
  check('ARG A=1 \\\u00a0\n', ['A', '1']);
  check('ENV A=\\\n B=1', ['A', ''], ['B', '1']);
  check('ARG A=x\\\\\\\n', ['A', 'x\\\\']);
  check('ARG A=x \\\\\\\n', ['A', 'x'], ['\\\\']);
  check('# escape=`\nARG A=x` y B=\\ C', ['A', 'x` y'], ['B', '\\'], ['C']);
  check('ENV A b  c ', ['A', 'b  c']);
  check('ENV A =b', ['A', '=b']);
  check('ENV A "b=c"', ['A', '"b=c"']);
  check('ENV A=1 B=2', ['A', '1'], ['B', '2']);
  check('ENV A\\\nB=1\\\n2', ['AB', '12']);
  check('LABEL a.b=c "d e"="f g"', ['a.b', 'c'], ['"d e"', '"f g"']);
  check('LABEL a b', ['a', 'b']);

  it('says which are written without an equals sign', () => {
    const legacy = (text: string): unknown => {
      const instruction = first(text);
      return 'legacy' in instruction && instruction.legacy;
    };
    assert.deepEqual(['ENV a b', 'LABEL a b', 'ENV a=b', 'LABEL a=b'].map(legacy), [
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('flags of instructions', () => {
  /** Text, name, value, and what text and value cover in the file. */
  type Row = readonly [string, string, string?, string?, string?];

  function check(text: string, ...expected: readonly Row[]): void {
    it(JSON.stringify(text), () => {
      const cover = (span: Span): string => text.slice(span.start, span.end);
      assert.deepEqual(
        first(text).flags.map(({ text: flag, name, value, span }) =>
          value ? [flag, name, value.text, cover(span), cover(value.span)] : [flag, name],
        ),
        expected,
      );
    });
  }
  check('RUN x --a', ...[]);
  check('RUN --a x', ['--a', 'a']);
  check('RUN --a --b=c --d x', ['--a', 'a'], ['--b=c', 'b', 'c', '--b=c', 'c'], ['--d', 'd']);
  check('RUN --a= x', ['--a=', 'a', '', '--a=', '']);
  check('RUN --a=b=c x', ['--a=b=c', 'a', 'b=c', '--a=b=c', 'b=c']);
  check('RUN --a="b c" x', ['--a=b c', 'a', 'b c', '--a="b c"', '"b c"']);
  check("RUN --a='b\"c' x", ['--a=b"c', 'a', 'b"c', "--a='b\"c'", "'b\"c'"]);
  check('RUN --a="b\'c" x', ["--a=b'c", 'a', "b'c", '--a="b\'c"', '"b\'c"']);
  check('RUN --a=b\\ c x', ['--a=b c', 'a', 'b c', '--a=b\\ c', 'b\\ c']);
  check('RUN --a="b\\"c" x', ['--a=b"c', 'a', 'b"c', '--a="b\\"c"', '"b\\"c"']);
  check('RUN --a\\=b=c x', ['--a=b=c', 'a', 'b=c', '--a\\=b=c', 'b=c']);
  check('RUN --a=\u007fb x', ['--a=\u007fb', 'a', '\u007fb', '--a=\u007fb', '\u007fb']);
  check('RUN --a=b\\\\\\\n', ['--a=b\\', 'a', 'b\\', '--a=b\\\\\\', 'b\\\\\\']);
  check('RUN --a=$B@{c} x', ['--a=$B@{c}', 'a', '$B@{c}', '--a=$B@{c}', '$B@{c}']);
  check('RUN --a=\u0080 x', ['--a=Â\u0080', 'a', 'Â\u0080', '--a=\u0080', '\u0080']);
  check('RUN --a=\\\u0080b x', ['--a=Â\u0080b', 'a', 'Â\u0080b', '--a=\\\u0080b', '\\\u0080b']);
  check('RUN --a=b\\\f', ['--a=b', 'a', 'b', '--a=b\\', 'b\\']);
  check('RUN --a$b=c x', ['--a$b=c', 'a$b', 'c', '--a$b=c', 'c']);
  check('# escape=`\nRUN --a=b`"c\\ x', ['--a=b"c\\', 'a', 'b"c\\', '--a=b`"c\\', 'b`"c\\']);
  check('RUN --a=\uffff x', ['--a=ï¿¿', 'a', 'ï¿¿', '--a=\uffff', '\uffff']);
  check('RUN --a=\u{10000}b x', [
    '--a=ð\u0090\u0080\u0080b',
    'a',
    'ð\u0090\u0080\u0080b',
    '--a=\u{10000}b',
    '\u{10000}b',
  ]);
  check('RUN --a -- --b x', ['--a', 'a']);
  check('RUN --a --', ['--a', 'a']);
  check('RUN -- --a x');
  check('RUN - --a x');
  check('RUN --');
  check('RUN --"" --a x');
  check('RUN --a', ['--a', 'a']);
  check('RUN --a=1\\\n2 x', ['--a=12', 'a', '12', '--a=1\\\n2', '1\\\n2']);
});

describe('what is kept of a line that is refused', () => {
  function check(text: string, kind: string, message: string, ...more: string[]): void {
    it(JSON.stringify(text), () => {
      const { instructions, problems } = parseDockerfile(`FROM a\n${text}\n`);
      assert.equal(instructions[1]?.kind, kind);
      assert.deepEqual(
        problems.map(({ cause }) => cause),
        [message, ...more],
      );
    });
  }
  check('ENV A', 'env', 'ENV must have two arguments');
  check('LABEL A', 'label', 'LABEL must have two arguments');
  check('ENV A=1 B', 'env', `Syntax error - can't find = in "B". Must be of the form: name=value`);
  check('RUN [1]', 'run', 'when using JSON array syntax, arrays must be comprised of strings only');
  check(
    'HEALTHCHECK CMD [1]',
    'healthcheck',
    'when using JSON array syntax, arrays must be comprised of strings only',
  );
  check('NOPE [1]', 'unknown', 'unknown instruction: NOPE (did you mean COPY?)');
});

describe('comments above an instruction', () => {
  function check(text: string, ...expected: readonly (readonly [string, string])[]): void {
    it(JSON.stringify(text), () => {
      const comments = parseDockerfile(text).instructions.at(-1)?.comments ?? [];
      assert.deepEqual(
        comments.map((comment) => [comment.text, text.slice(comment.span.start, comment.span.end)]),
        expected,
      );
    });
  }
  check('# a\n#  b \n\nFROM x', ['a', '# a'], ['b', '#  b ']);
  check('# a\n#\n# b\nFROM x', ['b', '# b']);
  check('# a\n# \nFROM x');
  check('#\nFROM x');
  check('  # a\nFROM x', ['# a', '  # a']);
  check('# a\nFROM x\nRUN y');
  check('# syntax=a\n# b\nFROM x', ['b', '# b']);
});
