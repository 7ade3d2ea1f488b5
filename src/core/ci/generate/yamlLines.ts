/** A part of a YAML text: lines without their common indentation. */
export type Lines = readonly string[];

/** Moves lines to the right by steps of two blanks; empty ones stay empty. */
export function indent(lines: Lines, steps: number): Lines {
  const blanks = '  '.repeat(steps);
  return lines.map((line) => (line === '' ? line : blanks + line));
}

/** A text as a scalar of YAML: as it is where it cannot be taken for anything else, else in double quotes. */
export function scalar(text: string): string {
  const isPlain =
    /^[A-Za-z_./][\w./@:+-]*$/.test(text) &&
    !text.endsWith(':') &&
    !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text);
  // What JSON writes is a double-quoted scalar, too (YAML 1.2.2, 1.1).
  return isPlain ? text : JSON.stringify(text);
}

/** A word of a shell's command line. */
export function shellWord(text: string): string {
  return /^[\w./@:+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Comments of at most 100 signs in a line. */
export function comment(text: string): Lines {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 98)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines;
}

/** Blocks with an empty line between. */
export function apart(blocks: readonly Lines[]): Lines {
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}
