import type { Random } from './random.ts';

/** Pieces that parsers care about. */
const pieces = [
  ...['FROM ', 'COPY --from=', 'RUN --mount=', 'ARG ', 'ENV ', 'ONBUILD ', ' AS ', '--platform='],
  ...[
    '${',
    '${A:-',
    '${A##',
    '${A//a/',
    '}',
    '$',
    '"',
    "'",
    '\\',
    '`',
    '\\\n',
    '`\r\n',
    '\n',
    '\r',
  ],
  ...['<<EOF', '<<-"A"', '\nEOF\n', '["', '"]', '# escape=`\n', '# check=', '\u0000', '\uFEFF'],
  ...[
    'linux/',
    '/v8',
    '(10.0.1+x)',
    '%2B',
    '*',
    ':',
    '@sha256:',
    '//',
    '..',
    '\uD800',
    '\u0130',
    'é',
  ],
  ...['{"', '":', '[]', 'null', '1e999', '-', '=', ',', '\t', ' ', '  ', '#'],
] as const;

/** Largest result, in characters: inputs must not grow without end. */
const LIMIT = 20_000;

/**
 * A text with one to eight changes, most of them of single bytes of its encoding. What stands for bytes (`latin1`)
 * keeps its length for the most part: in binary formats everything has its place.
 */
export function mutate(
  text: string,
  others: readonly [string, ...string[]],
  random: Random,
  encoding: 'utf8' | 'latin1' = 'utf8',
): string {
  let bytes: Buffer = Buffer.from(text, encoding);
  for (let changes = 1 + random.below(8); changes > 0; changes--) {
    const other = Buffer.from(random.pick(others), encoding);
    const keepsLength = encoding === 'latin1' && random.below(8) > 0;
    bytes = change(bytes, other, random, keepsLength);
  }
  return bytes.toString(encoding).slice(0, LIMIT);
}

function change(bytes: Buffer, other: Buffer, random: Random, keepsLength: boolean): Buffer {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random.below(16));
  const replace = (middle: Uint8Array, until: number) => {
    const rest = keepsLength ? at + middle.length : until;
    const replaced = Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(rest)]);
    return keepsLength ? replaced.subarray(0, bytes.length) : replaced;
  };
  switch (random.below(7)) {
    case 0: {
      const flipped = Buffer.from(bytes);
      if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
      return flipped;
    }
    case 1:
      return replace(Buffer.from([random.below(256)]), at);
    case 2:
      return replace(Buffer.alloc(keepsLength ? end - at : 0), end);
    case 3:
      return replace(Buffer.concat([bytes.subarray(at, end), bytes.subarray(at, end)]), end);
    case 4:
    case 5:
      return replace(Buffer.from(random.pick(pieces)), at);
    default: {
      const from = random.below(other.length + 1);
      return replace(other.subarray(from, from + random.below(60)), end);
    }
  }
}
