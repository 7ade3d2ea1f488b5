/** JSON Schema (2020-12) of what a tool gives. */
export type Shape = Readonly<Record<string, unknown>>;

/** A text. */
export const text: Shape = { type: 'string' };
/** A whole number. */
export const count: Shape = { type: 'integer' };
/** Yes or no. */
export const flag: Shape = { type: 'boolean' };

/** A list. */
export function list(items: Shape): Shape {
  return { type: 'array', items };
}

/** One of some words. */
export function oneOf(...words: readonly string[]): Shape {
  return { type: 'string', enum: words };
}

/** What a tool gives as a whole. */
export interface ObjectShape extends Shape {
  readonly type: 'object';
}

/**
 * An object.
 *
 * @param optional what may be missing
 */
export function object(
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): ObjectShape {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
  };
}
