import assert from 'node:assert/strict';
import type { Instruction } from '../../../../src/core/dockerfile/instruction.ts';
import { parseDockerfile } from '../../../../src/core/dockerfile/instructions.ts';
import type { Span } from '../../../../src/core/text.ts';

type Parts = Readonly<Record<string, Span | undefined>>;

/** The parts of an instruction whose places matter. */
function partsOf(instruction: Instruction): Parts {
  const common = { keyword: instruction.keywordWord.span, flag: instruction.flags[0]?.span };
  switch (instruction.kind) {
    case 'from':
      return {
        ...common,
        platform: instruction.platform?.span,
        base: instruction.base?.span,
        as: instruction.as?.span,
        name: instruction.nameWord?.span,
      };
    case 'copy':
    case 'add':
      return { ...common, from: instruction.from?.span, last: instruction.args.at(-1)?.span };
    case 'run':
      return { ...common, from: instruction.mounts[0]?.from?.span };
    case 'arg':
      return {
        ...common,
        key: instruction.declarations.at(-1)?.key.span,
        value: instruction.declarations.at(-1)?.value?.span,
      };
    case 'env':
    case 'label':
      return {
        ...common,
        key: instruction.pairs.at(-1)?.key.span,
        value: instruction.pairs.at(-1)?.value?.span,
      };
    case 'onbuild':
      return { ...common, ...(instruction.trigger && partsOf(instruction.trigger)) };
    default:
      return common;
  }
}

/** Checks what the spans of the first instruction cover. */
function check(text: string, expected: Readonly<Record<string, string>>): void {
  it(`of ${JSON.stringify(text)}`, () => {
    const [instruction] = parseDockerfile(text).instructions;
    assert.ok(instruction);
    const parts = Object.entries(partsOf(instruction)).flatMap(([name, span]) =>
      span ? [[name, text.slice(span.start, span.end)]] : [],
    );
    assert.deepEqual(Object.fromEntries(parts), expected);
  });
}

describe('spans', () => {
  const from = { keyword: 'FROM', base: 'alpine', as: 'AS', name: 'b' };
  check('FROM alpine AS b\n', from);
  check('\ufeffFROM alpine AS b', from);
  check('\r\n\r\n  FROM\talpine  AS b  \r\n', from);
  check('FROM \\\r\n  alpine \\\r\n  # why\r\n\r\n  AS b\r\n', from);
  check('FROM alp\\\nine AS b\n', { ...from, base: 'alp\\\nine' });
  check('# escape=`\nFROM `\n alpine AS b\n', from);
  check('from --platform=$BUILDPLATFORM alpine', {
    keyword: 'from',
    flag: '--platform=$BUILDPLATFORM',
    platform: '$BUILDPLATFORM',
    base: 'alpine',
  });
  check('FROM --platform="linux/arm64" alpine', {
    keyword: 'FROM',
    flag: '--platform="linux/arm64"',
    platform: '"linux/arm64"',
    base: 'alpine',
  });
  check('FROM --platform=linux/\\\narm64 alpine', {
    keyword: 'FROM',
    flag: '--platform=linux/\\\narm64',
    platform: 'linux/\\\narm64',
    base: 'alpine',
  });
  check('FROM --platform= alpine', { keyword: 'FROM', flag: '--platform=', base: 'alpine' });
  check('FROM 😀alpine AS b', { ...from, base: '😀alpine' });
  check('FROM a b', { keyword: 'FROM', base: 'a' });
  check('FROM', { keyword: 'FROM' });
  check('COPY --link --from=build /a /b', {
    keyword: 'COPY',
    flag: '--link',
    from: 'build',
    last: '/b',
  });
  check('COPY --from=a ["x y", "z\\"]"]', {
    keyword: 'COPY',
    flag: '--from=a',
    from: 'a',
    last: 'z\\"]',
  });
  check('COPY --from= a b', { keyword: 'COPY', flag: '--from=', last: 'b' });
  // BuildKit refuses it.
  check('ADD --from=a b c', { keyword: 'ADD', flag: '--from=a', last: 'c' });
  check('RUN --mount=type=bind,from=golang:1,target=/x ls', {
    keyword: 'RUN',
    flag: '--mount=type=bind,from=golang:1,target=/x',
    from: 'golang:1',
  });
  check('RUN --mount=target=/x,"from=golang:1" ls', {
    keyword: 'RUN',
    flag: '--mount=target=/x,"from=golang:1"',
    from: 'golang:1',
  });
  check('RUN --mount=target=/x,\\\nFROM=a ls', {
    keyword: 'RUN',
    flag: '--mount=target=/x,\\\nFROM=a',
    from: 'a',
  });
  // What cannot be found as it is written is somewhere in the value.
  check("RUN --mount=fr'om'=go,target=/x ls", {
    keyword: 'RUN',
    flag: "--mount=fr'om'=go,target=/x",
    from: "fr'om'=go,target=/x",
  });
  check('RUN --mount=target=/x,from=go\\lang ls', {
    keyword: 'RUN',
    flag: '--mount=target=/x,from=go\\lang',
    from: 'target=/x,from=go\\lang',
  });
  check('ARG A B="x y"', { keyword: 'ARG', key: 'B', value: '"x y"' });
  check('ARG A=1 \\\n # c\n B\\\nC=2\\\n3', { keyword: 'ARG', key: 'B\\\nC', value: '2\\\n3' });
  check('ENV A=1 B=', { keyword: 'ENV', key: 'B', value: '' });
  check('ENV A  b c', { keyword: 'ENV', key: 'A', value: 'b c' });
  check('ONBUILD COPY --from=nginx a b', {
    keyword: 'COPY',
    flag: '--from=nginx',
    from: 'nginx',
    last: 'b',
  });
});

describe('spans of problems', () => {
  function checkProblem(text: string, message: string, underlined: string): void {
    it(`of ${JSON.stringify(text)}`, () => {
      const [problem] = parseDockerfile(text).problems;
      assert.equal(problem?.cause, message);
      assert.equal(text.slice(problem.span.start, problem.span.end), underlined);
    });
  }
  checkProblem('FROM a\nFORM b', 'unknown instruction: FORM (did you mean FROM?)', 'FORM');
  checkProblem(
    'FROM --plaform=x a',
    'unknown flag: --plaform (did you mean platform?)',
    '--plaform=x',
  );
  checkProblem('FROM a b', 'FROM requires either one or three arguments', 'b');
  checkProblem(
    'FROM a AS 1b',
    `invalid name for build stage: "1b", name can't start with a number or contain symbols`,
    '1b',
  );
  checkProblem(
    '# escape=x\nFROM a',
    "invalid escape token 'x' does not match ` or \\",
    '# escape=x',
  );
  checkProblem(
    'FROM a\nENV A=1 B',
    `Syntax error - can't find = in "B". Must be of the form: name=value`,
    'B',
  );
  checkProblem('FROM a\nENV A', 'ENV must have two arguments', 'ENV A');
  checkProblem('FROM a\nRUN <<E\nx', 'unterminated heredoc', 'RUN <<E');
  checkProblem('RUN x\nFROM a', 'no build stage in current context', 'RUN');
  checkProblem(
    'FROM a\nRUN --mount=from=$B,target=/x ls',
    "'from' doesn't support variable expansion, define alias stage instead",
    'from=$B,target=/x',
  );
  checkProblem('FROM a\nRUN --network=x ls', 'invalid network mode "x"', 'x');
  checkProblem('FROM a\nRUN --device=a,b ls', "invalid field 'b' must be a key=value pair", 'a,b');
  checkProblem('FROM a\nRUN --mount= ls', 'failed to parse csv mounts: EOF', '');
  checkProblem(
    'FROM a\nRUN --mount=\\"a ls',
    'failed to parse csv mounts: parse error on line 1, column 2: extraneous or missing " in quoted-field',
    '\\"a',
  );
  checkProblem('FROM a\nCOPY a <<E\nE\n', 'COPY cannot accept a heredoc as a destination', '<<E');
  checkProblem(
    `FROM a\nRUN ${'x'.repeat(65_532)}`,
    'dockerfile line greater than max allowed size of 65535',
    `RUN ${'x'.repeat(65_532)}`,
  );
});
