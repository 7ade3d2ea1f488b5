import type {
  ArchitectureEmulation,
  BundledEmulator,
  EmulationProblem,
  EmulationState,
} from '../../core/build/emulation.ts';
import type { FoundMachine } from '../../core/build/emulatingMachines.ts';
import type { EmulatorEntry } from '../../core/build/emulator.ts';
import type { MachineReport } from './emulationReport.ts';

/** A row of the emulation view. A row says on which machine it stands. */
export type EmulationItem =
  | { readonly kind: 'machine'; readonly report: MachineReport }
  | {
      readonly kind: 'architecture';
      readonly machine: FoundMachine;
      readonly emulation: ArchitectureEmulation;
    }
  | {
      readonly kind: 'problem';
      readonly machine: FoundMachine;
      readonly emulation: ArchitectureEmulation;
      readonly problem: EmulationProblem;
    }
  | {
      readonly kind: 'detail';
      readonly machine: FoundMachine;
      readonly emulation: ArchitectureEmulation;
      readonly detail: EmulationDetail;
    };

/** Something to know that is no problem. */
export type EmulationDetail =
  /** What users see when they build or run for it all the same. */
  | { readonly code: 'consequence'; readonly error: string }
  | { readonly code: 'entry'; readonly entry: EmulatorEntry; readonly isUsed: boolean }
  | { readonly code: 'flags'; readonly flags: string }
  | { readonly code: 'platforms'; readonly platforms: readonly string[] }
  /** BuildKit's image brings an emulator: builds work where containers do not. */
  | { readonly code: 'bundled'; readonly bundled: BundledEmulator };

/** The first level: machines, or the architectures of the only one. */
export function emulationItems(reports: readonly MachineReport[]): readonly EmulationItem[] {
  const [first, ...others] = reports;
  if (first !== undefined && others.length === 0) return architectureItems(first);
  return reports.map((report) => ({ kind: 'machine', report }));
}

/** The rows below a row. */
export function childItems(item: EmulationItem): readonly EmulationItem[] {
  switch (item.kind) {
    case 'machine':
      return architectureItems(item.report);
    case 'architecture': {
      const { machine, emulation } = item;
      const common = { machine, emulation };
      return [
        ...emulation.problems.map((problem): EmulationItem => ({
          kind: 'problem',
          ...common,
          problem,
        })),
        ...details(emulation).map((detail): EmulationItem => ({
          kind: 'detail',
          ...common,
          detail,
        })),
      ];
    }
    case 'problem':
    case 'detail':
      return [];
  }
}

function architectureItems({ machine, architectures }: MachineReport): readonly EmulationItem[] {
  return architectures.map((emulation) => ({ kind: 'architecture', machine, emulation }));
}

function details(emulation: ArchitectureEmulation): readonly EmulationDetail[] {
  const { entry, others, platforms, state, bundled } = emulation;
  const error = errorOf(state);
  return [
    ...(error === undefined ? [] : [{ code: 'consequence', error } as const]),
    ...(entry === undefined
      ? []
      : [
          { code: 'entry', entry, isUsed: true } as const,
          { code: 'flags', flags: entry.flags } as const,
        ]),
    ...others.map((each) => ({ code: 'entry', entry: each, isUsed: false }) as const),
    ...(platforms.length === 0 ? [] : [{ code: 'platforms', platforms } as const]),
    ...(bundled === undefined ? [] : [{ code: 'bundled', bundled } as const]),
  ];
}

/**
 * The words of the kernel's refusal, as docker and BuildKit pass them on: `exec /bin/sh: exec format error`
 * (Docker 28.5, Linux 6.18; without flag F it is the emulator that the container does not have).
 */
function errorOf(state: EmulationState): string | undefined {
  switch (state) {
    case 'absent':
    case 'disabled':
      return 'exec format error';
    case 'host-only':
      return 'no such file or directory';
    case 'native':
    case 'hardware':
    case 'emulated':
    case 'reported':
    case 'unknown':
      return undefined;
  }
}
