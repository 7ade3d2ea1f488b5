import { commands, l10n, window } from 'vscode';
import { emulatorArguments, emulatorImages } from '../../core/build/emulatorCommands.ts';
import { problemRemedies } from '../builders/problemRemedies.ts';
import { problemText } from '../builders/problemText.ts';
import { views } from '../contributions.ts';
import type { Docker } from '../dockerAccess.ts';
import { notify } from '../notify.ts';
import { withoutLinks } from '../plainMessage.ts';
import { dockerProgram } from '../settings.ts';
import { runSteps } from '../steps/runSteps.ts';
import { changeable, changeOf, isDone, type ChangePlan } from './changePlan.ts';
import { architectureStep, changeTitle, imageStep, machineStep } from './changeSteps.ts';
import { runInTerminal } from './commandTask.ts';
import { forgetLost, type MachineReport } from './emulationReport.ts';
import type { EmulationStore } from './emulationStore.ts';
import type { EmulationItem } from './emulationTree.ts';

/** What a change of emulators needs of its surroundings. */
export interface ChangePorts {
  readonly docker: Docker;
  readonly store: EmulationStore;
}

/**
 * Asks what to install or remove, asks for consent, runs it in a terminal, and says whether it worked.
 *
 * @param item a row of an architecture
 */
export async function changeEmulators(
  kind: ChangePlan['kind'],
  { docker, store }: ChangePorts,
  item?: EmulationItem,
): Promise<void> {
  const isTrusted = (await docker.use(() => Promise.resolve(true))) ?? false;
  if (!isTrusted) {
    await notify({
      severity: 'warning',
      message: problemText({ code: 'untrusted' }),
      remedies: problemRemedies({ code: 'untrusted' }),
    });
    return;
  }
  const reports = await store.read();
  const machine =
    item !== undefined && item.kind !== 'machine' ? item.machine : changeable(reports)[0]?.machine;
  if (machine === undefined) {
    await tellNoMachine();
    return;
  }
  const architectures = item?.kind === 'architecture' ? [item.emulation.architecture] : [];
  const steps = [
    ...(item === undefined ? [machineStep(reports)] : []),
    architectureStep(reports, architectures.length > 0),
    imageStep(docker),
  ];
  const plan = await runSteps<ChangePlan>(
    { kind, machine, architectures, image: emulatorImages[1] },
    steps,
  );
  const report = reports.find((each) => each.machine === plan?.machine);
  if (plan !== undefined && report !== undefined) await carryOut(plan, report, docker, store);
}

async function tellNoMachine(): Promise<void> {
  await notify({
    severity: 'warning',
    message: l10n.t(
      'No Docker engine answers, so no container can change a kernel. Start Docker, or choose another builder.',
    ),
    remedies: [
      {
        label: l10n.t('Show Builders'),
        // The editor makes this command for every view.
        run: () => commands.executeCommand(`${views.builders}.focus`),
      },
    ],
  });
}

async function carryOut(
  plan: ChangePlan,
  report: MachineReport,
  docker: Docker,
  store: EmulationStore,
): Promise<void> {
  const args = emulatorArguments(changeOf(plan, report));
  if (!args.ok) {
    await notify({ severity: 'error', message: args.problem.message });
    return;
  }
  const program = dockerProgram();
  if (!(await isWanted(plan, [program, ...args.value]))) return;
  const exitCode = await runInTerminal(changeTitle(plan), program, args.value);
  if (exitCode !== 0) {
    store.refresh();
    await notify({
      severity: 'error',
      message: l10n.t(
        'docker ended with an error, and nothing may have changed. Its terminal says why.',
      ),
    });
    return;
  }
  // What was removed on purpose is not lost.
  if (plan.kind === 'remove') await forgetLost(docker, plan.machine, plan.architectures);
  store.refresh();
  const after = (await store.read()).find(({ machine }) => machine.key === plan.machine.key);
  await tellOutcome(plan, isDone(plan, after));
}

async function isWanted(plan: ChangePlan, command: readonly string[]): Promise<boolean> {
  const names = plan.architectures.join(', ');
  const accept = plan.kind === 'install' ? l10n.t('Install') : l10n.t('Remove');
  const question =
    plan.kind === 'install'
      ? l10n.t('Install emulators for {0}?', names)
      : l10n.t('Remove the emulators for {0}?', names);
  const detail = [
    l10n.t(
      'A container with all privileges changes the kernel of the machine, for all its containers and users, until the machine is restarted.',
    ),
    ...(plan.kind === 'remove'
      ? [l10n.t('Containers and builds for {0} that run now may fail.', names)]
      : []),
    command.join(' '),
  ].join('\n\n');
  const chosen = await window.showWarningMessage(
    withoutLinks(question),
    { modal: true, detail: withoutLinks(detail) },
    accept,
  );
  return chosen === accept;
}

/** The image ends without an error also where it could not register anything. */
async function tellOutcome(plan: ChangePlan, isDone: boolean | undefined): Promise<void> {
  const names = plan.architectures.join(', ');
  if (isDone === false) {
    await notify({
      severity: 'warning',
      message: l10n.t(
        'The kernel is not as it should be now for {0}: the terminal says what was done.',
        names,
      ),
    });
  } else if (isDone === true) {
    await notify({
      severity: 'information',
      message:
        plan.kind === 'install'
          ? l10n.t('Programs for {0} are emulated now. BuildKit notices within 20 seconds.', names)
          : l10n.t('The emulators for {0} are removed.', names),
    });
  }
}
