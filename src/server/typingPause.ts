/** How long nobody must have typed before a registry is asked for what stands in a file, in ms. */
const pauseLength = 1_000;

/** Waits until typing has paused: half-typed image names are nobody's business and cost quota. */
export interface TypingPause {
  /** The document changed; `onPause` is called for it a second after its last change. */
  typed(uri: string): void;
  /** The document is closed. */
  forget(uri: string): void;
  dispose(): void;
}

export function createTypingPause(onPause: (uri: string) => void): TypingPause {
  const timers = new Map<string, NodeJS.Timeout>();
  function forget(uri: string): void {
    clearTimeout(timers.get(uri));
    timers.delete(uri);
  }
  return {
    typed(uri) {
      forget(uri);
      timers.set(
        uri,
        setTimeout(() => {
          timers.delete(uri);
          onPause(uri);
        }, pauseLength),
      );
    },
    forget,
    dispose() {
      for (const uri of [...timers.keys()]) forget(uri);
    },
  };
}
