import type { Platform } from '../platform/platform.ts';
import { fail, succeed, type Result } from '../result.ts';
import {
  createFieldReader,
  isJsonObject,
  readPlatformFields,
  type FieldReader,
  type JsonObject,
} from './jsonFields.ts';

/** One step of how an image was made. */
export interface HistoryEntry {
  /** The instruction, e.g. `COPY app /app # buildkit`; '' when the builder did not say. */
  readonly createdBy: string;
  /** Whether the step made no layer, so that it does not count among the manifest's layers. */
  readonly isEmptyLayer: boolean;
}

/** What an image says of itself, as in the OCI image specification 1.1 (config.md). */
export interface ImageConfig {
  /** As written: not normalised. Its words are '' in configs of artifacts that are no images. */
  readonly platform: Platform;
  /** RFC 3339; absent when the builder left it out or set no real time. */
  readonly created?: string;
  /** Variables in the order of the config; of a name written twice the last counts. */
  readonly environment: Readonly<Record<string, string>>;
  /** Instructions that run first in a build from this image. */
  readonly onBuild: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly history: readonly HistoryEntry[];
}

/** How Go prints a time that was never set. */
const ZERO_TIME = '0001-01-01T00:00:00Z';

/** Reads the JSON of an image config; members that are absent or null count as empty. */
export function parseImageConfig(json: unknown): Result<ImageConfig> {
  if (!isJsonObject(json)) return fail('the image config is not a JSON object');
  const fields = createFieldReader();
  const runtime = fields.object(json, 'config') ?? {};
  const created = fields.text(json, 'created');
  const config: ImageConfig = {
    platform: readPlatformFields(json, fields),
    ...(created !== '' && created !== ZERO_TIME && { created }),
    environment: readEnvironment(fields.texts(runtime, 'Env')),
    onBuild: fields.texts(runtime, 'OnBuild'),
    entrypoint: fields.texts(runtime, 'Entrypoint'),
    command: fields.texts(runtime, 'Cmd'),
    history: fields.objects(json, 'history').map((entry) => readHistory(entry, fields)),
  };
  const problem = fields.problem();
  return problem === undefined ? succeed(config) : fail(`malformed image config: ${problem}`);
}

function readEnvironment(entries: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries.map((entry) => {
      const equals = entry.indexOf('=');
      return equals === -1 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}

function readHistory(json: JsonObject, fields: FieldReader): HistoryEntry {
  return {
    createdBy: fields.text(json, 'created_by'),
    isEmptyLayer: json['empty_layer'] === true,
  };
}
