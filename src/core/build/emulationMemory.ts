import { runs, type ArchitectureEmulation } from './emulation.ts';

/** An emulator that was at work when a machine was looked at. */
export interface SeenEmulator {
  readonly architecture: string;
  /** Name of its entry, where the kernel could be seen. */
  readonly name?: string | undefined;
}

/** What was seen of a machine the last time that it was looked at. */
export interface SeenEmulation {
  /** Of the start of the machine in which it was seen, where that is known. */
  readonly bootId?: string | undefined;
  /** In ms since the epoch. */
  readonly seenAt: number;
  readonly emulators: readonly SeenEmulator[];
}

/** An emulator that was there and is not any more. */
export interface LostEmulator extends SeenEmulator {
  /** Whether the machine was started anew in between; absent where that cannot be told. */
  readonly restarted?: boolean | undefined;
}

/** The most architectures that are remembered of a machine. */
const mostEmulators = 64;

/**
 * What worked before and does not now, and what to remember from now on. An emulator that is lost stays
 * remembered, with the start of the machine in which it worked, until it works again or is forgotten.
 *
 * @param last undefined when the machine is seen for the first time
 * @param found how its architectures run now, diagnosed without knowledge of what was lost
 * @param now which start of the machine this is, and the time in ms since the epoch
 */
export function compareWithLast(
  last: SeenEmulation | undefined,
  found: readonly ArchitectureEmulation[],
  now: { readonly bootId?: string | undefined; readonly time: number },
): { readonly lost: readonly LostEmulator[]; readonly memory: SeenEmulation } {
  const working = new Set(found.flatMap((each) => (runs(each.state) ? each.architecture : [])));
  const unknown = new Set(
    found.flatMap((each) => (each.state === 'unknown' ? each.architecture : [])),
  );
  const emulators = found
    .filter(({ state }) => state === 'emulated' || state === 'reported')
    .map(({ architecture, entry }) => ({ architecture, name: entry?.name }));
  const missing = (last?.emulators ?? []).filter(({ architecture }) => !working.has(architecture));
  const restarted =
    last?.bootId === undefined || now.bootId === undefined ? undefined : last.bootId !== now.bootId;
  return {
    lost: missing
      .filter(({ architecture }) => !unknown.has(architecture))
      .map((each) => ({ ...each, restarted })),
    memory: {
      bootId: missing.length > 0 ? last?.bootId : now.bootId,
      seenAt: now.time,
      emulators: [...emulators, ...missing].slice(0, mostEmulators),
    },
  };
}

/** Forgets some architectures, so that nobody is told any more that they are lost. */
export function forgetEmulators(
  memory: SeenEmulation,
  architectures: readonly string[],
): SeenEmulation {
  return {
    ...memory,
    emulators: memory.emulators.filter(({ architecture }) => !architectures.includes(architecture)),
  };
}
