import assert from 'node:assert/strict';
import { completeSpec } from '../../../src/server/features/specCompletion.ts';

describe('the tags of an image in a spec', () => {
  const check = (line: string, asked: string | undefined, replaced = '') => {
    it(line, async () => {
      const character = line.indexOf('|');
      const text = `image: a/b:1\nmanifests:\n${line.replace('|', '')}\n`;
      let wanted: string | undefined;
      const found = await completeSpec(text, { line: 2, character }, (reference) => {
        wanted = reference;
        return Promise.resolve([{ tag: '1-arm64', platforms: ['linux/arm64'] }]);
      });
      assert.equal(wanted, asked);
      if (asked === undefined) {
        assert.deepEqual(found?.items ?? [], []);
        return;
      }
      const [item] = found?.items ?? [];
      assert.ok(item);
      assert.deepEqual([item.label, item.detail], ['1-arm64', 'linux/arm64']);
      const edit = item.textEdit as {
        range: { start: { character: number }; end: { character: number } };
      };
      const { start, end } = edit.range;
      assert.equal(line.replace('|', '').slice(start.character, end.character), replaced);
    });
  };
  check('  - image: team/tool:|', 'team/tool');
  check('  - image: 127.0.0.1:5000/tool:1-|', '127.0.0.1:5000/tool:1-', '1-');
  check('  - image: 127.0.0.1:5000/to|', undefined);
  check('  - { image: team/tool:|', undefined);
  check('  - image: "team/tool:1-a|md"', 'team/tool:1-a', '1-amd');
  check('  - platform: team/tool:|', undefined);

  it('takes any text in time', async () => {
    const long = `${'  - image:\n'.repeat(20_000)}  x: |`;
    const none = () => Promise.resolve([]);
    await completeSpec(long, { line: 20_000, character: 5 }, none);
    await completeSpec(`${' '.repeat(100_000)}:`, { line: 0, character: 99_999 }, none);
  });
});
