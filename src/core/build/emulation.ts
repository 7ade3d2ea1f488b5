import { bringsEmulator, bundledQemu } from './bundledQemu.ts';
import { worksInContainers, type EmulatorEntry, type KernelEmulation } from './emulator.ts';
import type { LostEmulator } from './emulationMemory.ts';
import { knownDefects, type EmulatorUse, type KnownBadVersions } from './qemuVersions.ts';

/** A kernel that runs the programs of builders and containers, as far as it can be seen from here. */
export interface EmulatingMachine {
  /** Architecture word of its processor, where it is known. */
  readonly native?: string | undefined;
  /** Platforms that the BuildKit workers on it report, e.g. `linux/arm64`; empty when none answers. */
  readonly platforms: readonly string[];
  /** The workers on it. */
  readonly workers: readonly EmulatingWorker[];
  /** What its kernel has registered; absent where that cannot be seen: in a virtual machine, elsewhere. */
  readonly kernel?: KernelEmulation | undefined;
}

/** A BuildKit worker on a machine. */
export interface EmulatingWorker {
  /** E.g. `docker-container`. */
  readonly driver: string;
  /** Version of BuildKit, e.g. `0.25.2`, where it is known. */
  readonly buildkit?: string | undefined;
}

/**
 * How programs of an architecture run in builds and containers.
 *
 * - `native`: it is the processor's own
 * - `hardware`: the processor runs this instruction set too
 * - `emulated`: the kernel's entry for it works in containers
 * - `reported`: BuildKit says that it runs, and how cannot be seen
 * - `host-only`: the entry works on the machine itself, not in containers
 * - `disabled`: there is an entry, but it is switched off
 * - `absent`: nothing runs it
 * - `unknown`: neither the kernel nor BuildKit could be asked
 */
export type EmulationState =
  'native' | 'hardware' | 'emulated' | 'reported' | 'host-only' | 'disabled' | 'absent' | 'unknown';

/** Something about the emulation of an architecture that a person should know. */
export type EmulationProblem =
  /** Without flag F the interpreter is looked for inside the container. */
  | { readonly code: 'no-flag-f'; readonly entry: EmulatorEntry }
  /** The interpreter needs a loader and libraries that containers do not have. */
  | { readonly code: 'not-static'; readonly entry: EmulatorEntry }
  /** The interpreter is not there (any more), so not even the machine itself can use the entry. */
  | { readonly code: 'interpreter-missing'; readonly entry: EmulatorEntry }
  | { readonly code: 'entry-disabled'; readonly entry: EmulatorEntry }
  /** All of binfmt_misc is switched off. */
  | { readonly code: 'all-disabled' }
  /** A newer entry takes the programs of an older one that would work in containers. */
  | { readonly code: 'shadowed'; readonly entry: EmulatorEntry; readonly by: EmulatorEntry }
  /** The entry looks right, but BuildKit does not count the platform among its own. */
  | { readonly code: 'not-reported' }
  /**
   * BuildKit counts the platform among its own, but the kernel has nothing for it. BuildKit adds what it
   * finds later and takes nothing away until it is restarted (v0.32, worker/base/worker.go, Platforms).
   */
  | { readonly code: 'no-entry' }
  | { readonly code: 'known-bad'; readonly version: string; readonly row: KnownBadVersions }
  /** It was emulated when this machine was last looked at. */
  | { readonly code: 'lost'; readonly lost: LostEmulator };

/** Emulators in BuildKit's image. */
export interface BundledEmulator {
  /** Their versions of QEMU, as far as they are known; each once. */
  readonly versions: readonly string[];
}

/** What is known of one architecture on a machine. */
export interface ArchitectureEmulation {
  /** E.g. `arm64`. */
  readonly architecture: string;
  readonly state: EmulationState;
  /** Platforms of it that BuildKit reports. */
  readonly platforms: readonly string[];
  /** The entry that the kernel uses for it. */
  readonly entry?: EmulatorEntry;
  /** Other entries for it, the newest first. */
  readonly others: readonly EmulatorEntry[];
  /** The worst first. */
  readonly problems: readonly EmulationProblem[];
  /**
   * What workers here bring as an emulator of their own, which RUN steps use and containers do not
   * (BuildKit v0.32, solver/llbsolver/ops/exec_binfmt.go: `buildkit-qemu-*` in its image). Absent when
   * none does, or when the kernel's own is used.
   */
  readonly bundled?: BundledEmulator;
}

/**
 * How a machine runs the programs of other architectures, the architectures in the order: its own,
 * those of `wanted`, those that are lost, the others by name.
 *
 * @param wanted architectures to tell about even where nothing is there for them
 * @param lost what worked when the machine was last looked at and does not any more
 */
export function diagnoseEmulation(
  machine: EmulatingMachine,
  wanted: readonly string[],
  lost: readonly LostEmulator[] = [],
): readonly ArchitectureEmulation[] {
  const seen = new Set([
    ...(machine.kernel?.entries ?? []).map(({ architecture }) => architecture),
    ...machine.platforms.map(architectureOf),
  ]);
  const own = machine.native === undefined ? [] : [machine.native];
  const gone = lost.map(({ architecture }) => architecture);
  const order = new Set([...own, ...wanted, ...gone, ...[...seen].toSorted()]);
  return [...order].map((architecture) =>
    diagnose(
      architecture,
      machine,
      lost.find((each) => each.architecture === architecture),
    ),
  );
}

function diagnose(
  architecture: string,
  machine: EmulatingMachine,
  lost: LostEmulator | undefined,
): ArchitectureEmulation {
  const { kernel } = machine;
  const platforms = machine.platforms.filter((each) => architectureOf(each) === architecture);
  const entries = (kernel?.entries ?? []).filter((each) => each.architecture === architecture);
  // The kernel asks the newest entry first and passes over those that are switched off.
  const entry = kernel?.enabled === true ? entries.find(({ enabled }) => enabled) : undefined;
  const state = stateOf(architecture, machine, platforms, entries, entry);
  const facts = {
    architecture,
    state,
    platforms,
    others: entries.filter((each) => each !== entry),
  };
  const bundled = runs(state) ? undefined : bundledEmulator(architecture, machine);
  const problems = [
    ...(lost !== undefined && !runs(state) ? [{ code: 'lost', lost } as const] : []),
    ...(state === 'native' ? [] : problemsOf(state, machine, entries, entry, platforms)),
    ...(bundled?.versions ?? []).flatMap((version) =>
      defectsOf(version, { architecture, machine: machine.native, ofImage: true }),
    ),
  ];
  return {
    ...facts,
    ...(entry === undefined ? {} : { entry }),
    problems,
    ...(bundled === undefined ? {} : { bundled }),
  };
}

function bundledEmulator(
  architecture: string,
  { workers }: EmulatingMachine,
): BundledEmulator | undefined {
  const bringing = workers.filter(({ driver }) => bringsEmulator(driver, architecture));
  if (bringing.length === 0) return undefined;
  const versions = bringing.flatMap(({ buildkit }) => bundledQemu(buildkit ?? '') ?? []);
  return { versions: [...new Set(versions)] };
}

/** Whether programs run in builds and containers in this state. */
export function runs(state: EmulationState): boolean {
  return ['native', 'hardware', 'emulated', 'reported'].includes(state);
}

function stateOf(
  architecture: string,
  { native, platforms: all, kernel }: EmulatingMachine,
  platforms: readonly string[],
  entries: readonly EmulatorEntry[],
  entry: EmulatorEntry | undefined,
): EmulationState {
  if (architecture === native) return 'native';
  if (entry !== undefined) return worksInContainers(entry) ? 'emulated' : 'host-only';
  if (kernel === undefined) {
    if (platforms.length > 0) return 'reported';
    return all.length === 0 ? 'unknown' : 'absent';
  }
  if (platforms.length > 0 && runsInHardware(architecture, native)) return 'hardware';
  return entries.length > 0 ? 'disabled' : 'absent';
}

function problemsOf(
  state: EmulationState,
  machine: EmulatingMachine,
  entries: readonly EmulatorEntry[],
  entry: EmulatorEntry | undefined,
  platforms: readonly string[],
): readonly EmulationProblem[] {
  if (entry === undefined) {
    if (machine.kernel === undefined || state === 'hardware') return [];
    if (entries.length === 0) return platforms.length > 0 ? [{ code: 'no-entry' }] : [];
    if (!machine.kernel.enabled) return [{ code: 'all-disabled' }];
    return entries.map((each) => ({ code: 'entry-disabled', entry: each }));
  }
  const { program } = entry;
  const problems: EmulationProblem[] = [];
  if (!entry.fixed) {
    const isMissing = program.kind === 'missing';
    problems.push({ code: isMissing ? 'interpreter-missing' : 'no-flag-f', entry });
  } else if (program.kind === 'file' && program.linking === 'dynamic') {
    problems.push({ code: 'not-static', entry });
  }
  if (state === 'host-only') {
    const better = entries.find(
      (each) => each.enabled && each !== entry && worksInContainers(each),
    );
    if (better !== undefined) problems.push({ code: 'shadowed', entry: better, by: entry });
  } else if (machine.platforms.length > 0 && platforms.length === 0) {
    problems.push({ code: 'not-reported' });
  }
  const version = program.kind === 'file' ? program.version : undefined;
  if (version === undefined) return problems;
  // The version is that of a file of this machine, so of a distribution.
  const use = { architecture: entry.architecture, machine: machine.native, ofImage: false };
  return [...problems, ...defectsOf(version, use)];
}

function defectsOf(version: string, use: EmulatorUse): readonly EmulationProblem[] {
  return knownDefects(version, use).map((row) => ({ code: 'known-bad', version, row }));
}

/** Not every arm64 processor runs 32-bit programs: this is asked where BuildKit says that it does. */
function runsInHardware(architecture: string, native: string | undefined): boolean {
  if (native === 'amd64') return architecture === '386';
  return native === 'arm64' && architecture === 'arm';
}

function architectureOf(platform: string): string {
  return platform.split('/')[1] ?? '';
}
