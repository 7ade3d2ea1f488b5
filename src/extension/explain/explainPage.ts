import type { Message } from '../../core/analysis/finding.ts';
import {
  listed,
  say,
  stageTitle,
  type Explanation,
  type Sentence,
} from '../../core/explain/explanation.ts';
import { explanationParts, subjectOf } from '../../core/explain/explanationParts.ts';
import { stageDiagram } from '../../core/explain/stageDiagram.ts';
import { stateWords } from '../../core/explain/stateWords.ts';
import type { BuildDeclaration } from '../../core/project/declaration.ts';
import type {
  Block,
  Button,
  Cell,
  InspectorPage,
  PageWay,
  Tone,
} from '../../protocol/inspectorPage.ts';
import { codeCell, textCell } from '../images/inspector/cells.ts';
import type { Wording } from '../images/inspector/wording.ts';

/** How the explanation of a Dockerfile stands. */
export type ExplainState =
  | { readonly kind: 'reading'; readonly file: string }
  | {
      readonly kind: 'failed';
      readonly file: string;
      readonly message: string;
      /** The bake or compose file that it is about. */
      readonly spec?: string;
    }
  | {
      readonly kind: 'done';
      readonly file: string;
      readonly explanation: Explanation;
      /** Whether a newer one is on its way. */
      readonly busy: boolean;
      readonly trusted: boolean;
      readonly declared?: ShownDeclaration;
    };

/** The target or service whose build is explained. */
export interface ShownDeclaration {
  readonly kind: BuildDeclaration['kind'];
  /** Path of the bake or compose file. */
  readonly file: string;
  readonly name: string;
  /** Whether the editor has changes of the file that do not count before they are saved. */
  readonly isUnsaved: boolean;
}

/** The place in the bake or compose file where the target or service begins, as the page names it. */
export const specPlace = 'spec';

/** The page that explains a build. */
export function explainPage(state: ExplainState, wording: Wording): InspectorPage {
  const { l10n } = wording;
  const title = l10n.t('How {0} is built', state.file);
  const again = way('refresh', l10n.t('Look Again'));
  const page = { title, subtitle: '', busy: false };
  switch (state.kind) {
    case 'reading': {
      const status = l10n.t('Reading the file and asking about its images and the builder…');
      return { ...page, busy: true, status, blocks: [] };
    }
    case 'failed': {
      const text = l10n.t('It cannot be told: {0}', state.message);
      const buttons = [
        again,
        ...(state.spec === undefined ? [] : [specButton(state.spec, l10n)]),
        way('show-log', l10n.t('Show Log')),
      ];
      return {
        ...{ ...page, status: text },
        blocks: [
          { kind: 'note', tone: 'error', text },
          { kind: 'buttons', buttons },
        ],
      };
    }
    case 'done':
      return {
        ...{ ...page, busy: state.busy },
        subtitle: subtitleOf(state, l10n),
        status: state.busy
          ? l10n.t('Reading the file again…')
          : l10n.t('{0} was read.', state.file),
        blocks: filled(state, wording),
      };
  }
}

type Done = Extract<ExplainState, { kind: 'done' }>;

function subtitleOf({ declared, explanation }: Done, l10n: Wording['l10n']): string {
  const targets = listed(explanation.targets);
  if (declared === undefined) return l10n.t('for {0}', targets);
  const { kind, name, file } = declared;
  return kind === 'bake'
    ? l10n.t('as target “{0}” of {1}, for {2}', name, file, targets)
    : l10n.t('as service “{0}” of {1}, for {2}', name, file, targets);
}

function filled({ explanation, trusted, declared }: Done, { l10n }: Wording): readonly Block[] {
  const translate = ({ text, args }: Message) => l10n.t(text, ...args);
  const { stages, targets, result } = explanation;
  const label = l10n.t(
    'The stages and what needs them, as a picture. The table below it says the same.',
  );
  const blocks: Block[] = [
    {
      kind: 'buttons',
      buttons: [
        way('copy-report', l10n.t('Copy as Markdown')),
        // What a target or service is built for stands in its own file.
        declared === undefined
          ? way('choose-targets', l10n.t('Choose Target Platforms…'))
          : specButton(declared.file, l10n),
        way('refresh', l10n.t('Look Again')),
      ],
    },
  ];
  if (declared?.isUnsaved === true) {
    blocks.push({
      ...{ kind: 'note', tone: 'warning' },
      text: l10n.t(
        'Docker reads {0} from the disk: what you have changed there counts once it is saved.',
        declared.file,
      ),
    });
  }
  if (!trusted) {
    blocks.push(
      {
        ...{ kind: 'note', tone: 'warning' },
        text: l10n.t(
          'This workspace is not trusted, so no registry and no builder is asked: only what the file itself says is here.',
        ),
      },
      { kind: 'buttons', buttons: [way('manage-trust', l10n.t('Manage Trust'))] },
    );
  }
  for (const { id, title, sentences, stage } of explanationParts(explanation)) {
    const list: Block = {
      kind: 'list',
      items: sentences.map((sentence, at) =>
        sentenceCell(sentence, `${id}-${String(at)}`, explanation, translate, l10n),
      ),
    };
    const isStage = stage !== undefined;
    blocks.push({
      ...{ kind: 'section', id, level: 2, title: translate(title), open: true, filled: true },
      note: isStage
        ? stateNote(stage.cells.map(({ state }) => translate(say(stateWords[state]))))
        : '',
      blocks: [
        list,
        ...(id === 'result' && result.entries.length > 0
          ? [
              {
                ...{
                  kind: 'table' as const,
                  id: 'entries',
                  caption: l10n.t('Entries of the manifest list'),
                },
                columns: [{ label: l10n.t('Platform') }, { label: l10n.t('What') }],
                rows: result.entries.map(({ platform, what }) => ({
                  cells: [codeCell(platform), textCell(translate(what))],
                })),
              },
            ]
          : []),
      ],
    });
    if (id !== 'summary' || stages.length === 0) continue;
    blocks.push(
      { kind: 'drawing', label, ...stageDiagram(explanation, translate) },
      {
        ...{ kind: 'table', id: 'stages', caption: l10n.t('Stages and platforms') },
        columns: [
          { label: l10n.t('Stage') },
          { label: l10n.t('Built on') },
          { label: l10n.t('Needs') },
          ...targets.map((target) => ({ label: target })),
        ],
        rows: stages.map((each) => ({
          cells: [
            {
              texts: [{ text: stageTitle(each) }],
              buttons: [lineButton(`row-${String(each.index)}`, each.range.start.line, l10n)],
            },
            codeCell(each.base),
            textCell(
              listed(
                explanation.edges.flatMap(({ from, to }) => {
                  const needed = to === each.index ? stages[from] : undefined;
                  return needed ? [stageTitle(needed)] : [];
                }),
              ) || '–',
            ),
            ...each.cells.map(({ state, reason, group }) => {
              const word = translate(say(stateWords[state]));
              const isShared =
                group !== undefined &&
                each.cells.filter((other) => other.group === group).length > 1;
              const text = isShared ? l10n.t('{0}, done once', word) : word;
              return { texts: [{ text, title: translate(reason), tone: toneOf(state) }] };
            }),
          ],
          marked: each.isResult,
        })),
      },
    );
  }
  return blocks;
}

function stateNote(words: readonly string[]): string {
  return listed([...new Set(words)]);
}

function toneOf(state: Explanation['stages'][number]['cells'][number]['state']): Tone {
  switch (state) {
    case 'missing-base':
    case 'not-runnable':
    case 'wrong-files':
      return 'error';
    case 'emulated':
      return 'warning';
    case 'unknown':
    case 'not-reached':
      return 'quiet';
    default:
      return 'plain';
  }
}

function sentenceCell(
  sentence: Sentence,
  id: string,
  explanation: Explanation,
  translate: (message: Message) => string,
  l10n: Wording['l10n'],
): Cell {
  const { range, rule, severity } = sentence;
  const subject = subjectOf(sentence, explanation);
  const tone: Tone = severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'plain';
  const buttons: Button[] = [];
  if (range !== undefined) buttons.push(lineButton(id, range.start.line, l10n));
  if (rule !== undefined) {
    const title = l10n.t('What the rule {0} is about', rule);
    buttons.push({
      id: `${id}-rule`,
      label: rule,
      title,
      action: { do: 'reveal', place: `rule:${rule}` },
    });
  }
  return {
    texts: [
      ...(subject === '' ? [] : [{ text: `${subject}:`, font: 'code' as const }]),
      { text: translate(sentence), tone },
    ],
    ...(buttons.length > 0 && { buttons }),
  };
}

/** @param line counted from 0 */
function lineButton(id: string, line: number, l10n: Wording['l10n']): Button {
  const number = String(line + 1);
  return {
    id: `${id}-line`,
    label: l10n.t('Line {0}', number),
    title: l10n.t('Go to line {0}', number),
    action: { do: 'reveal', place: `line:${number}` },
  };
}

function specButton(file: string, l10n: Wording['l10n']): Button {
  return {
    ...{ id: 'show-spec', label: l10n.t('Show {0}', file) },
    action: { do: 'reveal', place: specPlace },
  };
}

function way(id: PageWay, label: string): Button {
  return { id: `run-${id}`, label, action: { do: 'run', way: id } };
}
