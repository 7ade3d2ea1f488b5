import type { PlatformAudit, WrongFile } from '../../../core/audit/audit.ts';
import type { SentAudit, SentPlatform } from '../../../protocol/audit.ts';
import type { Block, Button, Section, Tone } from '../../../protocol/inspectorPage.ts';
import type { AuditState } from '../../audit/auditState.ts';
import {
  countedVerdicts,
  countText,
  instructionOf,
  problemText,
  progressText,
  readText,
  startName,
  startText,
  verdictOf,
  verdictText,
  verdictWord,
  type PlatformVerdict,
} from '../../audit/auditWords.ts';
import { codeCell, codeText, emptyCell, textCell } from './cells.ts';
import type { Wording } from './wording.ts';

/** Rows of wrong files that a page shows for each platform. */
const mostShown = 100;

/** Whether the files of an image are for the platforms that it declares, as far as anybody has looked. */
export function auditSection(state: AuditState | undefined, wording: Wording): Section {
  const { l10n } = wording;
  return {
    ...{ kind: 'section', id: 'audit', level: 2, open: true, filled: true },
    title: l10n.t('Architectures of its files'),
    note: noteOf(state, wording),
    blocks: blocksOf(state, wording),
  };
}

function noteOf(state: AuditState | undefined, wording: Wording): string {
  const { l10n } = wording;
  switch (state?.kind) {
    case undefined:
      return l10n.t('not audited');
    case 'running':
      return l10n.t('being audited');
    case 'failed':
      return l10n.t('not known');
    case 'cancelled':
      return l10n.t('cancelled');
    case 'done':
      return countedVerdicts(state.audit, wording);
  }
}

function blocksOf(state: AuditState | undefined, wording: Wording): readonly Block[] {
  const { l10n } = wording;
  switch (state?.kind) {
    case undefined:
      return [
        note(
          'quiet',
          l10n.t(
            'The platforms above are what labels say. An audit reads the headers of all programs and libraries and says whether that is true.',
          ),
        ),
        buttons(auditButton(l10n.t('Audit Architectures'))),
      ];
    case 'running':
      return [
        note('quiet', progressText(state.progress, wording)),
        buttons({
          id: 'run-cancel-audit',
          label: l10n.t('Cancel'),
          title: l10n.t('Cancel the audit'),
          action: { do: 'run', way: 'cancel-audit' },
        }),
      ];
    case 'cancelled':
      return [
        note('quiet', l10n.t('The audit was cancelled.')),
        buttons(auditButton(l10n.t('Audit Again'))),
      ];
    case 'failed':
      return [
        note('warning', l10n.t('It could not be audited: {0}', state.reason.message)),
        buttons(auditButton(l10n.t('Try Again'))),
      ];
    case 'done':
      return auditBlocks(state.audit, wording);
  }
}

function auditBlocks(audit: SentAudit, wording: Wording): readonly Block[] {
  const { platforms, problems } = audit;
  return [
    ...problems.map((problem) => note('warning', problemText(problem, wording))),
    ...platforms.map((platform, at) => platformSection(platform, at, wording)),
    buttons(auditButton(wording.l10n.t('Audit Again'))),
  ];
}

const tones: Readonly<Record<PlatformVerdict, Tone>> = {
  ...{ right: 'good', wrong: 'error', mixed: 'warning', none: 'plain', unknown: 'warning' },
};

function platformSection(platform: SentPlatform, at: number, wording: Wording): Section {
  const verdict = verdictOf(platform);
  const { audit } = platform;
  return {
    ...{ kind: 'section', id: `audit-${at}`, level: 3, filled: true },
    open: verdict === 'wrong' || verdict === 'mixed',
    title: platform.platform,
    note: verdictWord(verdict, wording),
    blocks: [
      note(tones[verdict], verdictText(platform, wording)),
      ...(audit.known ? knownBlocks(platform, audit.value, at, wording) : []),
    ],
  };
}

function knownBlocks(
  platform: SentPlatform,
  audit: PlatformAudit,
  at: number,
  wording: Wording,
): readonly Block[] {
  const { l10n } = wording;
  const { started, counts, files, wrongCount, remarks } = audit;
  const shown = files.slice(0, mostShown);
  const rest = wrongCount - shown.length;
  return [
    ...(started.length === 0
      ? [note('quiet', l10n.t('It names neither an entrypoint nor a command.'))]
      : [startTable(platform, audit, at, wording)]),
    ...(shown.length === 0 ? [] : [fileTable(platform, shown, at, wording)]),
    ...(rest > 0 ? [note('quiet', l10n.t('{0} more wrong files', rest))] : []),
    ...(counts.length === 0
      ? []
      : [
          {
            ...({ kind: 'table', id: `audit-${at}-counts` } as const),
            caption: l10n.t('Programs and libraries in {0}', platform.platform),
            columns: [{ label: l10n.t('Made for') }, { label: l10n.t('How many') }],
            rows: counts.map((count) => ({
              cells: [codeCell(count.platform), textCell(countText(count, wording))],
            })),
          },
        ]),
    ...remarks.map((text) => note('plain', text)),
    note('quiet', readText(platform, wording)),
  ];
}

/** What a container starts goes first. */
function startTable(
  platform: SentPlatform,
  audit: PlatformAudit,
  at: number,
  wording: Wording,
): Block {
  const { l10n } = wording;
  const stateTones = {
    right: 'good',
    wrong: 'error',
    missing: 'warning',
    unknown: 'plain',
  } as const;
  return {
    ...{ kind: 'table', id: `audit-${at}-started` },
    caption: l10n.t('What a container of {0} starts', platform.platform),
    columns: [
      { label: l10n.t('Program') },
      { label: l10n.t('What it is') },
      { label: l10n.t('Made by') },
    ],
    rows: audit.started.map((start) => ({
      marked: start.state === 'wrong',
      cells: [
        codeCell(startName(start)),
        textCell(startText(start, audit, wording), stateTones[start.state]),
        start.layer === undefined ? emptyCell : layerCell(platform, start.layer, wording),
      ],
    })),
  };
}

function fileTable(
  platform: SentPlatform,
  files: readonly WrongFile[],
  at: number,
  wording: Wording,
): Block {
  const { l10n } = wording;
  return {
    ...{ kind: 'table', id: `audit-${at}-files` },
    caption: l10n.t('Files that were made for another platform than {0}', platform.platform),
    columns: [
      { label: l10n.t('File') },
      { label: l10n.t('Made for') },
      { label: l10n.t('Layer and instruction') },
    ],
    rows: files.map(({ path, actual, layer }) => ({
      cells: [codeCell(path), codeCell(actual.join(' + ')), layerCell(platform, layer, wording)],
    })),
  };
}

function layerCell(platform: SentPlatform, layer: number, { l10n }: Wording) {
  const by = instructionOf(platform, layer);
  const number = {
    text: l10n.t('Layer {0}', layer + 1),
    title: platform.layers[layer]?.digest ?? '',
  };
  return { texts: by === '' ? [number] : [number, codeText(by)] };
}

function auditButton(label: string): Button {
  return { id: 'run-audit', label, action: { do: 'run', way: 'audit' } };
}

function buttons(...all: readonly Button[]): Block {
  return { kind: 'buttons', buttons: all };
}

function note(tone: Tone, text: string): Block {
  return { kind: 'note', tone, text };
}
