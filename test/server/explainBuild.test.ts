import assert from 'node:assert/strict';
import type { Builder } from '../../src/core/build/workerNode.ts';
import { renderMessage } from '../../src/core/analysis/finding.ts';
import type { Fact } from '../../src/core/facts.ts';
import {
  builderNotification,
  explainBuildRequest,
  type ExplainBuildResult,
} from '../../src/protocol/requests.ts';
import { emulatingBuilder } from '../support/explained.ts';
import { startTestClient, type TestClient } from './testClient.ts';

describe('the explanation of an open Dockerfile', () => {
  let client: TestClient | undefined;
  afterEach(async () => {
    await client?.dispose();
    client = undefined;
  });

  async function explain(text: string, builder?: Fact<Builder>): Promise<ExplainBuildResult> {
    client = await startTestClient({ settings: { registry: { lookups: 'off' } } });
    if (builder) await client.connection.sendNotification(builderNotification, builder);
    const uri = await client.open(text);
    return client.connection.sendRequest<ExplainBuildResult>(explainBuildRequest, {
      uri,
      settle: true,
    });
  }

  it('tells of targets, stages and the builder', async () => {
    const text = '# multiarch: platforms=linux/arm64\nFROM alpine\nRUN true\n';
    const told = await explain(text, emulatingBuilder);
    assert.ok(told);
    assert.deepEqual(told.targets, ['linux/arm64']);
    assert.deepEqual(
      told.stages[0]?.cells.map(({ state }) => state),
      ['emulated'],
    );
    assert.match(told.unknown.map(renderMessage)[0] ?? '', /alpine/);
  });

  it('tells why BuildKit refuses it', async () => {
    const told = await explain('FROM alpine\nRUM x\n');
    assert.match(told?.refused.map(renderMessage)[0] ?? '', /unknown instruction: RUM/);
  });

  it('is null for what is not open', async () => {
    await explain('FROM alpine\n');
    const uri = 'file:///elsewhere/Dockerfile';
    const asked = { uri, settle: false };
    assert.equal(await client?.connection.sendRequest(explainBuildRequest, asked), null);
  });
});
