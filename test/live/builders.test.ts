import assert from 'node:assert/strict';
import { readCurrentBuilder } from './currentBuilder.ts';
import { platforms } from './machines.ts';

/** What the builders view is made of, read from the real engine. */
describe('the builders of the lab', () => {
  it('are read with the platforms of the current one, its engine and emulators', async () => {
    const builder = await readCurrentBuilder();
    const node = builder.nodes[0];
    assert.ok(node, JSON.stringify(builder));
    assert.deepEqual(
      platforms.filter((platform) => !node.platforms.includes(platform)),
      [],
    );
    assert.match(node.engine?.version ?? '', /^\d+\.\d+\.\d+/);
    assert.equal(node.engine?.imageStore, 'containerd');
  });
});
