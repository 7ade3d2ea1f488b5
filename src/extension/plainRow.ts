import type { TreeItem } from 'vscode';

/** Longest text in a row and longest one in its tooltip, in characters: no screen shows more. */
const longest = { row: 300, tooltip: 4000 };

/** Characters that would do something in the middle of a text: control it, or turn its direction around. */
const acting = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text of a tool or a file as it may stand in a row: on one line, all of it visible, and not endless. */
export function plainText(text: string, limit = longest.row): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return cut.replaceAll(acting, (found) => (/\s/.test(found) ? ' ' : '\ufffd'));
}

/**
 * As {@link plainText}, for a row of a quick pick, which would draw `$(name)` as a picture (vscode,
 * src/vs/base/browser/ui/iconLabel/iconLabels.ts): a character without width ends that.
 */
export function plainLabel(text: string, limit?: number): string {
  return plainText(text, limit).replaceAll('$(', '$\u200b(');
}

/** As {@link plainText}, for a line of a tooltip. */
export function plainDetail(text: string): string {
  return text
    .split('\n', 100)
    .map((line) => plainText(line, longest.tooltip))
    .join('\n');
}

/** Makes the texts of a row plain, whoever gave the names in them. */
export function plainRow(row: TreeItem): TreeItem {
  if (typeof row.label === 'string') row.label = plainText(row.label);
  if (typeof row.description === 'string') row.description = plainText(row.description);
  if (typeof row.tooltip === 'string') row.tooltip = plainDetail(row.tooltip);
  const { accessibilityInformation: spoken } = row;
  if (spoken !== undefined) {
    row.accessibilityInformation = { ...spoken, label: plainText(spoken.label) };
  }
  return row;
}
