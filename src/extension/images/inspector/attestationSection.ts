import type { Fact } from '../../../core/facts.ts';
import type {
  AttestationInspection,
  ImageInspection,
  Provenance,
  StatementContent,
  StatementInspection,
} from '../../../core/image/inspection.ts';
import type { Block, LabelledCell, Section } from '../../../protocol/inspectorPage.ts';
import { codeCell, codeText, digestText, textCell, timeCell } from './cells.ts';
import type { InspectedImage } from './inspected.ts';
import type { Wording } from './wording.ts';

/** Id of the section, which is filled when it is opened. */
export const attestationsId = 'attestations';

/** How many materials of a build are listed. */
const listedMaterials = 100;

/** What the image's maker has attested: read from the registry when the section is opened. */
export function attestationSection(
  { attestations, origin, counted }: ImageInspection,
  { opened, statements }: Pick<InspectedImage, 'opened' | 'statements'>,
  wording: Wording,
): Section {
  const { l10n } = wording;
  const filled = opened.has(attestationsId);
  const { length } = attestations;
  const mayHave = origin.kind !== 'engine' || origin.store === 'containerd';
  return {
    ...{
      kind: 'section',
      id: attestationsId,
      level: 2,
      open: filled,
      filled: filled || length === 0,
    },
    title: l10n.t('Attestations'),
    note: length === 0 ? l10n.t('none') : String(length),
    blocks:
      length === 0
        ? [
            {
              kind: 'note',
              tone: 'quiet',
              text: mayHave
                ? l10n.t('The image says neither how it was built nor what is in it.')
                : l10n.t('The Docker engine’s classic image store keeps no attestations.'),
            },
          ]
        : filled
          ? attestations.flatMap((one, at) =>
              counted === undefined || opened.has(`attestation-${at}`)
                ? attestationBlocks(one, at, statements.get(one.digest), wording)
                : [spared(one, at, wording)],
            )
          : [],
  };
}

/** One that is read when it is opened. */
function spared({ platform }: AttestationInspection, at: number, { l10n }: Wording): Section {
  return {
    ...{ kind: 'section', id: `attestation-${at}`, level: 3, open: false, filled: false },
    title: platform === '' ? l10n.t('an image that is not there') : platform,
    ...{ note: l10n.t('not read yet'), blocks: [] },
  };
}

function attestationBlocks(
  { of, platform, digest }: AttestationInspection,
  at: number,
  statements: Fact<readonly StatementInspection[]> | undefined,
  wording: Wording,
): readonly Block[] {
  const { l10n } = wording;
  const title = platform === '' ? l10n.t('an image that is not there') : platform;
  return [
    {
      ...{ kind: 'section', id: `attestation-${at}`, level: 3, title, open: true, filled: true },
      note: '',
      blocks: [
        ...statementBlocks(statements, `attestation-${at}`, wording),
        {
          kind: 'buttons',
          buttons: [
            {
              id: `attestation-${at}-manifest`,
              label: l10n.t('Attestation manifest'),
              title: l10n.t('Attestation manifest JSON of {0}', platform === '' ? of : platform),
              action: { do: 'show', digest },
            },
          ],
        },
      ],
    },
  ];
}

function statementBlocks(
  statements: Fact<readonly StatementInspection[]> | undefined,
  id: string,
  wording: Wording,
): readonly Block[] {
  const { l10n } = wording;
  if (statements === undefined || (!statements.known && statements.reason.code === 'pending')) {
    return [{ kind: 'note', tone: 'quiet', text: l10n.t('Reading…') }];
  }
  if (!statements.known) {
    return [{ kind: 'note', tone: 'warning', text: statements.reason.message }];
  }
  if (statements.value.length === 0) {
    return [{ kind: 'note', tone: 'quiet', text: l10n.t('It holds no statement.') }];
  }
  return statements.value.flatMap((statement, at) =>
    statementBlock(statement, `${id}-${at}`, wording),
  );
}

function statementBlock(
  { digest, predicateType, content }: StatementInspection,
  id: string,
  wording: Wording,
): readonly Block[] {
  const { l10n } = wording;
  const kind: LabelledCell = {
    label: l10n.t('Statement'),
    cell: {
      texts: [codeText(predicateType)],
      buttons: [
        {
          id: `${id}-json`,
          label: l10n.t('JSON'),
          title: l10n.t('Statement JSON of {0}', predicateType),
          action: { do: 'show', digest },
        },
      ],
    },
  };
  if (!content.known) {
    return [
      { kind: 'facts', facts: [kind] },
      { kind: 'note', tone: 'warning', text: content.reason.message },
    ];
  }
  const { value } = content;
  const facts = [kind, ...contentFacts(value, wording)];
  if (value.kind !== 'provenance') return [{ kind: 'facts', facts }];
  return [{ kind: 'facts', facts }, ...materials(value, id, wording)];
}

function contentFacts(content: StatementContent, { l10n }: Wording): readonly LabelledCell[] {
  switch (content.kind) {
    case 'sbom': {
      const { packages, format, version, tools } = content;
      const written = version.startsWith(format) ? version : `${format} ${version}`.trim();
      return [
        {
          label: l10n.t('Packages'),
          cell: textCell(packages === 1 ? l10n.t('1 package') : l10n.t('{0} packages', packages)),
        },
        { label: l10n.t('Format'), cell: textCell(written) },
        ...told(l10n.t('Made by'), tools.join(', ')),
      ];
    }
    case 'provenance': {
      const { builder, buildType, source, frontend, started, finished } = content;
      return [
        {
          label: l10n.t('Builder'),
          cell: builder === '' ? textCell(l10n.t('not told'), 'quiet') : codeCell(builder),
        },
        ...told(l10n.t('Kind of build'), buildType),
        ...told(l10n.t('Source'), source?.repository ?? ''),
        ...told(l10n.t('Revision'), source?.revision ?? ''),
        ...told(l10n.t('Dockerfile'), source?.file ?? ''),
        ...told(l10n.t('Frontend'), frontend),
        ...(started === undefined ? [] : [{ label: l10n.t('Started'), cell: timeCell(started) }]),
        ...(finished === undefined
          ? []
          : [{ label: l10n.t('Finished'), cell: timeCell(finished) }]),
      ];
    }
    case 'other':
      return [];
  }
}

function materials(
  { materials, parameters }: Provenance,
  id: string,
  wording: Wording,
): readonly Block[] {
  const { l10n } = wording;
  const names = Object.entries(parameters);
  const more = materials.length - listedMaterials;
  return [
    {
      kind: 'table',
      id: `${id}-materials`,
      caption:
        more > 0
          ? l10n.t('Materials: the first {0} of {1}', listedMaterials, materials.length)
          : l10n.t('Materials: {0}', materials.length),
      columns: [{ label: l10n.t('Material') }, { label: l10n.t('Digest') }],
      rows: materials.slice(0, listedMaterials).map(({ uri, digest }) => ({
        cells: [codeCell(uri), { texts: digest === '' ? [] : [digestText(digest)] }],
      })),
    },
    ...(names.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            id: `${id}-parameters`,
            caption: l10n.t('Parameters of the build: {0}', names.length),
            columns: [{ label: l10n.t('Parameter') }, { label: l10n.t('Value') }],
            rows: names.map(([name, value]) => ({ cells: [codeCell(name), codeCell(value)] })),
          },
        ]),
  ];
}

function told(label: string, value: string): readonly LabelledCell[] {
  return value === '' ? [] : [{ label, cell: codeCell(value) }];
}
