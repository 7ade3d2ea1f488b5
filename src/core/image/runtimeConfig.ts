import { fail, succeed, type Result } from '../result.ts';
import { parseImageConfig, type ImageConfig } from './config.ts';
import type { RuntimeConfig } from './inspection.ts';
import { createFieldReader, isJsonObject } from './jsonFields.ts';

/** An image config as people look at it. */
export interface ReadConfig {
  readonly image: ImageConfig;
  readonly runtime: RuntimeConfig;
  readonly author: string;
}

/** What is shown of content that has no image config. */
export const emptyRuntimeConfig: RuntimeConfig = {
  entrypoint: [],
  command: [],
  user: '',
  workingDirectory: '',
  environment: {},
  labels: {},
  exposedPorts: [],
  volumes: [],
  stopSignal: '',
  healthcheck: [],
  shell: [],
  onBuild: [],
};

/**
 * Reads the JSON of an image config: what {@link parseImageConfig} reads, and what only containers look at
 * (OCI image specification 1.1, config.md; `Healthcheck`, `Shell` and `OnBuild` are Docker's own).
 */
export function readConfig(json: unknown): Result<ReadConfig> {
  const image = parseImageConfig(json);
  if (!image.ok) return image;
  if (!isJsonObject(json)) return fail('the image config is not a JSON object');
  const fields = createFieldReader();
  const members = fields.object(json, 'config') ?? {};
  const { entrypoint, command, environment, onBuild } = image.value;
  const runtime: RuntimeConfig = {
    ...{ entrypoint, command, environment, onBuild },
    user: fields.text(members, 'User'),
    workingDirectory: fields.text(members, 'WorkingDir'),
    labels: fields.record(members, 'Labels') ?? {},
    exposedPorts: namesOf(fields.object(members, 'ExposedPorts')),
    volumes: namesOf(fields.object(members, 'Volumes')),
    stopSignal: fields.text(members, 'StopSignal'),
    healthcheck: fields.texts(fields.object(members, 'Healthcheck') ?? {}, 'Test'),
    shell: fields.texts(members, 'Shell'),
  };
  const author = fields.text(json, 'author');
  const problem = fields.problem();
  return problem === undefined
    ? succeed({ image: image.value, runtime, author })
    : fail(`malformed image config: ${problem}`);
}

/** Go writes a set as an object of empty objects. */
function namesOf(set: object | undefined): readonly string[] {
  return Object.keys(set ?? {}).sort();
}
