import type { Table, TableRow } from '../protocol/inspectorPage.ts';
import type { Act } from './buttons.ts';
import { element } from './elements.ts';
import { cellContent } from './texts.ts';

/**
 * A table. Its roles are written out, because the narrow page shows each row as a card, and a browser
 * may forget that they are a table's as soon as they are drawn as something else.
 */
export function tableElement({ id, caption, columns, rows }: Table, act: Act): HTMLElement {
  const head = columns.map(({ label, align }) =>
    element('th', { scope: 'col', role: 'columnheader', class: align }, [label]),
  );
  const body = rows.map((row) => rowElement(row, columns, act));
  return element('table', { id, role: 'table' }, [
    element('caption', {}, [caption]),
    element('thead', { role: 'rowgroup' }, [element('tr', { role: 'row' }, head)]),
    element('tbody', { role: 'rowgroup' }, body),
  ]);
}

function rowElement({ cells, marked }: TableRow, columns: Table['columns'], act: Act) {
  return element(
    'tr',
    { role: 'row', class: marked === true ? 'marked' : undefined },
    cells.map((cell, at) => {
      const content = cellContent(cell, act);
      const column = columns[at];
      if (at === 0) return element('th', { scope: 'row', role: 'rowheader' }, content);
      // The narrow page shows the label before the value.
      const label = { role: 'cell', class: column?.align, 'data-label': column?.label };
      return element('td', label, content.length > 1 ? [element('span', {}, content)] : content);
    }),
  );
}
