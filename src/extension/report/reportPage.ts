import type { Blocker, Place, Report, ReportUnit, UnitState } from '../../core/report/report.ts';
import { placeText } from '../../core/report/reportWords.ts';
import { longestOrder } from '../../protocol/inspectorMessages.ts';
import type {
  Block,
  Button,
  Cell,
  InspectorPage,
  PageWay,
  Table,
  Tone,
} from '../../protocol/inspectorPage.ts';
import { codeCell, emptyCell, tableWidth, textCell } from '../images/inspector/cells.ts';
import type { Wording } from '../images/inspector/wording.ts';

/** How a report stands. */
export type ReportState =
  | { readonly kind: 'reading' }
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'cancelled' }
  /** The window was loaded anew: nobody has asked for a new one. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'done'; readonly report: Report };

/** How many rows of a table are shown, and places of one row; what is saved has all. */
const shown = { rows: 200, places: 5 };

/** The page of a readiness report. */
export function reportPage(state: ReportState, wording: Wording): InspectorPage {
  const { l10n } = wording;
  const title = l10n.t('Readiness Report');
  const again = way('refresh', l10n.t('Look Again'));
  const plain = (text: string, tone: Tone, buttons: readonly Button[]): InspectorPage => ({
    ...{ title, subtitle: '', busy: false, status: text },
    blocks: [
      { kind: 'note', tone, text },
      { kind: 'buttons', buttons },
    ],
  });
  switch (state.kind) {
    case 'reading': {
      const status = l10n.t('Reading the files of the workspace and asking about their images…');
      return { ...{ title, subtitle: '', busy: true, status }, blocks: [] };
    }
    case 'untrusted':
      return plain(
        l10n.t('This workspace is not trusted, so no program is started and nobody is asked.'),
        'warning',
        [way('manage-trust', l10n.t('Manage Trust')), again],
      );
    case 'cancelled':
      return plain(l10n.t('The report was cancelled.'), 'plain', [again]);
    case 'lost':
      return plain(
        l10n.t(
          'The window was loaded anew, and the report is not kept. Look again to make a new one.',
        ),
        'plain',
        [again],
      );
    case 'failed':
      return plain(l10n.t('There is no report: {0}. Try again.', state.message), 'error', [
        again,
        way('show-log', l10n.t('Show Log')),
      ]);
    case 'done':
      return state.report.units.length === 0
        ? plain(
            l10n.t('No Dockerfile, service or other file that names an image was found.'),
            'plain',
            [again],
          )
        : { ...filled(state.report, wording), title };
  }
}

function filled(report: Report, wording: Wording): Omit<InspectorPage, 'title'> {
  const { l10n } = wording;
  const { targets, summary, blockers, units, silenced, images, unknown, problems } = report;
  const blocked = summary.reduce((sum, each) => sum + each.blocked, 0);
  return {
    subtitle: l10n.t('for {0}', targets.join(', ')),
    busy: false,
    status: blocked === 0 ? l10n.t('Nothing is blocked.') : l10n.t('{0} are blocked.', blocked),
    blocks: [
      {
        kind: 'buttons',
        buttons: [
          way('copy-report', l10n.t('Copy as Markdown')),
          way('save-report', l10n.t('Save…')),
          way('refresh', l10n.t('Look Again')),
        ],
      },
      {
        ...{ kind: 'table', id: 'summary', caption: l10n.t('How many are ready') },
        columns: [
          { label: l10n.t('Target') },
          { label: l10n.t('Ready'), align: 'number' },
          { label: l10n.t('Blocked'), align: 'number' },
          { label: l10n.t('Unknown'), align: 'number' },
        ],
        rows: summary.map((each) => ({
          cells: [
            codeCell(each.target),
            ...[each.ready, each.blocked, each.unknown].map((count) => textCell(String(count))),
          ],
        })),
      },
      ...section(
        'first',
        l10n.t('What to do first'),
        blockers,
        [l10n.t('What is in the way'), l10n.t('What to do'), l10n.t('Effect'), l10n.t('Where')],
        (blocker, at) => [
          blockerCell(blocker, wording),
          textCell(blocker.advice.map((each) => l10n.t(each.text, ...each.args)).join(' · ')),
          textCell(effectOf(blocker, wording)),
          placesCell(blocker.places, `first-${at}`),
        ],
        wording,
      ),
      ...section(
        'units',
        l10n.t('Dockerfiles, services and others'),
        units,
        [l10n.t('What'), l10n.t('Where'), ...targets],
        (unit, at) => [
          textCell(nameOf(unit, wording)),
          placesCell([unit.place], `units-${at}`),
          ...unit.states.map((each) => stateCell(each, wording)),
        ],
        wording,
      ),
      ...section(
        'silenced',
        l10n.t('Silenced by comments, so not counted'),
        silenced,
        [l10n.t('Rules'), l10n.t('Reason'), l10n.t('Where')],
        ({ rules, reason, place }, at) => [
          codeCell(rules.join(', ')),
          reason === '' ? textCell(l10n.t('none'), 'quiet') : textCell(reason),
          placesCell([place], `silenced-${at}`),
        ],
        wording,
      ),
      ...section(
        'images',
        l10n.t('Images'),
        images,
        [l10n.t('Image'), l10n.t('Platforms'), l10n.t('Lacks'), l10n.t('Where')],
        ({ familiar, platforms, lacks, places, madeBy }, at) => [
          codeCell(familiar),
          madeBy !== undefined
            ? textCell(l10n.t('built here'), 'quiet')
            : platforms.known
              ? textCell(platforms.value.join(', '))
              : { texts: [{ text: l10n.t('unknown'), title: platforms.reason.message }] },
          lacks.length === 0 ? emptyCell : textCell(lacks.join(', '), 'error'),
          placesCell(places, `images-${at}`),
        ],
        wording,
      ),
      ...section(
        'unknown',
        l10n.t('Unknown, so not judged'),
        unknown,
        [l10n.t('What'), l10n.t('Why'), l10n.t('Where')],
        ({ reference, reason, places }, at) => [
          codeCell(reference),
          textCell(reason),
          placesCell(places, `unknown-${at}`),
        ],
        wording,
      ),
      ...section(
        'problems',
        l10n.t('Not read'),
        problems,
        [l10n.t('File'), l10n.t('Why')],
        ({ path, message }) => [codeCell(path), textCell(message)],
        wording,
      ),
    ],
  };
}

function section<T>(
  id: string,
  title: string,
  entries: readonly T[],
  columns: readonly string[],
  cellsOf: (entry: T, at: number) => readonly Cell[],
  { l10n }: Wording,
): readonly Block[] {
  if (entries.length === 0) return [];
  const more = entries.length - shown.rows;
  const table: Table = {
    ...{ kind: 'table', id: `${id}-table`, caption: title },
    columns: columns.map((label) => ({ label })),
    rows: entries.slice(0, shown.rows).map((entry, at) => ({ cells: cellsOf(entry, at) })),
  };
  const rest: Block = {
    ...{ kind: 'note', tone: 'quiet' },
    text: l10n.t('{0} more are in the report that is saved.', more),
  };
  return [
    {
      ...{ kind: 'section', id, level: 2, title, note: String(entries.length) },
      ...{ open: id !== 'images', filled: true },
      blocks: more > 0 ? [table, rest] : [table],
    },
  ];
}

function blockerCell({ message, rule, targets, severity }: Blocker, { l10n }: Wording): Cell {
  const text = l10n.t(message.text, ...message.args);
  return {
    texts: [
      { text, tone: severity === 'error' ? 'error' : 'warning' },
      { text: targets.join(', '), tone: 'quiet' },
      ...(rule === undefined ? [] : [{ text: rule, font: 'code' } as const]),
    ],
  };
}

function effectOf({ frees, blocks, blocksMore }: Blocker, { l10n }: Wording): string {
  const all = blocksMore ? l10n.t('over {0}', blocks) : String(blocks);
  if (frees === 0) return l10n.t('in the way of {0}, beside others', all);
  if (frees === blocks) return l10n.t('makes {0} ready', frees);
  return l10n.t('makes {0} ready; in the way of {1}', frees, all);
}

function nameOf({ kind, name }: ReportUnit, { l10n }: Wording): string {
  switch (kind) {
    case 'dockerfile':
      return l10n.t('Dockerfile');
    case 'service':
      return l10n.t('Service {0}', name);
    case 'workload':
      return l10n.t('Workload {0}', name);
    case 'devcontainer':
      return l10n.t('Development container');
    case 'job':
      return l10n.t('CI: {0}', name);
    case 'workflow':
      return l10n.t('Build by {0}', name);
  }
}

function stateCell(state: UnitState, { l10n }: Wording): Cell {
  switch (state) {
    case 'ready':
      return textCell(l10n.t('ready'), 'good');
    case 'blocked':
      return textCell(l10n.t('blocked'), 'error');
    case 'unknown':
      return textCell(l10n.t('unknown'), 'warning');
    case 'not-built':
      return textCell('–', 'quiet');
  }
}

function placesCell(places: readonly Place[], id: string): Cell {
  // A page with an order that is too long would not be taken at all.
  const some = places
    .slice(0, shown.places)
    .filter((each) => placeText(each).length <= longestOrder);
  const more = places.length - some.length;
  return {
    texts: more > 0 ? [{ text: `+${more}`, tone: 'quiet' }] : [],
    buttons: some.map((place, at) => {
      const where = placeText(place);
      // What tells places apart is at their end.
      const isLong = where.length > tableWidth;
      return {
        id: `${id}-place-${at}`,
        label: isLong ? `…${where.slice(1 - tableWidth)}` : where,
        ...(isLong && { title: where }),
        action: { do: 'reveal', place: where },
      };
    }),
  };
}

function way(name: PageWay, label: string): Button {
  return { id: `way-${name}`, label, action: { do: 'run', way: name } };
}
