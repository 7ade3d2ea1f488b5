import { parseReference } from '../../image/reference.ts';
import { once } from '../once.ts';
import type { Reader, ShownPlatform } from './reader.ts';
import type { Report } from './report.ts';
import { allVariables, lookUp, type Scope } from '../scope.ts';
import type { PlacedWord, Stage } from '../stages.ts';
import { suggest } from '../suggestion.ts';
import { expandIn, type ScopedExpansion } from '../word.ts';

/** A word of a FROM line after expansion. */
export interface BaseWord {
  readonly word: PlacedWord;
  readonly expansion?: ScopedExpansion;
}

/** A FROM line after expansion, before anything is looked up. */
export interface ExpandedFrom {
  readonly base: BaseWord;
  /** The base's name; absent when it is not known or BuildKit refuses it. */
  readonly name?: string;
  readonly platformFlag?: BaseWord;
  /** What the flag says. `unknown`: it says something, but what is not known. */
  readonly platform: ShownPlatform | 'unknown' | 'none';
}

/**
 * Makes what expands FROM lines with the global scope and checks them (dockerfile2llb,
 * buildDispatchStates).
 */
export function fromExpander(
  scope: Scope,
  escape: string,
  reader: Reader,
  report: Report,
): (stage: Stage) => ExpandedFrom {
  const declared = [...allVariables(scope).keys()];
  const suggestion = once((name) => suggest(name, declared, 'exact'));

  return ({ from, base: word, platform: flagWord }) => {
    const base = expand(word);
    const name = from.base ? nameOf(base) : undefined;
    const flag = flagWord && expand(flagWord, 'failed to process arguments for platform : ');
    const platform = flag ? platformOf(flag) : 'none';
    checkStageName(from);
    return {
      base,
      platform,
      ...(name !== undefined && { name }),
      ...(flag && { platformFlag: flag }),
    };
  };

  function expand(word: PlacedWord, context = ''): BaseWord {
    const expanded = expandIn(word.text, (variable) => lookUp(scope, variable), { escape });
    if (expanded.ok) return { word, expansion: expanded.value };
    report(context + expanded.problem.message, word.span);
    return { word };
  }

  function nameOf({ word, expansion }: BaseWord): string | undefined {
    if (!expansion || expansion.unknown !== undefined) return undefined;
    if (expansion.text !== '') return expansion.text;
    report(`base name (${word.text}) should not be blank`, word.span);
    return undefined;
  }

  /** A context may have the name of a stage, so it must be a reference as well as a name. */
  function checkStageName({ name: stage, nameWord, keywordWord }: Stage['from']): void {
    const reference = stage === undefined ? undefined : parseReference(stage);
    if (stage === undefined || reference?.ok !== false) return;
    const reason = reference.problem.message;
    report(`invalid context name ${stage}: ${reason}`, (nameWord ?? keywordWord).span);
  }

  function platformOf({ word, expansion }: BaseWord): ExpandedFrom['platform'] {
    if (!expansion || expansion.unknown !== undefined) return 'unknown';
    const { text, unmatched } = expansion;
    if (text === '') {
      const message = `empty platform value from expression ${word.text}`;
      report(message + suggestAny(unmatched), word.span);
      return 'unknown';
    }
    const platform = reader.platform(text);
    if (platform.ok) return platform.value;
    const reason = platform.problem.message + suggestAny(unmatched);
    report(`failed to parse platform ${word.text}: ${reason}`, word.span);
    return 'unknown';
  }

  function suggestAny(names: readonly string[]): string {
    return names.map(suggestion).find((text) => text !== '') ?? '';
  }
}
