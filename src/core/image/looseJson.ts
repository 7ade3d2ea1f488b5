import { isJsonObject, type JsonObject } from './jsonFields.ts';

/**
 * Members of documents that follow no schema closely: what is missing or of another type counts as empty,
 * and never spoils the rest.
 */
export function member(object: unknown, key: string): JsonObject | undefined {
  const value = own(object, key);
  return isJsonObject(value) ? value : undefined;
}

/** A text, '' without one. */
export function textIn(object: unknown, key: string): string {
  const value = own(object, key);
  return typeof value === 'string' ? value : '';
}

/** The texts of a list. */
export function textsIn(object: unknown, key: string): readonly string[] {
  return listIn(object, key).filter((value) => typeof value === 'string');
}

/** The objects of a list. */
export function objectsIn(object: unknown, key: string): readonly JsonObject[] {
  return listIn(object, key).filter(isJsonObject);
}

/** The members that are texts. */
export function recordIn(object: unknown, key: string): Readonly<Record<string, string>> {
  const texts = Object.entries(member(object, key) ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}

function listIn(object: unknown, key: string): readonly unknown[] {
  const value = own(object, key);
  return Array.isArray(value) ? value : [];
}

function own(object: unknown, key: string): unknown {
  return isJsonObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}
