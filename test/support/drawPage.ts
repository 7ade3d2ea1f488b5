import type { Block, Cell, InspectorPage } from '../../src/protocol/inspectorPage.ts';

/** A page as text: one line for each block, row and fact; sections with what is in them indented. */
export function drawPage({ title, subtitle, blocks }: InspectorPage): readonly string[] {
  return [`# ${title}`, ...(subtitle === '' ? [] : [subtitle]), ...blocks.flatMap(drawBlock)];
}

/** A block of a page as text. */
export function drawBlock(block: Block): readonly string[] {
  switch (block.kind) {
    case 'note':
      return [`${block.tone}: ${block.text}`];
    case 'buttons':
      return [block.buttons.map(({ label }) => `[${label}]`).join(' ')];
    case 'facts':
      return block.facts.map(({ label, cell }) => `${label}: ${drawCell(cell)}`);
    case 'list':
      return block.items.map((item) => `- ${drawCell(item)}`);
    case 'choices':
      return block.fields.map(
        ({ label, value, options }) =>
          `${label}: ${options.map((one) => (one.value === value ? `(${one.label})` : one.label)).join(' ')}`,
      );
    case 'drawing':
      return [block.label];
    case 'table':
      return [
        `${block.caption}:`,
        `| ${block.columns.map(({ label }) => label).join(' | ')}`,
        ...block.rows.map(
          ({ cells, marked }) => `${marked ? '>' : '|'} ${cells.map(drawCell).join(' | ')}`,
        ),
      ];
    case 'section': {
      const sign = block.filled ? (block.open ? '▾' : '▸') : '…';
      const head = `${sign} ${block.title}${block.note === '' ? '' : ` (${block.note})`}`;
      return [head, ...block.blocks.flatMap(drawBlock).map((line) => `  ${line}`)];
    }
  }
}

function drawCell({ texts, buttons = [] }: Cell): string {
  const words = texts.map(({ text, tone }) => (tone === undefined ? text : `${tone}:${text}`));
  return [...words, ...buttons.map(({ label }) => `[${label}]`)].join(' ');
}
