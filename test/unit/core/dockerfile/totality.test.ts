import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseDockerfile } from '../../../../src/core/dockerfile/instructions.ts';
import { resolveBuild } from '../../../../src/core/dockerfile/resolve.ts';
import { expandWord } from '../../../../src/core/dockerfile/word.ts';
import type { Range, Span } from '../../../../src/core/text.ts';

const PIECES = [
  ...['FROM ', 'from ', 'COPY ', 'ADD ', 'RUN ', 'ARG ', 'ENV ', 'LABEL ', 'ONBUILD ', 'CMD '],
  ...['HEALTHCHECK ', 'SHELL ', 'VOLUME ', 'WORKDIR ', 'USER ', 'EXPOSE ', 'FORM '],
  ...['alpine', 'a', 'b', ' AS ', ' as b', 'scratch', '0', 'a:1', '@sha256:', 'NONE', 'x y'],
  ...['--platform=', '--from=', '--mount=from=', ',target=/x', '--', '--link', 'type=secret'],
  ...['$A', '${A}', '${A:-', '${A#', '${A//', '/', '}', '$BUILDPLATFORM', '$TARGETARCH', '$'],
  ...['"', "'", '\\', '`', '=', ' ', '\t', '\n', '\n', '\n', '\r\n', '\\\n', '`\r\n', '#', '# c\n'],
  ...['# escape=`\n', '# syntax=x\n', '# check=skip=all\n', '<<EOF', '<<-"E"', '\nEOF\n', '["a"]'],
  ...['[', ']', '{', '*', '?', '\ufeff', '\u0085', '\u00a0', 'é', '😀', '\ud800', '\0'],
];

/** Texts that look like Dockerfiles, and texts that do not. */
const texts = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

const words = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 12 })
  .map((pieces) => pieces.join(''));

const environments = fc.dictionary(fc.constantFrom('A', 'B', '1', '_'), words);

describe('any text', () => {
  it('is read, and every span lies inside it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const span of everySpan(parseDockerfile(text))) {
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps its instructions in order and apart', () => {
    fc.assert(
      fc.property(texts, (text) => {
        let end = 0;
        for (const { span } of parseDockerfile(text).instructions) {
          assert.ok(span.start >= end);
          end = span.end;
        }
      }),
    );
  });

  it('is resolved, and every range lies inside it', () => {
    fc.assert(
      fc.property(texts, environments, fc.boolean(), (text, buildArgs, hasBuilder) => {
        const { targets } = resolveBuild(text, {
          targets: ['linux/amd64', 'linux/arm/v7'],
          buildArgs,
          contexts: ['b'],
          ...(hasBuilder && { buildPlatform: 'linux/amd64' }),
        });
        const lines = text.split('\n');
        for (const range of everyRange(targets)) checkRange(range, lines);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has a problem or a stage', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { targets } = resolveBuild(text, { targets: ['linux/amd64'] });
        const [target] = targets;
        assert.ok(target && (target.problems.length > 0 || target.stages.length > 0));
      }),
    );
  });

  it('means the same with CRLF', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const unix = text.replaceAll('\r', '');
        const windows = unix.replaceAll('\n', '\r\n');
        assert.deepEqual(outline(windows), outline(unix));
      }),
    );
  });
});

describe('any word', () => {
  it('is expanded or refused', () => {
    fc.assert(
      fc.property(words, environments, (word, environment) => {
        const expanded = expandWord(word, environment);
        if (!expanded.ok) assert.match(expanded.problem.message, /^failed to process "/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('stands for itself in single quotes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const quoted = `'${text.replaceAll("'", '')}'`;
        const expanded = expandWord(quoted, { A: 'x' });
        assert.ok(expanded.ok && expanded.value.text === quoted.slice(1, -1));
      }),
    );
  });

  it('names each variable once, as set or as not set', () => {
    fc.assert(
      fc.property(words, environments, (word, environment) => {
        const expanded = expandWord(word, environment);
        if (!expanded.ok) return;
        const { matched, unmatched } = expanded.value;
        assert.ok(matched.every((name) => Object.hasOwn(environment, name)));
        assert.ok(unmatched.every((name) => !Object.hasOwn(environment, name)));
        assert.equal(new Set([...matched, ...unmatched]).size, matched.length + unmatched.length);
      }),
    );
  });
});

/** What a file says, without places and line ends. */
function outline(text: string): unknown {
  const { instructions, problems } = parseDockerfile(text);
  return [
    instructions.map(({ keyword, original, heredocs, range }) => [
      keyword,
      original,
      heredocs.map(({ name, content }) => [name, content.replaceAll('\r', '')]),
      range.start,
      range.end.line,
    ]),
    problems.map(({ message }) => message),
  ];
}

function* everySpan(value: unknown): Generator<Span> {
  if (typeof value !== 'object' || value === null) return;
  if ('start' in value && typeof value.start === 'number') yield value as Span;
  for (const part of Object.values(value)) yield* everySpan(part);
}

function* everyRange(value: unknown): Generator<Range> {
  if (typeof value !== 'object' || value === null) return;
  if ('start' in value && typeof value.start === 'object') yield value as Range;
  else for (const part of Object.values(value)) yield* everyRange(part);
}

function checkRange({ start, end }: Range, lines: readonly string[]): void {
  for (const { line, character } of [start, end]) {
    const length = lines[line]?.length;
    assert.ok(length !== undefined && 0 <= character && character <= length);
  }
  assert.ok(start.line < end.line || (start.line === end.line && start.character <= end.character));
}
