import assert from 'node:assert/strict';
import {
  outsideOf,
  targetsNamed,
  type BakedTarget,
  type BakePlan,
} from '../../../../src/core/project/bakePlan.ts';
import { filesReadWith } from '../../../../src/core/project/fileNames.ts';

const target = (name: string, more: Partial<BakedTarget> = {}): BakedTarget => ({
  ...{ name, platforms: [], tags: [] },
  ...more,
});

describe('the plan of a bake', () => {
  const plan: BakePlan = {
    groups: [
      { name: 'default', members: ['app', 'all'] },
      { name: 'all', members: ['default', 'tool', 'gone'] },
    ],
    targets: [target('app'), target('extra'), target('tool')],
  };
  const check = (names: readonly string[], expected: readonly string[]) => {
    it(`builds for ${names.join(', ') || 'nothing'}: ${expected.join(', ')}`, () => {
      assert.deepEqual(
        targetsNamed(plan, names).map(({ name }) => name),
        expected,
      );
    });
  };
  check(['default'], ['app', 'tool']);
  check(['tool', 'extra', 'tool'], ['extra', 'tool']);
  check(['unknown'], []);
  check([], []);

  const outside = (directory: string, paths: readonly string[], expected: readonly string[]) => {
    it(`reads from ${directory} outside of it: ${expected.join(', ') || 'nothing'}`, () => {
      const targets = paths.map((context) => target(context, { context }));
      assert.deepEqual(outsideOf(directory, targets), expected);
    });
  };
  outside('/a', ['/a', '/a/b', '/ab', '/c/d', '/c', '/c'], ['/ab', '/c']);
  outside('/', ['/a'], []);
  outside('C:\\a', ['C:\\a\\b', 'C:\\c'], ['C:\\c']);

  const together = (name: string, names: readonly string[], expected: readonly string[]) => {
    it(`reads with ${name}: ${expected.join(', ')}`, () => {
      assert.deepEqual(filesReadWith(name, names), expected);
    });
  };
  together(
    'docker-bake.hcl',
    ['docker-bake.override.hcl', 'docker-bake.json', 'compose.yaml'],
    ['docker-bake.json', 'docker-bake.hcl', 'docker-bake.override.hcl'],
  );
  together(
    'compose.yaml',
    ['compose.override.yml', 'compose.yml'],
    ['compose.yaml', 'compose.override.yml'],
  );
  together('docker-compose.yml', [], ['docker-compose.yml']);
  // compose-go 2.13, cli/options.go: the first of each list that is there, whatever the other is called.
  together(
    'compose.yaml',
    ['docker-compose.override.yml', 'compose.yaml'],
    ['compose.yaml', 'docker-compose.override.yml'],
  );
  together(
    'docker-compose.yml',
    ['docker-compose.override.yaml', 'docker-compose.override.yml'],
    ['docker-compose.yml', 'docker-compose.override.yml'],
  );
  together(
    'docker-compose.yml',
    ['compose.yaml', 'docker-compose.override.yml'],
    ['docker-compose.yml'],
  );
  together('stack.yaml', ['compose.override.yml'], ['stack.yaml']);
  together(
    'compose.override.yml',
    ['compose.yaml', 'compose.override.yml'],
    ['compose.override.yml'],
  );
  together('other.hcl', ['docker-bake.hcl'], ['other.hcl']);
});
