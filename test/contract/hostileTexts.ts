import { readRegex, type RegexNode } from './regexSyntax.ts';

/** A text that can be made as long as wanted. */
export interface HostileText {
  readonly start: string;
  /** What is repeated. */
  readonly pumped: string;
  readonly end: string;
}

/** Most ways to fill what is repeated; more of them are alike. */
const MAX_FILLINGS = 6;

/** What keeps an expression from matching at last. */
const ENDS = ['', '\u0000', '\n!', ' x'];

/**
 * Texts that make an expression try in vain: what it repeats, again and again, behind what leads there, also
 * together with that; and an end that it does not take.
 */
export function hostileTexts(pattern: RegExp): readonly HostileText[] {
  const pumps = [...pumpsOf(readRegex(pattern), '')].flatMap(({ start, pumped }) =>
    start === ''
      ? [{ start, pumped }]
      : [
          { start, pumped },
          { start: '', pumped: start + pumped },
          { start: '', pumped: start },
        ],
  );
  const texts = pumps
    .filter(({ pumped }) => pumped !== '')
    .flatMap((pump) => ENDS.map((end) => ({ ...pump, end })));
  return [...new Map(texts.map((text) => [JSON.stringify(text), text])).values()];
}

type Pump = Omit<HostileText, 'end'>;

/** @param start a text that leads to the node */
function* pumpsOf(node: RegexNode, start: string): Generator<Pump> {
  switch (node.kind) {
    case 'character':
      return;
    case 'assertion':
      if (node.body) yield* pumpsOf(node.body, start);
      return;
    case 'choice':
      for (const option of node.options) yield* pumpsOf(option, start);
      return;
    case 'sequence': {
      let before = start;
      for (const item of node.items) {
        yield* pumpsOf(item, before);
        before += fillings(item)[0] ?? '';
      }
      return;
    }
    case 'repeat':
      yield* pumpsOf(node.body, start);
      if (node.max < 10) return;
      for (const pumped of fillings(node.body)) yield { start, pumped };
  }
}

/** Texts that a node takes, the plainest first. */
function fillings(node: RegexNode): readonly string[] {
  switch (node.kind) {
    case 'character':
      return node.samples;
    case 'assertion':
      return [''];
    case 'choice':
      return node.options.flatMap((option) => fillings(option).slice(0, 2)).slice(0, MAX_FILLINGS);
    case 'sequence':
      return node.items
        .map(fillings)
        .reduce<readonly string[]>(
          (before, next) =>
            before.flatMap((text) => next.map((more) => text + more)).slice(0, MAX_FILLINGS),
          [''],
        );
    case 'repeat': {
      const body = fillings(node.body);
      return node.min > 0 ? body.map((text) => text.repeat(node.min)) : ['', ...body];
    }
  }
}
