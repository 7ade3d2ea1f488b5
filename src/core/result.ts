/** Why a value could not be had. `message` is the real tool's text where it has one. */
export interface Problem {
  readonly message: string;
}

/** The outcome of an evaluation of user input: total functions return this instead of throwing. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Wraps a value as a success. */
export function succeed<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Wraps a message as a failure. */
export function fail<T = never>(message: string): Result<T> {
  return { ok: false, problem: { message } };
}
