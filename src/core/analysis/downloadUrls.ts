import { nameIn, type Naming } from '../platform/architectureNaming.ts';
import { expandIn } from '../dockerfile/word.ts';
import type { Span } from '../text.ts';
import type { ArchitectureMention } from './architectureMentions.ts';
import type { RuleInput } from './rule.ts';
import type { Target } from './stageKind.ts';

/** Where the file of a download would be for another platform. */
export interface Download {
  /** Formatted. */
  readonly platform: string;
  readonly url: string;
}

/** Longest address that is offered, in characters. */
const longest = 2_000;

/**
 * The addresses of a download for other targets, with the name that each has in the same naming. None for
 * a target without a name there, or where a variable is not known.
 */
export function downloadUrls(
  { dockerfile, flow }: RuleInput,
  stage: number,
  { mention, naming, text }: { mention: ArchitectureMention; naming: Naming; text: string },
  targets: readonly Target[],
): readonly Download[] {
  const { instruction, command, role } = mention;
  const at = mention.words[0]?.span.start;
  if (role !== 'url' || at === undefined) return [];
  const isAdd = instruction.kind === 'add';
  const words: readonly { readonly text: string; readonly span: Span }[] =
    command?.words ?? (isAdd ? instruction.args : []);
  const word = words.find(({ span }) => span.start <= at && at < span.end);
  if (word === undefined) return [];
  return targets.flatMap(({ name, platform }): readonly Download[] => {
    const other = nameIn(naming, platform);
    if (other === undefined || other === text) return [];
    const resolved = flow.resolved(stage, name);
    const expanded = expandIn(
      word.text,
      (variable) => resolved?.variable(variable) ?? { unknown: variable },
      { escape: dockerfile.escape },
    );
    if (!expanded.ok || expanded.value.unknown !== undefined) return [];
    const url = expanded.value.text.replaceAll(text, other);
    return /^https?:\/\/[^\s/]/.test(url) && url.length <= longest ? [{ platform: name, url }] : [];
  });
}
