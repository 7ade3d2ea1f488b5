import { env, InputBoxValidationSeverity, l10n, window, type QuickPickItem } from 'vscode';
import { emulatorImages, packageCommand } from '../../core/build/emulatorCommands.ts';
import { parseReference } from '../../core/image/reference.ts';
import type { Docker } from '../dockerAccess.ts';
import { askText, chooseOne, chooseSeveral } from '../steps/quickInputs.ts';
import { next, type Step, type StepPosition } from '../steps/runSteps.ts';
import { changeable, choices, type ChangePlan } from './changePlan.ts';
import type { MachineReport } from './emulationReport.ts';
import { stateLabel } from './emulationText.ts';
import { machineName } from './itemRendering.ts';

/** Asks for the machine, where there are several. */
export function machineStep(reports: readonly MachineReport[]): Step<ChangePlan> {
  const machines = changeable(reports).map(({ machine }) => ({
    label: machineName(machine),
    machine,
  }));
  return {
    isAsked: machines.length > 1,
    ask: async (plan, position) => {
      const answer = await chooseOne({
        ...position,
        title: changeTitle(plan),
        placeholder: l10n.t('The machine whose kernel is changed'),
        items: machines,
        initial: machines.filter(({ machine }) => machine === plan.machine),
      });
      return answer.kind === 'next' ? next({ ...plan, machine: answer.value.machine }) : answer;
    },
  };
}

/** Asks for the architectures, unless a row of the view was clicked. */
export function architectureStep(
  reports: readonly MachineReport[],
  isGiven: boolean,
): Step<ChangePlan> {
  return {
    isAsked: !isGiven,
    ask: async (plan, position) => {
      const report = reports.find(({ machine }) => machine === plan.machine);
      const found = report === undefined ? [] : choices(plan.kind, report);
      const items = found.map(({ architecture, state, isMissed }) => ({
        label: architecture,
        description: stateLabel(state),
        isMissed,
      }));
      const answer = await chooseSeveral({
        ...position,
        title: changeTitle(plan),
        placeholder:
          plan.kind === 'install'
            ? l10n.t('Architectures to install an emulator for')
            : l10n.t('Architectures whose emulators are removed'),
        items,
        initial: items.filter(({ isMissed, label }) =>
          plan.architectures.length > 0 ? plan.architectures.includes(label) : isMissed,
        ),
      });
      if (answer.kind !== 'next') return answer;
      return next({ ...plan, architectures: answer.value.map(({ label }) => label) });
    },
  };
}

interface ImageItem extends QuickPickItem {
  readonly image?: string;
  /** The command of the distribution, which is copied instead. */
  readonly copied?: string;
}

/** Asks for the image that does it. A package of the distribution is copied as a command, and ends it. */
export function imageStep(docker: Docker): Step<ChangePlan> {
  return {
    isAsked: true,
    ask: async (plan, position) => {
      const items = await imageItems(plan, docker);
      const answer = await chooseOne({
        ...position,
        title: changeTitle(plan),
        placeholder: l10n.t('What changes the kernel'),
        items,
        initial: items.slice(0, 1),
      });
      if (answer.kind !== 'next') return answer;
      const { image, copied } = answer.value;
      if (copied !== undefined) {
        await env.clipboard.writeText(copied);
        void window.showInformationMessage(
          l10n.t('Copied. Run it in a terminal, then refresh the view: {0}', copied),
        );
        return { kind: 'cancel' };
      }
      if (image !== undefined) return next({ ...plan, image });
      return askImage(plan, position);
    },
  };
}

async function imageItems(plan: ChangePlan, docker: Docker): Promise<readonly ImageItem[]> {
  const [newest, pinned] = emulatorImages;
  const own = await distributionCommand(plan, docker);
  return [
    { label: newest, detail: l10n.t('The newest QEMU; changes with time'), image: newest },
    { label: pinned, detail: l10n.t('Always the same release'), image: pinned },
    {
      label: l10n.t('$(edit) Another Image…'),
      detail: l10n.t('A tag, a digest or a mirror of tonistiigi/binfmt'),
    },
    ...(own === undefined
      ? []
      : [
          {
            label: l10n.t('$(copy) The Package of Your Distribution'),
            detail: l10n.t('Copies: {0}. Comes back after a restart', own),
            copied: own,
          },
        ]),
  ];
}

async function distributionCommand(
  { kind, machine }: ChangePlan,
  docker: Docker,
): Promise<string | undefined> {
  if (kind !== 'install' || machine.kind !== 'this-machine') return undefined;
  const distribution = await docker.use(({ readDistribution }) => readDistribution());
  return distribution && packageCommand(distribution);
}

async function askImage(plan: ChangePlan, position: StepPosition) {
  const answer = await askText({
    ...position,
    title: changeTitle(plan),
    placeholder: emulatorImages[1],
    prompt: l10n.t('It is started with all privileges: name only an image that you trust.'),
    value: plan.image,
    validate: (text) => {
      const reference = parseReference(text);
      return reference.ok
        ? undefined
        : { message: reference.problem.message, severity: InputBoxValidationSeverity.Error };
    },
  });
  return answer.kind === 'next' ? next({ ...plan, image: answer.value }) : answer;
}

/** Title of all questions of a change. */
export function changeTitle({ kind }: { readonly kind: ChangePlan['kind'] }): string {
  return kind === 'install' ? l10n.t('Install Emulators') : l10n.t('Remove Emulators');
}
