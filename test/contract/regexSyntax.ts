/** What a regular expression is made of, as far as texts for it are to be made. */
export type RegexNode =
  /** One character: some that it takes, the most different ones. */
  | { readonly kind: 'character'; readonly samples: readonly string[] }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly body: RegexNode;
      readonly min: number;
      readonly max: number;
    }
  /** Takes no character itself: `^`, `\b`, or what is looked for ahead or behind. */
  | { readonly kind: 'assertion'; readonly body?: RegexNode };

const CANDIDATES = [
  ...Array.from('a0 .:,;/-_=\n\t\r$"\'`<>()[]{}#@*+?!&|~%^\\Zé\u00a0\u0001'),
  ...Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)),
];

/** Reads the source of a valid regular expression. */
export function readRegex({ source, flags }: RegExp): RegexNode {
  const classFlags = flags.replace(/[gyd]/g, '');
  let at = 0;
  const node = readChoice();
  if (at < source.length) throw new Error(`not understood from ${at}: ${source}`);
  return node;

  function readChoice(): RegexNode {
    const options = [readSequence()];
    while (source[at] === '|') {
      at += 1;
      options.push(readSequence());
    }
    const [only] = options;
    return only !== undefined && options.length === 1 ? only : { kind: 'choice', options };
  }

  function readSequence(): RegexNode {
    const items: RegexNode[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      items.push(readRepeated());
    }
    return { kind: 'sequence', items };
  }

  function readRepeated(): RegexNode {
    const body = readAtom();
    const [all = '', sign, low, comma, high] =
      /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(source.slice(at)) ?? [];
    if (all === '') return body;
    at += all.length;
    if (sign !== undefined) {
      return { kind: 'repeat', body, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    }
    const max = comma === '' ? Number(low) : high === '' ? Infinity : Number(high);
    return { kind: 'repeat', body, min: Number(low), max };
  }

  function readAtom(): RegexNode {
    const character = source[at];
    if (character === '(') return readGroup();
    if (character === '^' || character === '$') {
      at += 1;
      return { kind: 'assertion' };
    }
    const [text = ''] =
      /^(?:\[(?:\\.|[^\]\\])*\]|\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-f]{4}|x[\da-f]{2}|k<\w+>|.)|[^])/i.exec(
        source.slice(at),
      ) ?? [];
    at += text.length;
    if (/^\\[bB]$/.test(text)) return { kind: 'assertion' };
    // What a group has taken: an empty text will do.
    if (/^\\(?:[1-9]|k<)/.test(text)) return { kind: 'sequence', items: [] };
    return { kind: 'character', samples: samplesOf(text) };
  }

  function readGroup(): RegexNode {
    const [opening = ''] = /^\((?:\?(?::|<?[=!]|<\w+>))?/.exec(source.slice(at)) ?? [];
    at += opening.length;
    const body = readChoice();
    at += 1;
    return /^\(\?<?[=!]/.test(opening) ? { kind: 'assertion', body } : body;
  }

  function samplesOf(text: string): readonly string[] {
    const pattern = new RegExp(`^(?:${text})$`, classFlags);
    const taken = CANDIDATES.filter((candidate) => pattern.test(candidate));
    const kinds = [/[a-z]/i, /[0-9]/, /\s/, /[^a-z0-9\s]/i];
    const samples = kinds.flatMap((kind) => taken.find((candidate) => kind.test(candidate)) ?? []);
    return samples.length > 0 ? samples : [text.replace(/^\\/, '')];
  }
}
