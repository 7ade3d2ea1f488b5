import assert from 'node:assert/strict';
import fc from 'fast-check';
import { scanShell } from '../../../../src/core/shell/scan.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../../../../src/core/shell/script.ts';
import type { Span } from '../../../../src/core/text.ts';

const scan = (text: string): ShellScript => scanShell({ text, pieces: [{ at: 0, source: 0 }] });

describe('a hostile shell text', () => {
  const pieces = [
    ...['if ', 'then ', 'elif ', 'else ', 'fi', 'case x in ', 'esac', 'a) ', ';;', 'for i in '],
    ...['while ', 'do ', 'done', '{ ', '}', '(', ')', '$(', '$((', '))', '${', '${a:-', '`', '[[ '],
    ...[']]', "'", '"', '\\', '\n', ' ', ';', '&&', '||', '|', '&', '<', '>', '<<E', '<<-"E"'],
    ...['\nE\n', '#', '$x', 'a=', 'sh -c ', 'bash <<E\n', '!', '=(', '@(', "$'", 'é', '\u{1F600}'],
    ...['0', '$', 'function f ', 'f() ', '<(', 'env ', 'sudo -u ', '[ ', 'exit', '\r', '\t'],
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), {
    maxLength: 60,
  });

  it('is read without an exception, with spans within it that hold what they say', () => {
    fc.assert(
      fc.property(text, (parts) => {
        const source = parts.join('');
        const { commands, variables } = scan(source);
        const within = ({ start, end }: Span): boolean =>
          0 <= start && start <= end && end <= source.length;
        for (const { span, nameSpan, name } of variables) {
          assert.ok(within(span) && within(nameSpan));
          assert.equal(source.slice(nameSpan.start, nameSpan.end), name);
        }
        for (const command of commands) {
          assert.ok(within(command.span));
          for (const word of wordsOf(command)) {
            assert.ok(within(word.span));
            assert.equal(source.slice(word.span.start, word.span.end), word.text);
          }
        }
      }),
      { numRuns: 1500 },
    );
  });

  for (const piece of [
    ...pieces,
    '$(`',
    '"${a:-"',
    '"$(',
    '`"',
    '${a[',
    'if if ',
    '; [ a ] || exit',
  ]) {
    it(`takes linear time for ${JSON.stringify(piece)} over and over`, () => {
      const source = piece.repeat(Math.ceil(30_000 / piece.length));
      const start = process.cpuUsage();
      scan(source);
      assert.ok(process.cpuUsage(start).user < 500_000);
    });
  }
});

function wordsOf(command: ShellCommand): readonly ShellWord[] {
  const { words, wrappers, assignments, redirections } = command;
  return [
    ...words,
    ...wrappers,
    ...assignments.map(({ value }) => value),
    ...redirections.flatMap(({ target, body }) => (body ? [target, body] : [target])),
  ];
}
