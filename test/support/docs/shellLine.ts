/** A line of a terminal, as far as our documents need a shell: one program, its input, its output. */
export interface ShellLine {
  readonly words: readonly string[];
  /** What `echo` gives it. */
  readonly input?: string;
  /** The file that `>` writes. */
  readonly output?: string;
}

/** Reads a line; throws for what no document needs, so that nothing goes untried unseen. */
export function readShellLine(line: string): ShellLine {
  const parts = split(line);
  const pipe = parts.indexOf('|');
  const before = pipe === -1 ? [] : parts.slice(0, pipe);
  if (pipe !== -1 && (before[0] !== 'echo' || before.length !== 2)) {
    throw new Error(`Only echo can stand before a pipe: ${line}`);
  }
  const rest = parts.slice(pipe + 1);
  const arrow = rest.indexOf('>');
  const words = arrow === -1 ? rest : rest.slice(0, arrow);
  const output = arrow === -1 ? undefined : rest[arrow + 1];
  if (words.some((word) => /^(?:[|&;<>]|&&|\|\|)$/.test(word))) {
    throw new Error(`More than one program: ${line}`);
  }
  return {
    words: words.map(unquoted),
    ...(pipe !== -1 && { input: unquoted(before[1] ?? '') }),
    ...(output !== undefined && { output: unquoted(output) }),
  };
}

/** Words with their quotes; a comment at the end goes. */
function split(line: string): string[] {
  return [...line.replace(/\s+#\s.*$/, '').matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(
    ([word]) => word,
  );
}

function unquoted(word: string): string {
  return word.replaceAll(
    /"([^"]*)"|'([^']*)'/g,
    (_, double?: string, single?: string) => double ?? single ?? '',
  );
}
