import {
  runs,
  type ArchitectureEmulation,
  type EmulationState,
} from '../../core/build/emulation.ts';
import type { FoundMachine } from '../../core/build/emulatingMachines.ts';
import {
  installableArchitectures,
  isInstallable,
  isRemovable,
  type EmulatorChange,
} from '../../core/build/emulatorCommands.ts';
import type { MachineReport } from './emulationReport.ts';

/** What is to be changed on which machine. */
export interface ChangePlan {
  readonly kind: 'install' | 'remove';
  readonly machine: FoundMachine;
  /** Architectures to install emulators for, or whose emulators are removed. */
  readonly architectures: readonly string[];
  readonly image: string;
}

/** Machines whose kernel can be changed from here: docker can start a container on them. */
export function changeable(reports: readonly MachineReport[]): readonly MachineReport[] {
  return reports.filter(({ machine }) => machine.kind !== 'node');
}

/** An architecture that can be chosen. */
export interface ArchitectureChoice {
  readonly architecture: string;
  readonly state: EmulationState;
  /** What is missed: it is chosen already when the question appears. */
  readonly isMissed: boolean;
}

/** What can be chosen on a machine: for installation all that the image knows, missed or not. */
export function choices(
  kind: ChangePlan['kind'],
  { machine, architectures }: MachineReport,
): readonly ArchitectureChoice[] {
  if (kind === 'remove') {
    return architectures
      .filter((each) => entryNames(each).length > 0)
      .map(({ architecture, state }) => ({ architecture, state, isMissed: false }));
  }
  const known = architectures.filter(
    ({ architecture, state }) =>
      isInstallable(architecture) && state !== 'native' && state !== 'hardware',
  );
  const others = installableArchitectures.filter(
    (each) => !architectures.some(({ architecture }) => architecture === each),
  );
  const state = machine.kernel === undefined ? 'unknown' : 'absent';
  return [
    ...known.map((each) => ({
      architecture: each.architecture,
      state: each.state,
      isMissed: !runs(each.state),
    })),
    ...others.map((architecture) => ({ architecture, state, isMissed: false }) as const),
  ];
}

/**
 * What the container is told. Entries of an architecture go first where an emulator is installed anew:
 * one of the same name would stay as it is.
 */
export function changeOf(plan: ChangePlan, report: MachineReport): EmulatorChange {
  const names = report.architectures
    .filter(({ architecture }) => plan.architectures.includes(architecture))
    .flatMap(entryNames);
  return {
    image: plan.image,
    endpoint: endpointOf(plan.machine),
    install: plan.kind === 'install' ? plan.architectures : [],
    uninstall: names,
  };
}

/** Whether afterwards all is as it was meant to be; undefined where the kernel cannot be seen. */
export function isDone(plan: ChangePlan, after: MachineReport | undefined): boolean | undefined {
  const kernel = after?.machine.kernel;
  if (kernel === undefined) return undefined;
  return plan.architectures.every((architecture) => {
    const entries = kernel.entries.filter((each) => each.architecture === architecture);
    return plan.kind === 'install'
      ? entries.some(({ enabled, fixed }) => enabled && fixed)
      : entries.length === 0;
  });
}

function entryNames({ entry, others }: ArchitectureEmulation): readonly string[] {
  const entries = entry === undefined ? others : [entry, ...others];
  return entries.map(({ name }) => name).filter(isRemovable);
}

/** docker needs to be told of an engine only where it is not the one that it talks to by itself. */
function endpointOf({ endpoint }: FoundMachine): string | undefined {
  return endpoint === undefined || endpoint === 'default' ? undefined : endpoint;
}
