/**
 * Appends ` (did you mean X?)` to a message when one option is nearer than three edits to a word
 * (BuildKit 0.32, util/suggest). Of equally near ones the first wins.
 *
 * @param letters whether the case of letters counts; without, the suggestion takes the word's case
 */
export function withSuggestion(
  message: string,
  word: string,
  options: readonly string[],
  letters: 'exact' | 'any case',
): string {
  return message + suggest(word, options, letters);
}

/** What {@link withSuggestion} appends: nothing when no option is near, or one is the word itself. */
export function suggest(
  word: string,
  options: readonly string[],
  letters: 'exact' | 'any case',
): string {
  const match = nearestOf(word, options, letters);
  return match === undefined ? '' : ` (did you mean ${match}?)`;
}

/** The option that {@link suggest} names. */
export function nearestOf(
  word: string,
  options: readonly string[],
  letters: 'exact' | 'any case',
): string | undefined {
  const wanted = letters === 'exact' ? word : word.toLowerCase();
  let match: string | undefined;
  let nearest = 3;
  for (const option of options) {
    const candidate = letters === 'exact' ? option : option.toLowerCase();
    if (candidate === wanted) return undefined;
    const distance = editDistance(wanted, candidate, nearest);
    if (distance < nearest) {
      nearest = distance;
      match = letters === 'exact' ? option : inCaseOf(word, candidate);
    }
  }
  return match;
}

function inCaseOf(word: string, candidate: string): string {
  if (word === word.toLowerCase()) return candidate;
  return word === word.toUpperCase() ? candidate.toUpperCase() : candidate;
}

/** Nobody mistypes a longer word; comparing two of them would take seconds. */
const MAX_WORD = 500;

/** Levenshtein's distance, or `limit` when it is not below. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit || a.length > MAX_WORD) return limit;
  const from = Array.from(a);
  const to = Array.from(b);
  let row = to.map((_, index) => index + 1);
  for (const [line, character] of from.entries()) {
    let diagonal = line;
    let left = line + 1;
    row = row.map((above, column) => {
      const cost = to[column] === character ? 0 : 1;
      const cell = Math.min(diagonal + cost, above + 1, left + 1);
      diagonal = above;
      left = cell;
      return cell;
    });
  }
  return Math.min(row.at(-1) ?? from.length, limit);
}
