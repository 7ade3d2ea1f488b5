import type { ListPlan } from '../../adapters/registry/write/listPlan.ts';
import type { TagOutcome } from '../../core/manifestList/tagOutcome.ts';
import { printable } from '../terminal.ts';

/** What became of the tags, for people. */
export function outcomesText(
  { wanted: { target } }: ListPlan,
  outcomes: readonly TagOutcome[],
): string {
  const lines = outcomes.map((outcome) => {
    const name = `${target.domain}/${target.path}:${outcome.tag}`;
    return printable(`${name}: ${outcomeText(outcome, name)}`);
  });
  return `\n${lines.join('\n')}\n`;
}

function outcomeText(outcome: TagOutcome, name: string): string {
  switch (outcome.state) {
    case 'published':
      return `published. To take it back: multiarch index undo ${name}`;
    case 'unchanged':
      return 'unchanged, it names this list already.';
    case 'kept':
      return outcome.why === 'cancelled'
        ? 'left as it was, because you cancelled.'
        : `left as it was: somebody has changed it meanwhile, to ${outcome.found ?? 'nothing'}. Run the command again to see what it would change now.`;
    case 'overtaken':
      return `published, but somebody has put ${outcome.found ?? 'nothing'} there right after. Ask who else publishes it.`;
    case 'failed':
      return outcome.isUnknown
        ? `${outcome.reason.message} What the tag names now is not known: look with multiarch image ${name}.`
        : `left as it was. ${outcome.reason.message}`;
  }
}

/** What became of the tags, for programs. */
export function outcomesJson(outcomes: readonly TagOutcome[]): readonly object[] {
  return outcomes;
}
