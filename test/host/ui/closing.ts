const open = new Set<() => Promise<void>>();
const controller = new AbortController();

/** Aborts when this program is asked to end. */
export const interrupted: AbortSignal = controller.signal;

/** Notes how something is closed; returns what closes it, once, however often it is called. */
export function closing(close: () => Promise<void>): () => Promise<void> {
  const once = async () => {
    if (open.delete(once)) await close();
  };
  open.add(once);
  return once;
}

/** Closes whatever is open, as far as it can be closed. */
export async function closeAll(): Promise<void> {
  await Promise.allSettled([...open].reverse().map((close) => close()));
}

/** Closes whatever is open when this program is asked to end, and then ends it. */
export function closeWhenInterrupted(): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => {
      controller.abort(new Error(`interrupted by ${name}`));
      void closeAll().then(() => {
        process.exit(1);
      });
    });
  }
}
