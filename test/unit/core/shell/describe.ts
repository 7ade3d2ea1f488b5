import { branchesOf, EXPANSION } from '../../../../src/core/shell/script.ts';
import type { ShellBranch, ShellCommand, ShellScript } from '../../../../src/core/shell/script.ts';

/**
 * A command in one line: assignments, `|` and the wrappers if there are any, the words (`·` for what is
 * expanded), redirections, `← parent`, and `? kind: condition` for each branch, `!` when it is negated and `↓`
 * when the arm above goes on in it.
 */
export function describeCommand(command: ShellCommand): string {
  const { assignments, wrappers, words, redirections, parent } = command;
  return [
    ...assignments.map(({ name, value }) => `${name}=${show(value.value)}`),
    ...(wrappers.length > 0 ? [`[${wrappers.map(({ value }) => show(value)).join(' ')}]`] : []),
    ...words.map(({ value }) => show(value)),
    ...redirections.map(({ operator, target, body }) =>
      body ? `${operator}‹${show(body.value)}›` : operator + show(target.value),
    ),
    ...(parent ? [`← ${parent.name ?? '='}`] : []),
    ...branchesOf(command).map(describeBranch),
  ].join(' ');
}

function describeBranch({ kind, negated, words, patterns, continues }: ShellBranch): string {
  const condition = words.map(({ value }) => show(value)).join(' ');
  const arm = patterns.map(({ value }) => show(value)).join('|');
  return `? ${negated ? '!' : ''}${kind}: ${condition}${arm === '' ? '' : ` in ${continues ? '↓' : ''}${arm}`}`;
}

function show(value: string): string {
  return value.replaceAll(EXPANSION, '·').replaceAll('\n', '⏎');
}

/** The variables in one line: `NAME`, with its operator, `"` in double quotes and `<` in a heredoc. */
export function describeVariables({ variables }: ShellScript): string {
  const marks = { none: '', double: '"', heredoc: '<' };
  return variables.map(({ name, operator, quoting }) => marks[quoting] + name + operator).join(' ');
}

/** What else a script does: the names it sets, and `+ more` when that may not be all. */
export function describeEffects({ assigned, sources }: ShellScript): string {
  return [...assigned, ...(sources ? ['+ more'] : [])].join(' ');
}
