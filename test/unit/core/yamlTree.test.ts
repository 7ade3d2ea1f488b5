import assert from 'node:assert/strict';
import { parseYaml, treeOf } from '../../../src/adapters/workspace/yamlTrees.ts';
import { entriesOf, itemsOf, textAt, valueAt } from '../../../src/core/yamlTree.ts';

const workflow = `on: push
env:
jobs:
  image:
    runs-on: ubuntu-latest
    name: ''
    steps:
      - uses: actions/checkout@v5
      - run: docker buildx build .
`;

describe('what stands in a YAML document', () => {
  const limits = { length: 1_000, brackets: 10, values: 100, depth: 10, maps: 10 };
  const parsed = parseYaml(workflow, limits);
  assert.ok(parsed.ok && parsed.documents[0]);
  const { tree } = treeOf(parsed.documents[0], limits);

  function check(keys: readonly string[], kind: string | undefined, text?: string): void {
    it(`under ${JSON.stringify(keys)}: ${kind ?? 'nothing at all'}`, () => {
      assert.equal(valueAt(tree, ...keys)?.kind, kind);
      const found = textAt(tree, ...keys);
      assert.equal(found?.text, text);
      if (found) assert.equal(workflow.slice(found.span.start, found.span.end), text);
    });
  }
  check([], 'map');
  check(['on'], 'text', 'push');
  check(['env'], 'nothing');
  check(['jobs', 'image'], 'map');
  check(['jobs', 'image', 'runs-on'], 'text', 'ubuntu-latest');
  check(['jobs', 'image', 'steps'], 'list');
  // An empty text says nothing.
  check(['jobs', 'image', 'name'], 'text');
  check(['jobs', 'other'], undefined);
  check(['runs-on'], undefined);
  // In a text, a list, or what is not there, nothing stands under a key.
  check(['on', 'push'], undefined);
  check(['jobs', 'image', 'steps', '0'], undefined);
  check(['other', 'image', 'name'], undefined);

  it('under no keys of no tree is nothing', () => {
    assert.equal(valueAt(undefined, 'on'), undefined);
    assert.equal(textAt(undefined), undefined);
  });

  it('has entries if it is a map, and items if it is a list', () => {
    const steps = valueAt(tree, 'jobs', 'image', 'steps');
    const keys = (at: typeof steps) => entriesOf(at).map(({ key }) => key);
    assert.deepEqual(keys(tree), ['on', 'env', 'jobs']);
    assert.deepEqual(itemsOf(steps).map(keys), [['uses'], ['run']]);
    for (const none of [valueAt(tree, 'on'), valueAt(tree, 'env'), undefined]) {
      assert.deepEqual([entriesOf(none), itemsOf(none)], [[], []]);
    }
    assert.deepEqual([entriesOf(steps), itemsOf(tree)], [[], []]);
  });
});
