/** Longer texts are hardly asked for twice, and would take room. */
const LONGEST = 300;

/**
 * Remembers the answers to short texts of late: the same few names stand in all files, and many times in each.
 *
 * @param answer pure
 * @param most how many answers are held at the same time
 */
export function lastAnswers<T>(answer: (text: string) => T, most: number): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (text.length > LONGEST) return answer(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const fresh = answer(text);
    if (known.size >= most) known.clear();
    known.set(text, fresh);
    return fresh;
  };
}
