import { CancellationTokenSource, type CancellationToken } from 'vscode-languageserver';

/** Runs something with a signal that is aborted when the editor no longer wants the answer. */
export async function withSignal<T>(
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  if (token.isCancellationRequested) stop.abort();
  const listener = token.onCancellationRequested(() => {
    stop.abort();
  });
  try {
    return await work(stop.signal);
  } finally {
    listener.dispose();
  }
}

/** Runs something with a token that is cancelled when the signal is aborted. */
export async function withToken<T>(
  signal: AbortSignal | undefined,
  work: (token: CancellationToken) => Promise<T>,
): Promise<T> {
  const source = new CancellationTokenSource();
  const cancel = () => {
    source.cancel();
  };
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await work(source.token);
  } finally {
    signal?.removeEventListener('abort', cancel);
    source.dispose();
  }
}
