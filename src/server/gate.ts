/** Something that is waited for once: until everything that is to come is here, or time is up. */
export interface Gate {
  readonly opened: Promise<void>;
  /** One of the things is here. */
  pass(name: string): void;
  /** Lets everybody through. */
  open(): void;
}

/**
 * @param names of what is waited for
 * @param patience how long at most, in ms
 */
export function createGate(names: readonly string[], patience: number): Gate {
  const missing = new Set(names);
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const timer = setTimeout(open, patience);
  const gate: Gate = {
    opened,
    pass(name) {
      missing.delete(name);
      if (missing.size === 0) gate.open();
    },
    open() {
      clearTimeout(timer);
      open();
    },
  };
  if (names.length === 0) gate.open();
  return gate;
}
