import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import { scriptCommands } from '../../../../src/core/ci/scriptCommands.ts';

/** A workflow with one step, `run` as it is written, and a step behind it. */
function workflow(run: string): string {
  return `jobs:\n  a:\n    steps:\n      - run: ${run}\n      - run: docker push o/b\n`;
}

/** Commands of the first step: the words, and the text of each command in the file where it differs. */
function told(text: string): readonly (readonly string[])[] {
  const [job] = readImageUses('workflow', text).pipeline?.jobs ?? [];
  const script = job?.steps[0]?.script;
  assert.ok(script);
  return scriptCommands(script, text).map(({ name, words, span }) => {
    const written = text.slice(span.start, span.end);
    for (const word of words) {
      const place = text.slice(word.span.start, word.span.end);
      assert.equal(place.replace(/["']/g, ''), word.text);
      assert.ok(span.start < word.span.start && word.span.end <= span.end, place);
    }
    assert.ok(written.includes(name), written);
    return [name, ...words.map((word) => word.text)];
  });
}

describe('commands of a script in a pipeline', () => {
  const check = (title: string, run: string, expected: readonly string[]) => {
    it(title, () => {
      assert.deepEqual(
        told(workflow(run)).map((words) => words.join('|')),
        expected,
      );
    });
    it(`${title}, in a file of Windows`, () => {
      assert.deepEqual(
        told(workflow(run).replaceAll('\n', '\r\n')).map((words) => words.join('|')),
        expected,
      );
    });
  };
  const build = 'docker|build|-t|o/a:1|.';
  check('in one line', 'docker build -t o/a:1 .', [build]);
  check('in quotes of YAML', '"docker build -t o/a:1 ."', [build]);
  check('with quotes of the shell', `docker build -t 'o/a:1' "."`, [build]);
  check('in two lines of a plain text, which are one', 'docker build\n          -t o/a:1 .', [
    build,
  ]);
  check(
    'in lines of a plain text with an empty one between, which stay two',
    'docker pull a\n\n          docker pull b',
    ['docker|pull|a', 'docker|pull|b'],
  );
  check('in lines of a block', '|\n          docker pull a\n          docker pull b', [
    'docker|pull|a',
    'docker|pull|b',
  ]);
  check('in a block that ends without a line break', '|-\n          docker pull a', [
    'docker|pull|a',
  ]);
  check('below empty lines of a block', '|\n\n          \n          docker pull a\n', [
    'docker|pull|a',
  ]);
  check(
    'in a block with lines that the shell joins',
    '|\n          docker build \\\n            -t o/a:1 \\\n            .\n',
    [build],
  );
  check(
    'in a here-document of a block, as the shell reads it',
    '|\n          cat <<END > x\n            docker pull a\n          END\n          docker pull b\n',
    ['cat', 'docker|pull|b'],
  );
  check(
    'in a folded block, whose lines are one',
    '>\n          docker build\n          -t o/a:1 .\n',
    [build],
  );
  check(
    'in a folded block with an empty line',
    '>-\n          docker pull\n          a\n\n          docker pull b\n',
    ['docker|pull|a', 'docker|pull|b'],
  );
  check(
    'in a folded block with lines that are indented further, which stay',
    '>\n          docker pull a\n            docker pull b\n            docker pull c\n          docker\n          pull d\n',
    ['docker|pull|a', 'docker|pull|b', 'docker|pull|c', 'docker|pull|d'],
  );
  check('with an expression, which is a part of a word', 'docker pull o/a:${{ github.sha }}', [
    'docker|pull|o/a:${{ github.sha }}',
  ]);
  check(
    'with expressions that have signs of the shell in them',
    "docker pull ${{ a && b || 'c;d' }}-${{ e }} && docker pull ${{ f | g }}",
    ['docker|pull|${{ a && b || c;d }}-${{ e }}', 'docker|pull|${{ f | g }}'],
  );
  check('with an expression that never ends', 'docker pull a; echo ${{ b', [
    'docker|pull|a',
    'echo|${{ b',
  ]);
  check('with assignments', 'A=1 B=2; C=3 docker pull a', ['docker|pull|a']);
  check('by their path', '/usr/bin/docker pull a && sudo /bin/docker pull b', [
    'docker|pull|a',
    'docker|pull|b',
  ]);
  check('without any', '"# nothing"', []);

  it('behind 64 KiB of a script are not read', () => {
    const line = '          docker pull a\n';
    const count = Math.floor((64 * 1024) / line.length);
    const few = told(workflow(`|\n${line.repeat(count - 10)}`));
    assert.equal(few.length, count - 10);
    const many = told(workflow(`|\n${line.repeat(count + 10)}`));
    assert.ok(count - 2 < many.length && many.length < count + 2, String(many.length));
  });
});
