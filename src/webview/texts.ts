import type { Cell, LabelledCell, PageText } from '../protocol/inspectorPage.ts';
import { buttonOf, type Act } from './buttons.ts';
import { element, type Child } from './elements.ts';

// Made once: they are costly, and every platform has a date.
const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** The texts of a cell in a row, and its buttons after them. */
export function cellContent({ texts, buttons = [] }: Cell, act: Act): readonly Child[] {
  const parts: Child[] = texts.map(textElement);
  if (buttons.length > 0) {
    parts.push(
      element(
        'span',
        { class: 'buttons' },
        buttons.map((button) => buttonOf(button, act)),
      ),
    );
  }
  // Blanks let a line break, and keep words apart where the style is not seen.
  return parts.flatMap((part, at) => (at === 0 ? [part] : [' ', part]));
}

/** Names and values. */
export function factsElement(facts: readonly LabelledCell[], act: Act): HTMLElement {
  return element(
    'dl',
    {},
    facts.map(({ label, cell }) =>
      element('div', {}, [element('dt', {}, [label]), element('dd', {}, cellContent(cell, act))]),
    ),
  );
}

function textElement({ text, title, font, tone, time }: PageText): Child {
  const classes = [font, tone].filter((name) => name !== undefined && name !== 'plain').join(' ');
  const attributes = { class: classes === '' ? undefined : classes, title };
  if (time !== undefined) {
    const date = new Date(time);
    if (!Number.isNaN(date.getTime())) {
      return element(
        'time',
        { ...attributes, datetime: time, title: title ?? exact.format(date) },
        [short.format(date)],
      );
    }
  }
  // Plain words need no element of their own, and an index has many of them.
  if (font === undefined && attributes.class === undefined && title === undefined) return text;
  return element(font === undefined ? 'span' : 'code', attributes, [text]);
}
