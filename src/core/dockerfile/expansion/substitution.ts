import { succeed, type Result } from '../../result.ts';
import { isTooLongToMatch, matcher, parsePattern } from './pattern.ts';

/** The new value; `undefined` when value and pattern are too long for each other. */
type Substituted = Result<string | undefined>;

/** `${name#pattern}` and its sisters: what is cut from which end of the value. */
export function trimMatch(value: string, pattern: string, operator: '#' | '%'): Substituted {
  if (isTooLongToMatch(value, pattern)) return succeed(undefined);
  const greedy = pattern.startsWith(operator);
  const written = greedy ? pattern.slice(1) : pattern;
  // A suffix is the prefix of the reversed value: that is how BuildKit finds the shortest one.
  const tokens = parsePattern(operator === '%' ? reversePattern(written) : written);
  if (!tokens.ok) return tokens;
  const characters = Array.from(value);
  if (operator === '%') characters.reverse();
  const matchAt = matcher(tokens.value, characters, greedy ? 'longest' : 'shortest');
  const kept = characters.slice(matchAt(0) ?? 0);
  if (operator === '%') kept.reverse();
  return succeed(kept.join(''));
}

/** Turns a pattern round without tearing escapes apart (lex.go, reversePattern). */
function reversePattern(pattern: string): string {
  const characters = Array.from(pattern);
  const reversed: string[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const escapes = characters[at] === '\\' && at + 1 < characters.length;
    reversed.push(characters.slice(at, escapes ? at + 2 : at + 1).join(''));
    if (escapes) at += 1;
  }
  return reversed.reverse().join('');
}

/** `${name/pattern/replacement}`: replaces the first match. */
export function replaceFirst(value: string, pattern: string, replacement: string): Substituted {
  if (isTooLongToMatch(value, pattern)) return succeed(undefined);
  const tokens = parsePattern(pattern);
  if (!tokens.ok) return tokens;
  const characters = Array.from(value);
  const matchAt = matcher(tokens.value, characters, 'longest');
  for (let start = 0; start <= characters.length; start += 1) {
    const end = matchAt(start);
    if (end === undefined) continue;
    return succeed(
      characters.slice(0, start).join('') + replacement + characters.slice(end).join(''),
    );
  }
  return succeed(value);
}

/**
 * `${name//pattern/replacement}`: replaces every match. The replacement passes through Go's regexp
 * template, as BuildKit's does: `$0` is the match, `$$` a dollar, any other `$name` is empty.
 */
export function replaceAll(value: string, pattern: string, replacement: string): Substituted {
  if (isTooLongToMatch(value, pattern)) return succeed(undefined);
  const tokens = parsePattern(pattern);
  if (!tokens.ok) return tokens;
  const characters = Array.from(value);
  const matchAt = matcher(tokens.value, characters, 'longest');
  const template = parseTemplate(replacement);
  let result = '';
  let copied = 0;
  for (let at = 0; at <= characters.length;) {
    const end = matchAt(at);
    if (end === undefined) {
      at += 1;
      continue;
    }
    result += characters.slice(copied, at).join('');
    // Go: an empty match that touches the match before it is none.
    if (end > copied || at === 0) {
      const match = characters.slice(at, end).join('');
      for (const part of template) result += part === 'match' ? match : part.text;
    }
    copied = end;
    at = end > at ? end : at + 1;
  }
  return succeed(result + characters.slice(copied).join(''));
}

type TemplatePart = 'match' | { readonly text: string };

/** Go's regexp.Regexp.Expand for an expression without groups. */
function parseTemplate(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  const reference = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;
  let copied = 0;
  for (const found of template.matchAll(reference)) {
    parts.push({ text: template.slice(copied, found.index) });
    copied = found.index + found[0].length;
    if (found[0] === '$$') parts.push({ text: '$' });
    else if ((found[1] ?? found[2]) === '0') parts.push('match');
  }
  parts.push({ text: template.slice(copied) });
  return parts;
}
