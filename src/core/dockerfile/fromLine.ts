import type { Reader, ShownPlatform } from './reader.ts';
import type { Report } from './report.ts';
import { lookUp, type Scope } from './scope.ts';
import type { PlacedWord, Stage } from './stages.ts';
import { withSuggestion } from './suggestion.ts';
import { expandIn, type ScopedExpansion } from './word.ts';

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

/** Expands a FROM line with the global scope and checks it (dockerfile2llb, buildDispatchStates). */
export function expandFrom(
  { from, base: word, platform: flagWord }: Stage,
  scope: Scope,
  escape: string,
  reader: Reader,
  report: Report,
): ExpandedFrom {
  const base = expand(word);
  const name = from.base ? nameOf(base) : undefined;
  const flag = flagWord && expand(flagWord);
  return {
    base,
    ...(name !== undefined && { name }),
    ...(flag && { platformFlag: flag }),
    platform: flag ? platformOf(flag) : 'none',
  };

  function expand(written: PlacedWord): BaseWord {
    const expanded = expandIn(written.text, (variable) => lookUp(scope, variable), { escape });
    if (expanded.ok) return { word: written, expansion: expanded.value };
    report(expanded.problem.message, written.span);
    return { word: written };
  }

  function nameOf({ expansion }: BaseWord): string | undefined {
    if (!expansion || expansion.unknown !== undefined) return undefined;
    if (expansion.text !== '') return expansion.text;
    report(`base name (${word.text}) should not be blank`, word.span);
    return undefined;
  }

  function platformOf({
    word: { text: written, span },
    expansion,
  }: BaseWord): ExpandedFrom['platform'] {
    if (!expansion || expansion.unknown !== undefined) return 'unknown';
    const { text, unmatched } = expansion;
    if (text === '') {
      report(suggestAny(`empty platform value from expression ${written}`, unmatched), span);
      return 'unknown';
    }
    const platform = reader.platform(text);
    if (platform.ok) return platform.value;
    const reason = suggestAny(platform.problem.message, unmatched);
    report(`failed to parse platform ${written}: ${reason}`, span);
    return 'unknown';
  }

  function suggestAny(message: string, names: readonly string[]): string {
    const options = [...scope.variables.keys()];
    for (const name of names) {
      const suggested = withSuggestion(message, name, options, 'exact');
      if (suggested !== message) return suggested;
    }
    return message;
  }
}
