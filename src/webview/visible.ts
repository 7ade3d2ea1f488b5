/** Longest text that is drawn, in UTF-16 units. */
const longest = 4000;

/**
 * A text of a registry as it is drawn: what would not be seen, or would turn the reading direction of what
 * stands beside it, is shown as `�`, and a very long text is cut. Line ends and tabs stay, and so do the
 * joiners with which some languages write.
 */
export function visible(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return cut.replace(/(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}]/gu, '\ufffd');
}
