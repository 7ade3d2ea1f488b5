import type { Dockerfile } from '../dockerfile/instructions.ts';
import { splitStages } from '../dockerfile/stages.ts';
import type { Range, Span } from '../text.ts';
import { isAutomatic } from './automaticArguments.ts';
import { wordVariables } from './wordVariables.ts';

/**
 * Tells of a place whether it is a word of a FROM line with an argument that is declared and left open: without a
 * default, with an empty one, or with one that is made of such, and not given here. Whoever builds the file is meant to
 * give it (`--build-arg`), so not every build comes to what BuildKit says of the word without it. Linear, once.
 */
export function awaitsArgument(
  dockerfile: Dockerfile,
  buildArgs: Readonly<Record<string, string>>,
): (place: Range) => boolean {
  const { globals, stages } = splitStages(dockerfile);
  const open = new Map<string, boolean>();
  const isOpen = (span: Span): boolean =>
    wordVariables(dockerfile, span, 'word').some(({ name }) => open.get(name) === true);
  for (const { key, value } of globals.flatMap(({ declarations }) => declarations)) {
    const name = key.text;
    if (isAutomatic(name) || Object.hasOwn(buildArgs, name)) continue;
    // One without a value changes nothing of what was declared before.
    if (value === undefined) open.set(name, open.get(name) ?? true);
    else open.set(name, /^(?:""|'')?$/.test(value.text) || isOpen(value.span));
  }
  const words = new Map(
    stages
      .flatMap(({ base, platform }) => [base, ...(platform ? [platform] : [])])
      .map(({ span }) => [span.start, span]),
  );
  return ({ start }) => {
    const word = words.get(dockerfile.lines.offset(start));
    return word !== undefined && isOpen(word);
  };
}
