/** Why the images of the engine are not known. Each code has one next step for the user. */
export interface StoreProblem {
  readonly code: 'untrusted' | 'no-engine' | 'denied' | 'failed' | 'cancelled';
  /** The engine's or the system's words. */
  readonly message: string;
}

/** Sorts what kept us from the engine, by the words of Node and of ssh. */
export function storeProblem(message: string): StoreProblem {
  if (/\b(?:EACCES|EPERM)\b/.test(message)) return { code: 'denied', message };
  const isGone = /\b(?:ENOENT|ECONNREFUSED)\b/.test(message);
  return { code: isGone ? 'no-engine' : 'failed', message };
}
