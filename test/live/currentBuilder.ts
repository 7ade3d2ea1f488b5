import assert from 'node:assert/strict';
import { listBuilders } from '../../src/adapters/docker/builderList.ts';
import { BuilderReader } from '../../src/adapters/docker/builderReader.ts';
import type { Builder } from '../../src/core/build/workerNode.ts';

/** The builder that is the current one in the lab, with what its nodes tell. */
export async function readCurrentBuilder(): Promise<Builder> {
  const surroundings = { environment: process.env, platform: process.platform };
  const { builders, context } = await listBuilders(surroundings);
  const current = builders.find((builder) => builder.current);
  assert.ok(current, JSON.stringify(builders));
  const answer = await new BuilderReader('docker').read(current, context);
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.builder;
}
