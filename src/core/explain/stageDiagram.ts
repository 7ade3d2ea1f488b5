import type { CellState } from '../analysis/cellState.ts';
import type { Message } from '../analysis/finding.ts';
import { rectangle, type Drawing, type Look, type Shape } from './drawing.ts';
import {
  say,
  stageTitle,
  type ExplainedStage,
  type Explanation,
  type StageEdge,
} from './explanation.ts';

/** In pixels. */
const size = {
  row: 46,
  box: 36,
  head: 30,
  name: 190,
  column: 78,
  cell: 24,
  lane: 9,
  gap: 8,
} as const;

/** Most stages and targets that are drawn: more are in the table alone. */
const most = { stages: 60, targets: 12 } as const;

/** The states in one word, as there is little room: surfaces translate them. */
const cellWords: Readonly<Record<CellState, Message>> = {
  native: say('native'),
  hardware: say('native'),
  emulated: say('emulated'),
  runnable: say('runs'),
  cross: say('cross'),
  'copy-only': say('copies'),
  'missing-base': say('no image'),
  'wrong-files': say('wrong'),
  'not-runnable': say('fails'),
  unknown: say('unknown'),
  'not-reached': say('–'),
};

const cellLooks: Partial<Readonly<Record<CellState, Look>>> = {
  emulated: 'slow',
  'missing-base': 'bad',
  'wrong-files': 'bad',
  'not-runnable': 'bad',
  'not-reached': 'quiet',
  unknown: 'quiet',
};

/**
 * The stages as rows in the order of the file, lines from each to those that need it, and a box for what is done
 * on each target. Boxes of neighbouring targets are one where the stage is done once for both.
 *
 * @param translate fills messages in, in the reader's language
 */
export function stageDiagram(
  { stages: all, targets: every, edges }: Explanation,
  translate: (message: Message) => string,
): Drawing {
  const stages = all.slice(0, most.stages);
  const targets = every.slice(0, most.targets);
  const { lanes, count } = lanesOf(edges.filter(({ to }) => to < stages.length));
  const left = (count + 1) * size.lane + size.gap;
  const middle = (row: number) => size.head + row * size.row + size.row / 2;
  const column = (at: number) => left + size.name + size.gap + at * size.column;
  return {
    width: column(targets.length),
    height: size.head + stages.length * size.row + size.gap,
    shapes: [
      ...targets.map((target, at) =>
        words(shortPlatform(target), column(at) + size.column / 2, size.head - 10, 'middle', {
          title: target,
        }),
      ),
      ...lanes.flatMap(({ edge, lane }) =>
        edgeShapes(edge, left - size.gap - lane * size.lane, left, middle),
      ),
      ...stages.flatMap((stage, row) => [
        ...boxShapes(stage, left, middle(row)),
        ...cellShapes(stage, targets.length, middle(row), column, translate),
      ]),
    ],
  };
}

/** Lines that lie side by side get lanes of their own, the short ones next to the boxes. */
function lanesOf(edges: readonly StageEdge[]) {
  const ends: (readonly StageEdge[])[] = [];
  const lanes: { readonly edge: StageEdge; readonly lane: number }[] = [];
  const sorted = [...edges].sort((a, b) => Math.abs(a.to - a.from) - Math.abs(b.to - b.from));
  for (const edge of sorted) {
    const isFree = (taken: readonly StageEdge[]) => taken.every((other) => !overlap(edge, other));
    const free = ends.findIndex(isFree);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = [...(ends[lane] ?? []), edge];
    lanes.push({ edge, lane: lane + 1 });
  }
  return { lanes, count: ends.length };
}

function overlap(a: StageEdge, b: StageEdge): boolean {
  const [begin, end] = [Math.min(a.from, a.to), Math.max(a.from, a.to)];
  return begin <= Math.max(b.from, b.to) && end >= Math.min(b.from, b.to);
}

/** From the lower half of one box to the upper half of the other, with an arrow's head. */
function edgeShapes(
  { from, to }: StageEdge,
  lane: number,
  left: number,
  middle: (row: number) => number,
): readonly Shape[] {
  const begin = middle(from) + 7;
  const end = middle(to) - 7;
  return [
    { shape: 'path', d: `M${left} ${begin}H${lane}V${end}H${left - 5}`, look: 'edge' },
    {
      shape: 'path',
      d: `M${left} ${end}L${left - 6} ${end - 3}L${left - 6} ${end + 3}Z`,
      look: 'edge',
    },
  ];
}

function boxShapes(stage: ExplainedStage, left: number, y: number): readonly Shape[] {
  const isNeeded = stage.cells.some(({ state }) => state !== 'not-reached');
  const look = stage.isResult ? 'result' : isNeeded ? 'box' : 'quiet';
  const name = shortened(stageTitle(stage), 26);
  const base = shortenedImage(stage.base, 26);
  return [
    { shape: 'path', d: rectangle(left, y - size.box / 2, size.name, size.box), look },
    words(name, left + 8, y - 3, 'start', { title: stageTitle(stage) }),
    words(base, left + 8, y + 11, 'start', { title: stage.base, look: 'quiet' }),
  ];
}

/** Neighbours of one group stand in one box, with one word where they have the same. */
function cellShapes(
  { cells }: ExplainedStage,
  count: number,
  y: number,
  column: (at: number) => number,
  translate: (message: Message) => string,
): readonly Shape[] {
  const shapes: Shape[] = [];
  for (let begin = 0; begin < Math.min(cells.length, count);) {
    const first = cells[begin];
    if (first === undefined) break;
    let end = begin + 1;
    while (end < count && first.group !== undefined && cells[end]?.group === first.group) end += 1;
    const part = cells.slice(begin, end);
    const look = part.map(({ state }) => cellLooks[state]).find(Boolean) ?? 'cell';
    const width = (end - begin) * size.column - 6;
    const d = rectangle(column(begin) + 3, y - size.cell / 2, width, size.cell);
    if (first.state !== 'not-reached') shapes.push({ shape: 'path', d, look });
    for (const [at, { state, platform }] of part.entries()) {
      const x = column(begin + at) + size.column / 2;
      const word = translate(cellWords[state]);
      shapes.push(words(word, x, y + 4, 'middle', { title: platform, look }));
    }
    begin = end;
  }
  return shapes;
}

function words(
  text: string,
  x: number,
  y: number,
  anchor: 'start' | 'middle',
  { title, look = 'box' }: { readonly title: string; readonly look?: Look },
): Shape {
  return { shape: 'text', text, x, y, anchor, look, ...(title !== text && { title }) };
}

function shortPlatform(platform: string): string {
  return shortened(platform.replace(/^linux\//, ''), 12);
}

/** What tells images apart stands at their ends, before a digest. */
function shortenedImage(image: string, length: number): string {
  const [name = ''] = image.split('@');
  return name.length > length ? `…${name.slice(1 - length)}` : name;
}

function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
