import type { Platform } from '../platform/platform.ts';

/** A JSON object whose members are not yet known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads members of one JSON object the way Go's decoder does: an absent member or null is the zero
 * value, another type is a problem. Only the first problem is kept, so that hostile input cannot
 * make the report grow.
 */
export interface FieldReader {
  text(object: JsonObject, key: string): string;
  /** A whole number ≥ 0 that JavaScript holds exactly. */
  count(object: JsonObject, key: string): number;
  texts(object: JsonObject, key: string): readonly string[];
  object(object: JsonObject, key: string): JsonObject | undefined;
  objects(object: JsonObject, key: string): readonly JsonObject[];
  /** Members that are texts, e.g. annotations. */
  record(object: JsonObject, key: string): Readonly<Record<string, string>> | undefined;
  /** Remembers that a member is not what it should be. */
  reject(key: string, complaint: string): void;
  /** The first problem, e.g. `"size" is not a number`. */
  problem(): string | undefined;
}

/** Whether a JSON value is an object, not null and not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A reader without problems. */
export function createFieldReader(): FieldReader {
  let first: string | undefined;

  function reject(key: string, complaint: string): void {
    first ??= `"${key}" ${complaint}`;
  }

  function member<T>(
    object: JsonObject,
    key: string,
    isWanted: (value: unknown) => value is T,
    wanted: string,
  ): T | undefined {
    const value = object[key];
    if (value === undefined || value === null) return undefined;
    if (isWanted(value)) return value;
    reject(key, `is not ${wanted}`);
    return undefined;
  }

  return {
    text: (object, key) => member(object, key, isText, 'a string') ?? '',
    count: (object, key) => member(object, key, isCount, 'a length') ?? 0,
    texts: (object, key) => member(object, key, isTexts, 'a list of strings') ?? [],
    object: (object, key) => member(object, key, isJsonObject, 'an object'),
    objects: (object, key) => member(object, key, isObjects, 'a list of objects') ?? [],
    record: (object, key) => member(object, key, isRecord, 'an object of strings'),
    reject,
    problem: () => first,
  };
}

/** Reads the platform members of a descriptor's platform or of an image config, as written. */
export function readPlatformFields(object: JsonObject, fields: FieldReader): Platform {
  const variant = fields.text(object, 'variant');
  const osVersion = fields.text(object, 'os.version');
  const osFeatures = fields.texts(object, 'os.features');
  return {
    os: fields.text(object, 'os'),
    architecture: fields.text(object, 'architecture'),
    ...(variant !== '' && { variant }),
    ...(osVersion !== '' && { osVersion }),
    ...(osFeatures.length > 0 && { osFeatures }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

function isObjects(value: unknown): value is JsonObject[] {
  return Array.isArray(value) && value.every(isJsonObject);
}

function isRecord(value: unknown): value is Record<string, string> {
  return isJsonObject(value) && Object.values(value).every(isText);
}
