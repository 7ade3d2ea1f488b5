import assert from 'node:assert/strict';
import { stageFlow } from '../../../../src/core/analysis/stageFlow.ts';
import { parseDockerfile } from '../../../../src/core/dockerfile/instructions.ts';
import { resolveBuild } from '../../../../src/core/dockerfile/resolve.ts';
import { runScripts } from '../../../../src/core/shell/runScript.ts';
import { describeCommand } from './describe.ts';

describe('the scripts of a stage', () => {
  describe('joins lines as BuildKit does', () => {
    check('continued', 'FROM a\nRUN a \\\n  b \\\n\\\n && c\n', ['a b', 'c']);
    check('with comments and empty lines between', 'FROM a\nRUN a \\\n# $X "\n\n  # y\n b\n', [
      'a b',
    ]);
    check('with a comment of the shell', 'FROM a\nRUN a # b \\\n c\nRUN d\n', ['a', 'd']);
    check('in the middle of a word', 'FROM a\nRUN curl https://x/\\\ny.tgz\n', [
      'curl https://x/y.tgz',
    ]);
    check('with another escape character', '# escape=`\nFROM a\nRUN a `\n b\\\\c\n', ['a b\\c']);
    check('with CRLF', 'FROM a\r\nRUN a \\\r\n b\r\nRUN c\r\n', ['a b', 'c']);
    check(
      'with flags in front',
      'FROM a\nRUN --mount=type=cache,target=/x \\\n  --network=none a\n',
      ['a'],
    );
    check('in lower case, indented', '  from a\n  run a\n', ['a']);
    check('without anything', 'FROM a\nRUN\n', []);
  });

  describe('reads heredocs', () => {
    check('that are the script', 'FROM a\nRUN <<EOF\na $X\nb\nEOF\nRUN c\n', ['a ·', 'b', 'c']);
    check('with a quoted name, which only BuildKit minds', 'FROM a\nRUN <<"EOF"\na $X\nEOF\n', [
      'a ·',
    ]);
    check('with tabs', 'FROM a\nRUN <<-EOF\n\tif a; then\n\t\tb\n\tfi\n\tEOF\n', [
      'a',
      'b ? if: a',
    ]);
    check('with a #! of a shell', 'FROM a\nRUN <<EOF\n#!/usr/bin/env bash\na\nEOF\n', ['a']);
    check('with a #! of another program', 'FROM a\nRUN <<EOF\n#!/usr/bin/env python3\na\nEOF\n', [
      'other',
    ]);
    check('that are input', 'FROM a\nRUN python3 <<EOF\nprint("$X")\nEOF\nRUN b\n', [
      'python3 <<‹print("·")⏎›',
      'b',
    ]);
    check('that are quoted input', "FROM a\nRUN cat <<'EOF' > /x && b\n$X\nEOF\n", [
      'cat <<‹$X⏎› >/x',
      'b',
    ]);
    check('after a continued line', 'FROM a\nRUN a && \\\n cat <<EOF\n$X \\\nEOF\n', [
      'a',
      'cat <<‹· ›',
    ]);
    check('of a shell', 'FROM a\nRUN bash -e <<EOF\na\nEOF\n', ['bash -e <<EOF', 'a ← bash']);
    check('several', 'FROM a\nRUN cat <<A <<B\na\nA\nb\nB\n', ['cat <<‹a⏎› <<‹b⏎›']);
  });

  describe('reads input of a shell', () => {
    const from = (line: string) => `FROM a\nRUN ${line} <<EOF\na\nEOF\n`;
    check('by itself', from('sh'), ['sh <<EOF', 'a ← sh']);
    check('with options', from('sh -e +x'), ['sh -e +x <<EOF', 'a ← sh']);
    check('with -s and operands', from('sh -s b c'), ['sh -s b c <<EOF', 'a ← sh']);
    check('that has a script already', from('sh -c b'), ['sh -c b <<‹a⏎›']);
    check('that runs a file', from('sh b -s'), ['sh b -s <<‹a⏎›']);
  });

  describe('reads the exec form', () => {
    check('with escapes', 'FROM a\nRUN ["sh", "-c", "\\u0061\\tb \\"c\\" \\/\\u00e9d"]\n', [
      'a b c /éd ← sh',
      'sh -c a\tb "c" /éd',
    ]);
    check('as one command', 'FROM a\nRUN ["go", "build", "$X"]\n', ['go build $X']);
    check('with a wrapper', 'FROM a\nRUN ["env", "A=b", "/bin/go"]\n', ['A=b [env] /bin/go']);
    check('of a shell, with its script', 'FROM a\nRUN ["sh", "-c", "a \\"$X\\"\\n b"]\n', [
      'a · ← sh',
      'b ← sh',
      'sh -c a "$X"⏎ b',
    ]);
    check('with nothing', 'FROM a\nRUN []\n', []);
  });

  describe('knows which shell reads it', () => {
    const other = ['other'];
    check('bash', 'FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a\n', ['a']);
    check('bash on Windows', 'FROM a\nSHELL ["C:\\\\x\\\\bash.exe", "-c"]\nRUN a\n', ['a']);
    check('busybox', 'FROM a\nSHELL ["/busybox/sh", "-c"]\nRUN a\n', ['a']);
    check('PowerShell', 'FROM a\nSHELL ["powershell", "-Command"]\nRUN a\n', other);
    check('pwsh, but not for the exec form', 'FROM a\nSHELL ["pwsh", "-c"]\nRUN a\nRUN ["b"]\n', [
      'other',
      'b',
    ]);
    check('one after the other', 'FROM a\nRUN a\nSHELL ["cmd", "/S", "/C"]\nRUN b\n', [
      'a',
      'other',
    ]);
    check('of the stage below', 'FROM a AS b\nSHELL ["cmd"]\nFROM b\nRUN a\n', other);
    check(
      'of a stage further below',
      'FROM a AS b\nSHELL ["cmd"]\nFROM b AS c\nFROM c\nRUN a\n',
      other,
    );
    check(
      'of the stage below, whatever stands behind it',
      'FROM a AS b\nSHELL ["cmd"]\nENV A=1\nFROM b\nUSER c\nRUN a\n',
      other,
    );
    check('of Windows', 'FROM --platform=windows/amd64 a\nRUN a\n', other);
  });

  it('gives places in the file', () => {
    const text = 'FROM a\nRUN go \\\n  # no\n  build "${X:-1}" \\\n  && curl ht\\\ntp://$Y\n';
    assert.deepEqual(slices(text), ['${X:-1}', '$Y']);
    assert.deepEqual(slices('FROM a\nRUN <<EOF\n echo $X\nEOF\n'), ['$X']);
    assert.deepEqual(slices('FROM a\nRUN a <<EOF \\\n && b $Y\n echo $X\nEOF\n'), ['$Y', '$X']);
    const exec = 'FROM a\nRUN [ "go" , "build" ]\n';
    const [{ script } = { script: undefined }] = scriptsOf(exec).scripts();
    const span = script?.commands[0]?.span;
    assert.equal(exec.slice(span?.start, span?.end), '"go" , "build"');
    assert.deepEqual(slices('FROM a\nRUN ["sh", "-c", "a \\"\\t$X\\" ${Y}"]\n'), ['$X', '${Y}']);
  });

  it('reads each RUN once', () => {
    const { scripts } = scriptsOf('FROM a\nRUN b\n');
    assert.equal(scripts()[0], scripts()[0]);
  });
});

function check(title: string, text: string, expected: readonly string[]): void {
  it(title, () => {
    const found = scriptsOf(text)
      .scripts()
      .flatMap(({ shell, script }) =>
        shell === 'other' ? ['other'] : script.commands.map(describeCommand),
      );
    assert.deepEqual(found, expected);
  });
}

/** What stands in the file where the variables of its last stage are. */
function slices(text: string): readonly string[] {
  return scriptsOf(text)
    .scripts()
    .flatMap(({ script }) => script.variables.map(({ span }) => text.slice(span.start, span.end)));
}

function scriptsOf(text: string) {
  const dockerfile = parseDockerfile(text);
  const flow = stageFlow(dockerfile, resolveBuild(dockerfile, { targets: ['linux/amd64'] }));
  return { scripts: () => runScripts(dockerfile, flow, flow.stages.length - 1) };
}
