/**
 * A message in which nothing is a link. The editor makes one of every `[text](target)` in a
 * notification or below an input, and a target of `command:` runs a command; the words of
 * registries, tools and file names must not bring one along. A blank between the two halves ends it
 * (vscode, src/vs/base/common/linkedText.ts, commit 1fe872e).
 */
export function withoutLinks(message: string): string {
  return message.replaceAll('](', '] (');
}
