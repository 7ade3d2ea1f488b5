import type { Drawing } from '../core/explain/drawing.ts';

/**
 * What the page of the platform inspector shows: blocks of texts, which the extension fills and the page
 * draws. All words are the extension's, in the user's language; nothing in them is Markdown or HTML.
 */
export interface InspectorPage {
  readonly title: string;
  /** Below the title; '' when there is nothing to say. */
  readonly subtitle: string;
  /** Whether something is on its way. */
  readonly busy: boolean;
  /** What has just happened, for those who do not see it; read out when it changes. */
  readonly status: string;
  readonly blocks: readonly Block[];
}

/** A part of the page. Ids are unique in a page, and stay the same from one page to the next. */
export type Block =
  | { readonly kind: 'note'; readonly tone: Tone; readonly text: string }
  | { readonly kind: 'buttons'; readonly buttons: readonly Button[] }
  /** Names and values. */
  | { readonly kind: 'facts'; readonly facts: readonly LabelledCell[] }
  | { readonly kind: 'list'; readonly items: readonly Cell[] }
  | DrawingBlock
  | Table
  | Choices
  | Section;

/** A picture. @see Drawing */
export interface DrawingBlock extends Drawing {
  readonly kind: 'drawing';
  /** What it shows, for those who do not see it. */
  readonly label: string;
}

/** How a text is meant. `plain` has no colour and no sign. */
export type Tone = 'plain' | 'quiet' | 'good' | 'warning' | 'error';

/** What stands in one place of a table or list: texts in a row, and buttons after them. */
export interface Cell {
  readonly texts: readonly PageText[];
  readonly buttons?: readonly Button[];
}

/** A cell with its name. */
export interface LabelledCell {
  readonly label: string;
  readonly cell: Cell;
}

/** A short text. */
export interface PageText {
  readonly text: string;
  /** All of it, or more exact, where `text` is shortened or rounded. */
  readonly title?: string;
  /** `code`: what a tool reads, in the editor's font; `digest`: likewise, and in one line if it can be. */
  readonly font?: 'code' | 'digest';
  readonly tone?: Tone;
  /** RFC 3339. The page shows it as a local date in place of `text`, which stands for it if it is none. */
  readonly time?: string;
}

/** A table. The first cell of a row names the row. */
export interface Table {
  readonly kind: 'table';
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  /** As many cells as there are columns. */
  readonly rows: readonly TableRow[];
}

/** A column of a table; `number` stands at the right. */
export interface Column {
  readonly label: string;
  readonly align?: 'number';
}

/** A row of a table. */
export interface TableRow {
  readonly cells: readonly Cell[];
  /** Whether it is set off, as the one that matters most. */
  readonly marked?: boolean;
}

/** Fields in which one of several values is chosen. */
export interface Choices {
  readonly kind: 'choices';
  readonly fields: readonly ChoiceField[];
}

/** One of them. */
export interface ChoiceField {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** A part that can be opened. */
export interface Section {
  readonly kind: 'section';
  readonly id: string;
  /** 2: a heading of the page; 3: below one. */
  readonly level: 2 | 3;
  readonly title: string;
  /** Beside the title, e.g. how many there are; '' for nothing. */
  readonly note: string;
  /** Whether it is open until the user says otherwise. */
  readonly open: boolean;
  /**
   * Whether its blocks are here. One that is not filled is closed, and asks for them when the user opens
   * it.
   */
  readonly filled: boolean;
  readonly blocks: readonly Block[];
}

/** A button, and what the extension is asked when it is pressed. */
export interface Button {
  readonly id: string;
  readonly label: string;
  /** What it is about, for those who hear it out of its row, e.g. `Copy digest of linux/arm64`. */
  readonly title?: string;
  readonly action: PageAction;
}

/**
 * What the page asks of the extension.
 *
 * - `copy`: into the clipboard
 * - `show`: the JSON of a digest, as a document
 * - `open`: a section was opened that is not filled
 * - `choose`: another value of a field
 * - `inspect`: another image, by its reference
 * - `reveal`: a place in a file, as the page names it
 * - `run`: one of the ways on that a page offers
 */
export type PageAction =
  | { readonly do: 'copy'; readonly text: string }
  | { readonly do: 'show'; readonly digest: string }
  | { readonly do: 'open'; readonly section: string }
  | { readonly do: 'choose'; readonly field: string; readonly value: string }
  | { readonly do: 'inspect'; readonly reference: string }
  | { readonly do: 'reveal'; readonly place: string }
  | { readonly do: 'run'; readonly way: PageWay };

/** The ways on that a page may offer. */
export const pageWays = [
  'refresh',
  'read-all',
  'open-editor',
  'compare',
  'change-list',
  'audit',
  'cancel-audit',
  'inspect-image',
  'allow-host',
  'look-up',
  'manage-trust',
  'show-settings',
  'show-log',
  'copy-report',
  'save-report',
  'choose-targets',
] as const;

/** One of them. */
export type PageWay = (typeof pageWays)[number];
