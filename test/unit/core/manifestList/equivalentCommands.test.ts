import assert from 'node:assert/strict';
import type { ListWishes } from '../../../../src/core/manifestList/assemble.ts';
import {
  equivalentCommands,
  type NamedSource,
} from '../../../../src/core/manifestList/equivalentCommands.ts';

const image: NamedSource = { reference: 'r.test/a:amd64', isList: false, isChanged: false };
const list: NamedSource = { reference: 'r.test/a:1', isList: true, isChanged: false };
const create = 'docker buildx imagetools create';

describe('commands of docker that make a list', () => {
  const check = (
    name: string,
    sources: readonly NamedSource[],
    wishes: ListWishes,
    expected: readonly string[],
  ) =>
    it(name, () => {
      const found = equivalentCommands(['r.test/a:2'], sources, wishes);
      const lines = found.flatMap(({ commands }) => commands.map((words) => words.join(' ')));
      assert.deepEqual(lines, expected);
    });

  check('of images', [image], {}, [
    `${create} --tag r.test/a:2 r.test/a:amd64`,
    'docker manifest create r.test/a:2 r.test/a:amd64',
    'docker manifest push --purge r.test/a:2',
  ]);
  check('of a list', [list, image], {}, [`${create} --tag r.test/a:2 r.test/a:1 r.test/a:amd64`]);
  check('of another registry', [{ ...image, reference: 'other.test/a:1' }], {}, [
    `${create} --tag r.test/a:2 other.test/a:1`,
  ]);
  check('with annotations', [image], { annotations: { b: 'c' } }, [
    `${create} --tag r.test/a:2 --annotation index:b=c r.test/a:amd64`,
  ]);
  check('copied byte for byte', [list], { asIs: true }, [`${create} --tag r.test/a:2 r.test/a:1`]);
  check('that is an image, and stays one', [image], { asIs: true }, [
    `${create} --prefer-index=false --tag r.test/a:2 r.test/a:amd64`,
  ]);
  check('of a type that only one of them has', [list], { type: 'docker' }, []);
  check('of which something is left out', [{ ...list, isChanged: true }], {}, []);
});
