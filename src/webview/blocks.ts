import type { Block, Choices, Section } from '../protocol/inspectorPage.ts';
import { buttonOf, type Act } from './buttons.ts';
import { drawingElement } from './drawing.ts';
import { element } from './elements.ts';
import { tableElement } from './table.ts';
import { cellContent, factsElement } from './texts.ts';

/** What blocks need of the page that they are on. */
export interface BlockPorts {
  readonly act: Act;
  /** Whether the user has opened or closed a section; undefined when not. */
  readonly isOpen: (section: string) => boolean | undefined;
  readonly onToggle: (section: string, open: boolean) => void;
}

/** Draws a part of the page. */
export function blockElement(block: Block, ports: BlockPorts): HTMLElement {
  const { act } = ports;
  switch (block.kind) {
    case 'note':
      return element('p', { class: `note ${block.tone}` }, [block.text]);
    case 'buttons': {
      const buttons = block.buttons.map((button) => buttonOf(button, act));
      return element('p', { class: 'buttons' }, buttons);
    }
    case 'facts':
      return factsElement(block.facts, act);
    case 'list': {
      const items = block.items.map((item) => element('li', {}, cellContent(item, act)));
      return element('ul', {}, items);
    }
    case 'table':
      return tableElement(block, act);
    case 'drawing':
      return drawingElement(block);
    case 'choices':
      return choicesElement(block, act);
    case 'section':
      return sectionElement(block, ports);
  }
}

function choicesElement({ fields }: Choices, act: Act): HTMLElement {
  return element(
    'div',
    { class: 'choices' },
    fields.map(({ id, label, value, options }) => {
      const select = element(
        'select',
        { id },
        options.map((option) => element('option', { value: option.value }, [option.label])),
      );
      select.value = value;
      select.addEventListener('change', () => {
        act({ do: 'choose', field: id, value: select.value });
      });
      return element('label', {}, [element('span', {}, [label]), select]);
    }),
  );
}

function sectionElement(section: Section, ports: BlockPorts): HTMLElement {
  const { id, level, title, note, open, filled, blocks } = section;
  const { act, isOpen, onToggle } = ports;
  const heading = element(level === 2 ? 'h2' : 'h3', {}, [title]);
  const summary = element('summary', { id: `${id}-summary` }, [
    heading,
    ...(note === '' ? [] : [' ', element('span', { class: 'count' }, [note])]),
  ]);
  const content = element('div', {});
  // What nobody sees need not be drawn: a manifest list may have hundreds of platforms.
  const draw = () => {
    if (content.childElementCount > 0) return;
    content.append(...blocks.map((block) => blockElement(block, ports)));
  };
  const details = element('details', { id }, [summary, content]);
  details.open = filled && (isOpen(id) ?? open);
  if (details.open) draw();
  // Before it opens: the browser tells of that only later, and the next key may come sooner.
  summary.addEventListener('click', draw);
  let shown = details.open;
  details.addEventListener('toggle', () => {
    // The browser also tells of the state that it was made with.
    if (details.open === shown) return;
    shown = details.open;
    if (shown) draw();
    onToggle(id, shown);
    if (shown && !filled) act({ do: 'open', section: id });
  });
  return details;
}
