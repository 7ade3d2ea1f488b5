import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import type {
  ArchitectureEmulation,
  EmulationProblem,
  EmulationState,
} from '../../core/build/emulation.ts';
import type { FoundMachine } from '../../core/build/emulatingMachines.ts';
import type { EmulatorEntry } from '../../core/build/emulator.ts';
import { itemContexts } from '../contributions.ts';
import { plainRow } from '../plainRow.ts';
import {
  flagExplanations,
  problemExplanation,
  problemLabel,
  stateExplanation,
  stateLabel,
} from './emulationText.ts';
import type { EmulationDetail, EmulationItem } from './emulationTree.ts';

/** How a row looks and what a screen reader says. Tooltips are plain text: names are the machine's. */
export function renderItem(item: EmulationItem): TreeItem {
  return plainRow(render(item));
}

function render(item: EmulationItem): TreeItem {
  switch (item.kind) {
    case 'machine':
      return renderMachine(item.report.machine);
    case 'architecture':
      return renderArchitecture(item.emulation, item.machine);
    case 'problem':
      return renderProblem(item.problem);
    case 'detail':
      return renderDetail(item.detail, item.emulation);
  }
}

/** What a machine is called. */
export function machineName({ kind, name }: FoundMachine): string {
  return kind === 'this-machine' ? l10n.t('This machine') : name;
}

function renderMachine(machine: FoundMachine): TreeItem {
  const row = new TreeItem(machineName(machine), TreeItemCollapsibleState.Expanded);
  row.id = machine.key;
  row.iconPath = new ThemeIcon('server');
  row.description = [
    ...(machine.native === undefined ? [] : [machine.native]),
    ...(machine.kernel === undefined ? [l10n.t('its kernel cannot be seen from here')] : []),
  ].join(' · ');
  row.tooltip = row.description;
  return row;
}

function renderArchitecture(emulation: ArchitectureEmulation, machine: FoundMachine): TreeItem {
  const { architecture, state, problems } = emulation;
  const { Collapsed, Expanded } = TreeItemCollapsibleState;
  const row = new TreeItem(architecture, problems.length > 0 ? Expanded : Collapsed);
  // A row that gets problems is another one to the editor, and so is unfolded.
  row.id = [machine.key, architecture, ...(problems.length > 0 ? ['!'] : [])].join(' ');
  row.iconPath = architectureIcon(emulation);
  row.description = [...lostText(emulation), stateLabel(state), ...versionText(emulation)].join(
    ' · ',
  );
  row.tooltip = stateExplanation(emulation);
  row.accessibilityInformation = { label: `${architecture}, ${row.description}` };
  const context = contextOf(emulation, machine);
  if (context !== undefined) row.contextValue = context;
  return row;
}

function versionText({ entry }: ArchitectureEmulation): readonly string[] {
  if (entry === undefined) return [];
  const version = entry.program.kind === 'file' ? entry.program.version : undefined;
  return [version === undefined ? entry.name : l10n.t('QEMU {0}', version)];
}

function lostText({ problems }: ArchitectureEmulation): readonly string[] {
  return problems.some(({ code }) => code === 'lost') ? [l10n.t('lost')] : [];
}

const stateIcons: Readonly<Record<EmulationState, string>> = {
  native: 'chip',
  hardware: 'circuit-board',
  emulated: 'arrow-swap',
  reported: 'question',
  'host-only': 'warning',
  disabled: 'circle-slash',
  absent: 'circle-slash',
  unknown: 'question',
};

function architectureIcon({ state, problems }: ArchitectureEmulation): ThemeIcon {
  if (problems.length === 0) return new ThemeIcon(stateIcons[state]);
  return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
}

/** Which actions a row offers: nothing can be installed where no engine is known. */
function contextOf(
  { state, entry, others }: ArchitectureEmulation,
  { kind }: FoundMachine,
): string | undefined {
  if (kind === 'node' || state === 'native' || state === 'hardware') return undefined;
  const hasEntry = entry !== undefined || others.length > 0;
  if (state === 'absent') return itemContexts.emulationMissing;
  if (state === 'emulated') return itemContexts.emulationPresent;
  return hasEntry ? itemContexts.emulationBroken : undefined;
}

function renderProblem(problem: EmulationProblem): TreeItem {
  const row = new TreeItem(problemLabel(problem));
  row.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  row.tooltip = problemExplanation(problem);
  row.accessibilityInformation = { label: `${problemLabel(problem)}. ${row.tooltip}` };
  if (problem.code === 'known-bad') {
    const source = Uri.parse(problem.row.source);
    row.description = l10n.t('open the report');
    row.command = { command: 'vscode.open', title: l10n.t('Open the Report'), arguments: [source] };
  }
  return row;
}

function renderDetail(detail: EmulationDetail, emulation: ArchitectureEmulation): TreeItem {
  const { label, description, tooltip, icon } = detailText(detail, emulation);
  const row = new TreeItem(label);
  row.description = description;
  row.tooltip = tooltip ?? `${label}: ${description}`;
  row.iconPath = new ThemeIcon(icon);
  row.accessibilityInformation = { label: `${label}: ${description}` };
  return row;
}

interface DetailText {
  readonly label: string;
  readonly description: string;
  readonly tooltip?: string;
  readonly icon: string;
}

function detailText(detail: EmulationDetail, { architecture }: ArchitectureEmulation): DetailText {
  switch (detail.code) {
    case 'consequence':
      return {
        label: l10n.t('Fails'),
        description: `exec /bin/sh: ${detail.error}`,
        tooltip: l10n.t(
          'A RUN step for linux/{0}, and docker run --platform linux/{0}, end with: exec /bin/sh: {1}',
          architecture,
          detail.error,
        ),
        icon: 'error',
      };
    case 'entry':
      return entryText(detail.entry, detail.isUsed);
    case 'flags':
      return {
        label: l10n.t('Flags'),
        description: detail.flags === '' ? l10n.t('none') : detail.flags,
        tooltip: flagExplanations(detail.flags).join('\n'),
        icon: 'symbol-property',
      };
    case 'platforms':
      return {
        label: l10n.t('BuildKit builds for'),
        description: detail.platforms.join(', '),
        icon: 'package',
      };
    case 'bundled':
      return {
        label: l10n.t('Builds may work all the same'),
        description:
          detail.bundled.versions.length === 0
            ? l10n.t('BuildKit’s image brings an emulator')
            : l10n.t('BuildKit’s image brings QEMU {0}', detail.bundled.versions.join(', ')),
        tooltip: l10n.t(
          'A builder with the docker-container or kubernetes driver runs BuildKit’s own image, which has an emulator for {0}. RUN steps use it; docker run cannot.',
          architecture,
        ),
        icon: 'info',
      };
  }
}

function entryText(entry: EmulatorEntry, isUsed: boolean): DetailText {
  const { name, interpreter, program, enabled } = entry;
  const version = program.kind === 'file' ? program.version : undefined;
  return {
    label: isUsed ? l10n.t('Emulator') : l10n.t('Not used'),
    description: name,
    tooltip: [
      l10n.t('Entry {0} of binfmt_misc', name),
      l10n.t('Program: {0}', interpreter),
      version === undefined
        ? l10n.t('Its version cannot be told from here.')
        : l10n.t('QEMU {0}', version),
      ...(enabled ? [] : [l10n.t('Switched off')]),
      ...(isUsed || !enabled
        ? []
        : [l10n.t('The kernel takes the entry that was registered last.')]),
    ].join('\n'),
    icon: isUsed ? 'arrow-swap' : 'circle-outline',
  };
}
