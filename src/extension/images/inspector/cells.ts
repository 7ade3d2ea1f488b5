import type { UnknownReason } from '../../../core/facts.ts';
import type { Button, Cell, PageText, Tone } from '../../../protocol/inspectorPage.ts';
import { bytesText, exactBytes, type Wording } from './wording.ts';

/** How many characters of a text stand in a table, in UTF-16 units. */
export const tableWidth = 80;

/** Words, with buttons after them. */
export function textCell(
  text: string,
  tone: Tone = 'plain',
  buttons: readonly Button[] = [],
): Cell {
  return { texts: [toned(text, tone)], ...(buttons.length > 0 && { buttons }) };
}

/** Nothing to tell. */
export const emptyCell: Cell = { texts: [] };

/** What a tool reads; the end of a long one is in its title. */
export function codeCell(text: string): Cell {
  return text === '' ? emptyCell : { texts: [codeText(text)] };
}

/** As {@link codeCell}, as a text among others. */
export function codeText(text: string): PageText {
  if (text.length <= tableWidth) return { text, font: 'code' };
  return { text: `${text.slice(0, tableWidth - 1)}…`, title: text, font: 'code' };
}

/** A digest, short, with a button that copies all of it. @param of what it is of, e.g. `linux/arm64` */
export function digestCell(digest: string, of: string, id: string, { l10n }: Wording): Cell {
  return {
    texts: [digestText(digest)],
    buttons: [
      {
        id: `copy-${id}`,
        label: l10n.t('Copy digest'),
        title: l10n.t('Copy digest of {0}', of),
        action: { do: 'copy', text: digest },
      },
    ],
  };
}

/** `sha256:` and twelve digits, as `docker image ls` shows them; all of it in its title. */
export function digestText(digest: string): PageText {
  const [algorithm = '', hex = ''] = digest.split(':', 2);
  const text = hex === '' ? digest : `${algorithm}:${hex.slice(0, 12)}`;
  return { text, title: digest, font: 'digest' };
}

/** A number of bytes, rounded; exact in its title. */
export function sizeCell(bytes: number, wording: Wording): Cell {
  return { texts: [{ text: bytesText(bytes, wording), title: exactBytes(bytes, wording) }] };
}

/** A point in time, RFC 3339, which the page shows as a local date. */
export function timeCell(time: string | undefined): Cell {
  return time === undefined ? emptyCell : { texts: [{ text: time, time }] };
}

/** Something that is not known, and why. */
export function unknownCell({ code, message }: UnknownReason, { l10n }: Wording): Cell {
  if (code === 'pending') return textCell(l10n.t('reading…'), 'quiet');
  return { texts: [{ text: l10n.t('unknown'), title: message, tone: 'warning' }] };
}

/** Words that may be quiet, good, …; `plain` is left out. */
function toned(text: string, tone: Tone): PageText {
  return tone === 'plain' ? { text } : { text, tone };
}
