import assert from 'node:assert/strict';
import { runCommandLine } from '../../src/cli/commandLine.ts';
import { commandBlocksOf, readCommandBlocks } from '../support/docs/commandBlocks.ts';
import { readShellLine } from '../support/docs/shellLine.ts';
import { readDocument } from './markdown.ts';
import { readJson } from './packageManifest.ts';

const lines = readCommandBlocks().flatMap(({ document, commands }) =>
  commands.map((command) => ({ document, ...readShellLine(command), command })),
);
const { scripts } = readJson('package.json') as { scripts: Readonly<Record<string, string>> };

describe('commands in the documents', () => {
  it('are of programs that a test runs or reads', () => {
    // The live tier runs the first and lets the second read its arguments; the others are below.
    const known = ['multiarch', 'docker', 'npm', 'npx', 'node'];
    assert.ok(lines.length > 40);
    assert.deepEqual(
      lines.filter(({ words: [program = ''] }) => !known.includes(program)),
      [],
    );
  });

  it('of npm are scripts that there are', () => {
    const named = lines
      .filter(({ words: [program] }) => program === 'npm')
      .map(({ words: [, verb = '', script = ''] }) => (verb === 'run' ? script : verb));
    assert.deepEqual(
      named.filter((name) => name !== 'ci' && !Object.hasOwn(scripts, name)),
      [],
    );
  });

  it('of node start files that there are', () => {
    // Each holds the machine until Ctrl-C or does what the tiers do; the live tier is started by them.
    for (const { words, command } of lines.filter(({ words: [program] }) => program === 'node')) {
      assert.equal(words[1], 'test/lab/up.mjs', command);
    }
  });

  const documents = [
    ...new Set(readCommandBlocks().map(({ document }) => document)),
    'docs/rules.md',
  ];
  for (const document of documents) {
    it(`within the sentences of ${document} have options that there are`, async () => {
      for (const [, written = ''] of readDocument(document).matchAll(
        /`(multiarch [a-z][^`\n]*)`/g,
      )) {
        const [, name = '', ...rest] = readShellLine(written.replaceAll('…', '')).words;
        const help = await helpOf(name);
        for (const word of rest.filter((each) => each.startsWith('--'))) {
          assert.ok(help.includes(word.split('=')[0] ?? word), `${written} in ${document}`);
        }
      }
    });
  }
});

describe('commandBlocksOf', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['```sh\na b\n# c\n\nd\n```\n', ['a b', 'd']],
    ['```sh\na \\\n  b\n```\n', ['a b']],
    ['```console\n$ a\nb\n```\n', ['a']],
    ['```\n$ a\n```\n', ['a']],
    ['```json\n{}\n```\n', []],
  ];
  for (const [text, expected] of cases) {
    it(JSON.stringify(text), () => {
      assert.deepEqual(
        commandBlocksOf('x.md', text).flatMap(({ commands }) => commands),
        expected,
      );
    });
  }
});

describe('readShellLine', () => {
  const cases: readonly (readonly [string, ReturnType<typeof readShellLine>])[] = [
    ['a "b c" d=\'e\'', { words: ['a', 'b c', 'd=e'] }],
    ['a b   # why', { words: ['a', 'b'] }],
    ['a > b', { words: ['a'], output: 'b' }],
    ["echo '{}' | a", { words: ['a'], input: '{}' }],
  ];
  for (const [line, expected] of cases) {
    it(line, () => {
      assert.deepEqual(readShellLine(line), expected);
    });
  }
  for (const line of ['a && b', 'a | b', 'a ; b']) {
    it(`refuses ${line}`, () => {
      assert.throws(() => readShellLine(line));
    });
  }
});

async function helpOf(command: string): Promise<string> {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  const { signal } = new AbortController();
  await runCommandLine([command, '--help'], { write, writeError: write, signal });
  return text;
}
