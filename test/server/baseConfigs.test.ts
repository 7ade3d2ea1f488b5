import assert from 'node:assert/strict';
import { configRegistry } from '../support/registry/configImages.ts';
import { startServer, type LoopbackServer } from '../support/registry/loopbackServer.ts';
import { startTestClient, type TestClient } from './testClient.ts';

describe('configs of base images in the editor', () => {
  let registry: LoopbackServer;
  let client: TestClient;
  beforeEach(async () => {
    registry = await startServer(configRegistry());
    client = await startTestClient();
  });
  afterEach(async () => {
    await client.dispose();
    await registry.close();
  });

  it('take a finding back once they are known', async () => {
    const uri = await client.open(`FROM ${registry.host}/a:tools\nRUN echo $TARGETARCH\n`);
    assert.deepEqual(await client.diagnostics(uri, ({ length }) => length === 0), []);
  });

  it('bring in a stage from which an ONBUILD copies', async () => {
    const uri = await client.open(
      `FROM ${registry.host}/b:plain AS assets\nRUN echo $TARGETARCH\nFROM ${registry.host}/a:onbuild\n`,
    );
    const [found] = await client.diagnostics(uri, ({ length }) => length > 0);
    assert.equal(found?.code, 'platform-arg-undeclared');
    assert.match((await client.hover(uri, 0, 8)) ?? '', /manifest list/);
  });
});
