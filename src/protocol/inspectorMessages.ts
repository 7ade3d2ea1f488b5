import { looks, type Shape } from '../core/explain/drawing.ts';
import { isAnyOf, isFlag, isListOf, isObjectOf, isOneOf, textUpTo, type Guard } from './guards.ts';
import {
  pageWays,
  type Block,
  type Button,
  type Cell,
  type ChoiceField,
  type Choices,
  type DrawingBlock,
  type InspectorPage,
  type LabelledCell,
  type PageAction,
  type PageText,
  type Section,
  type Table,
  type Tone,
} from './inspectorPage.ts';

/** What the extension sends to the page. */
export interface ExtensionMessage {
  readonly kind: 'show';
  readonly page: InspectorPage;
  /** Given back by {@link PageState} when the editor makes the page anew. */
  readonly origin: unknown;
}

/** What the page sends to the extension: that it can be filled, or that the user has asked for something. */
export type PageMessage =
  { readonly kind: 'ready' } | { readonly kind: 'act'; readonly action: PageAction };

/** What the page keeps while it is not shown, and over a reload of the window. */
export interface PageState {
  /** As the extension has sent it. */
  readonly origin: unknown;
  /** Ids of sections that the user has opened (true) or closed. */
  readonly sections: Readonly<Record<string, boolean>>;
  /** How far the page is scrolled, in CSS pixels. */
  readonly scroll: number;
}

/** Longest text that either side takes from the other as an order, in UTF-16 units. */
export const longestOrder = 4096;

const text = textUpTo(longestOrder);

const isAction: Guard<PageAction> = isAnyOf<PageAction>(
  isObjectOf({ do: isOneOf(['copy']), text }),
  isObjectOf({ do: isOneOf(['show']), digest: text }),
  isObjectOf({ do: isOneOf(['open']), section: text }),
  isObjectOf({ do: isOneOf(['choose']), field: text, value: text }),
  isObjectOf({ do: isOneOf(['inspect']), reference: text }),
  isObjectOf({ do: isOneOf(['reveal']), place: text }),
  isObjectOf({ do: isOneOf(['run']), way: isOneOf(pageWays) }),
);

const isPageMessage: Guard<PageMessage> = isAnyOf<PageMessage>(
  isObjectOf({ kind: isOneOf(['ready']) }),
  isObjectOf({ kind: isOneOf(['act']), action: isAction }),
);

/** Reads a message of the page; undefined for anything else. */
export function readPageMessage(message: unknown): PageMessage | undefined {
  return isPageMessage(message) ? message : undefined;
}

const anyText = textUpTo(Number.POSITIVE_INFINITY);
const isAnything = (value: unknown): value is object => value !== undefined;
const isTone = isOneOf<Tone>(['plain', 'quiet', 'good', 'warning', 'error']);

const isButton = isObjectOf<Button>(
  { id: anyText, label: anyText, title: anyText, action: isAction },
  ['title'],
);
const isButtons = isListOf(isButton);

const isText = isObjectOf<PageText>(
  { text: anyText, title: anyText, font: isOneOf(['code', 'digest']), tone: isTone, time: anyText },
  ['title', 'font', 'tone', 'time'],
);
const isCell = isObjectOf<Cell>({ texts: isListOf(isText), buttons: isButtons }, ['buttons']);

const isTable = isObjectOf<Table>({
  kind: isOneOf(['table']),
  id: anyText,
  caption: anyText,
  columns: isListOf(isObjectOf({ label: anyText, align: isOneOf(['number']) }, ['align'])),
  rows: isListOf(isObjectOf({ cells: isListOf(isCell), marked: isFlag }, ['marked'])),
});

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);
const isLook = isOneOf(looks);

const isShape = isAnyOf<Shape>(
  isObjectOf({ shape: isOneOf(['path']), d: anyText, look: isLook }),
  isObjectOf<Extract<Shape, { shape: 'text' }>>(
    {
      ...{ shape: isOneOf(['text']), text: anyText, title: anyText, x: isNumber, y: isNumber },
      ...{ anchor: isOneOf(['start', 'middle']), look: isLook },
    },
    ['title'],
  ),
);

const isDrawing = isObjectOf<DrawingBlock>({
  ...{ kind: isOneOf(['drawing']), label: anyText, width: isNumber, height: isNumber },
  shapes: isListOf(isShape),
});

const isChoices = isObjectOf<Choices>({
  kind: isOneOf(['choices']),
  fields: isListOf(
    isObjectOf<ChoiceField>({
      id: anyText,
      label: anyText,
      value: anyText,
      options: isListOf(isObjectOf({ value: anyText, label: anyText })),
    }),
  ),
});

/** Sections are at most two deep, so that this ends soon. */
const isSection: Guard<Section> = isObjectOf<Section>({
  kind: isOneOf(['section']),
  id: anyText,
  level: isOneOf([2, 3]),
  title: anyText,
  note: anyText,
  open: isFlag,
  filled: isFlag,
  blocks: (value): value is readonly Block[] => isListOf(isBlock)(value),
});

const isBlock: Guard<Block> = isAnyOf<Block>(
  isObjectOf({ kind: isOneOf(['note']), tone: isTone, text: anyText }),
  isObjectOf({ kind: isOneOf(['buttons']), buttons: isButtons }),
  isObjectOf({
    kind: isOneOf(['facts']),
    facts: isListOf(isObjectOf<LabelledCell>({ label: anyText, cell: isCell })),
  }),
  isObjectOf({ kind: isOneOf(['list']), items: isListOf(isCell) }),
  isDrawing,
  isTable,
  isChoices,
  isSection,
);

const isExtensionMessage = isObjectOf<ExtensionMessage>(
  {
    kind: isOneOf(['show']),
    page: isObjectOf<InspectorPage>({
      title: anyText,
      subtitle: anyText,
      busy: isFlag,
      status: anyText,
      blocks: isListOf(isBlock),
    }),
    origin: isAnything,
  },
  ['origin'],
);

/** Reads a message of the extension; undefined for anything else. */
export function readExtensionMessage(message: unknown): ExtensionMessage | undefined {
  return isExtensionMessage(message) ? message : undefined;
}

const isPageState = isObjectOf<PageState>(
  {
    origin: isAnything,
    sections: (value): value is Readonly<Record<string, boolean>> =>
      typeof value === 'object' && value !== null && Object.values(value).every(isFlag),
    scroll: isNumber,
  },
  ['origin'],
);

/** Reads what the page has kept; undefined for anything else. */
export function readPageState(state: unknown): PageState | undefined {
  return isPageState(state) ? state : undefined;
}
