import assert from 'node:assert/strict';
import { chooseNodes } from '../../../../src/core/build/nodeChoice.ts';
import { samePlatforms, withPins } from '../../../../src/core/build/pins.ts';
import type { Builder } from '../../../../src/core/build/workerNode.ts';

/** `name: pinned | reported`, with blanks between platforms. */
function builderOf(lines: readonly string[]): Builder {
  const words = (text = '') => text.split(' ').filter((word) => word !== '');
  const nodes = lines.map((line) => {
    const [name = '', rest = ''] = line.split(':');
    const [pinned, reported] = rest.split('|');
    const platforms = [...new Set([...words(pinned), ...words(reported)])];
    return { name, endpoint: '', status: 'running', pinned: words(pinned), platforms };
  });
  return { name: 'farm', driver: 'remote', current: false, nodes };
}

/** As the store of buildx 0.13.1 and 0.29.1 was after `create --append --node … --platform …`. */
describe('withPins', () => {
  const check = (before: readonly string[], node: string, pins: string, expected: string) =>
    it(`${before.join('; ')} + ${node}: ${pins}`, () => {
      const after = withPins(builderOf(before), node, pins.split(' '));
      const text = after.nodes.map(({ name, pinned = [] }) => [name, ...pinned].join(' '));
      assert.equal(text.join('; '), expected);
    });

  check(['a:|', 'b:|'], 'b', 'linux/arm64', 'a; b linux/arm64');
  check(
    ['a:linux/arm64 linux/arm/v7|', 'b:|'],
    'b',
    'linux/arm64',
    'a linux/arm/v7; b linux/arm64',
  );
  check(['a:linux/arm64|', 'b:|'], 'b', 'linux/aarch64', 'a; b linux/aarch64');
  check(['a:linux/amd64|'], 'a', 'linux/386', 'a linux/386');

  it('lets a build go where the pins say', () => {
    const before = builderOf(['a:|linux/amd64 linux/arm64', 'b:|linux/arm64']);
    const after = withPins(withPins(before, 'b', ['linux/arm64']), 'a', ['linux/amd64']);
    const places = (builder: Builder) =>
      chooseNodes(builder, ['linux/amd64', 'linux/arm64']).choices.map(({ node }) => node);
    assert.deepEqual(
      [places(before), places(after)],
      [
        ['a', 'a'],
        ['a', 'b'],
      ],
    );
  });
});

it('platforms are the same however they are written', () => {
  assert.equal(
    samePlatforms(['linux/arm64', 'linux/amd64'], ['linux/amd64', 'linux/aarch64']),
    true,
  );
  assert.equal(samePlatforms(['linux/arm64'], []), false);
});
