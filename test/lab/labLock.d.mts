/** See labLock.mjs. */
export function withLabLock<T>(
  surroundings: { readonly say: (message: string) => void; readonly signal?: AbortSignal },
  work: () => Promise<T>,
): Promise<T>;
