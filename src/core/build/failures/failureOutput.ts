/** What docker prints, outside of its events, about a build that failed. */
export interface FailureOutput {
  /** What follows `ERROR: `, without the words that stand before every error of a build. Empty without one. */
  readonly error: string;
  /** The lines of the file that BuildKit marks, counted from 1. */
  readonly place?: { readonly file: string; readonly first: number; readonly last: number };
}

const heading = /^(.{1,4096}):(\d{1,7})$/;
const marked = /^ *(\d{1,7}) \| >>>/;
const rule = /^-{10,}$/;

/**
 * Reads the lines that docker prints when a build fails (buildx v0.29 to v0.36; BuildKit's excerpt is
 * printed by solver/errdefs/source.go). The last error and the last excerpt count.
 *
 * @param lines standard error without line ends; events among them do no harm
 */
export function readFailureOutput(lines: readonly string[]): FailureOutput {
  let error: string[] = [];
  let inError = false;
  let place: FailureOutput['place'];
  let file: string | undefined;
  for (const [position, line] of lines.entries()) {
    if (line.startsWith('ERROR: ')) {
      error = [line.slice('ERROR: '.length)];
      inError = true;
    } else if (inError && line !== '' && !line.startsWith('{')) {
      if (error.length < 20) error.push(line);
    } else inError = false;
    const title = heading.exec(line);
    if (title !== null && rule.test(lines[position + 1] ?? '')) {
      file = title[1];
      place = undefined;
    }
    const number = Number(marked.exec(line)?.[1]);
    if (file !== undefined && number >= 1) {
      place = { file, first: place?.first ?? number, last: number };
    }
  }
  return { error: withoutPrefixes(error.join('\n')), ...(place && { place }) };
}

const prefixes = ['failed to build: ', 'failed to solve: '];

function withoutPrefixes(error: string): string {
  return prefixes.reduce(
    (text, prefix) => (text.startsWith(prefix) ? text.slice(prefix.length) : text),
    error,
  );
}
