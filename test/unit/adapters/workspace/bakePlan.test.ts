import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBakePlan } from '../../../../src/adapters/workspace/bakePlan.ts';

const fixtures = join(__dirname, '../../../fixtures/buildx');

describe('what bake prints of its plan', () => {
  const read = (version: string, name: string) => {
    const file = join(fixtures, version, 'bake-plan', name);
    const plan = parseBakePlan(readFileSync(file, 'utf8'), '/w');
    assert(plan.ok);
    return plan.value;
  };
  const app = {
    name: 'app',
    platforms: ['linux/amd64', 'linux/arm64'],
    tags: ['example.com/app:latest'],
    outputs: [],
    context: '/w',
    dockerfile: '/w/Dockerfile',
    stage: 'app',
  };

  it('is read of buildx 0.13', () => {
    const { groups, targets } = read('0.13.1', 'print.stdout');
    assert.deepEqual(groups, [{ name: 'default', members: ['app', 'tool'] }]);
    assert.deepEqual(targets, [
      app,
      { name: 'tool', platforms: [], tags: [], outputs: ['registry'] },
    ]);
    assert.deepEqual(read('0.13.1', 'print-set.stdout').targets, [
      { ...app, platforms: ['linux/arm64', 'linux/s390x'], outputs: ['registry'] },
    ]);
  });

  it('is read of buildx 0.29', () => {
    const { groups, targets } = read('0.29.1', 'print-all.stdout');
    assert.deepEqual(
      groups.map(({ name }) => name),
      ['all', 'default', 'extra'],
    );
    assert.deepEqual(
      targets.map(({ name }) => name),
      ['app', 'extra-a', 'extra-b', 'tool'],
    );
    assert.deepEqual(targets[0], { ...app, description: 'The app' });
    // Inline: there is no file.
    assert.equal(targets[1]?.dockerfile, undefined);
    assert.deepEqual(read('0.29.1', 'print-set.stdout').targets[0]?.outputs, ['registry']);
  });

  it('has the names that outputs give to images', () => {
    const output = ['type=registry,"name=b:1,c:1"', { type: 'registry', name: 'd:1,a:1' }];
    const plan = parseBakePlan(JSON.stringify({ target: { t: { tags: ['a:1'], output } } }), '/w');
    assert.deepEqual(plan.ok && plan.value.targets[0]?.tags, ['a:1', 'b:1', 'c:1', 'd:1']);
  });

  it('may be nothing, or something else', () => {
    assert.deepEqual(parseBakePlan('{}', '/w'), {
      ok: true,
      value: { groups: [], targets: [], json: '{}' },
    });
    assert.equal(parseBakePlan('[]', '/w').ok, false);
    assert.equal(parseBakePlan('', '/w').ok, false);
  });
});
