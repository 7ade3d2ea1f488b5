import assert from 'node:assert/strict';
import { readBuilders } from '../../src/adapters/docker/readBuilders.ts';
import { platforms } from './machines.ts';

/** What the builders view is made of, read from the real engine. */
describe('the builders of the lab', () => {
  it('are read with the platforms of the current one, its engine and emulators', async () => {
    const answer = await readBuilders('docker');
    assert.ok(answer.ok, JSON.stringify(answer));
    const current = answer.builders.find((builder) => builder.current);
    const node = current?.nodes[0];
    assert.ok(node, JSON.stringify(answer.builders));
    assert.deepEqual(
      platforms.filter((platform) => !node.platforms.includes(platform)),
      [],
    );
    assert.match(node.engine?.version ?? '', /^\d+\.\d+\.\d+/);
    assert.equal(node.engine?.imageStore, 'containerd');
  });
});
