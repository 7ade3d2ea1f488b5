import assert from 'node:assert/strict';
import { diagnosticsWhen, openDockerfile, ruleOf } from './documents.ts';

describe('a file that is no good Dockerfile', () => {
  check('empty', '', 'the Dockerfile cannot be empty', '');
  check('only a comment', '# nothing yet\n', 'file with no instructions', '# nothing yet');
  check(
    'a letter',
    'This is a letter,\nno Dockerfile.\n',
    'dockerfile parse error on line 1: unknown instruction: This',
    'This',
  );
  check(
    'control characters',
    '\u0001\u0002',
    'dockerfile parse error on line 1: unknown instruction: \ufffd\ufffd',
    '\u0001\u0002',
  );
  check(
    'an instruction with a typing error',
    'FROM scratch\nRUNN true\n',
    'dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)',
    'RUNN',
  );
  check(
    'a heredoc without end',
    'FROM scratch\nRUN <<EOF\necho\n',
    'unterminated heredoc',
    'RUN <<EOF',
  );
  check(
    'a reference that is none',
    'FROM Not/A/Reference\n',
    'failed to parse stage name "Not/A/Reference": invalid reference format: repository name (A/Reference) must be lowercase',
    'Not/A/Reference',
  );
  check(
    'a platform that is none',
    'FROM --platform=linux/amd64/v1/x scratch\n',
    'failed to parse platform linux/amd64/v1/x: "linux/amd64/v1/x": cannot parse platform specifier: invalid argument',
    'linux/amd64/v1/x',
    'invalid-platform',
  );
});

/** One error on exactly these words: BuildKit's own message, and then the next step. */
function check(
  name: string,
  text: string,
  message: string,
  words: string,
  rule = 'dockerfile-error',
): void {
  it(`says what is wrong with ${name}`, async () => {
    const document = await openDockerfile(text);
    const found = await diagnosticsWhen(document.uri, ({ length }) => length > 0);
    assert.deepEqual(
      found.map((diagnostic) => [
        ruleOf(diagnostic),
        diagnostic.message.slice(0, message.length),
        document.getText(diagnostic.range),
      ]),
      [[rule, message, words]],
    );
    assert.match(found[0]?.message.slice(message.length) ?? '', /^\. [A-Z].*\.$/);
  });
}
