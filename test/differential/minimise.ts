import type { Case } from './case.ts';

/**
 * Takes lines, and then build arguments, from a case for as long as the rest still shows what is
 * looked for. `shows` is asked about many smaller cases at once.
 */
export async function minimise(
  asked: Case,
  shows: (cases: readonly Case[]) => Promise<readonly boolean[]>,
): Promise<Case> {
  let smallest = asked;
  for (;;) {
    const smaller = reductions(smallest);
    const answers = await shows(smaller);
    const found = smaller.find((_, index) => answers[index] === true);
    if (found === undefined) return smallest;
    smallest = found;
  }
}

/** The halves first, then each line away, then each build argument. */
function reductions(asked: Case): readonly Case[] {
  const lines = asked.text.split('\n');
  const half = Math.floor(lines.length / 2);
  const texts = [
    ...(half > 1 ? [lines.slice(half), lines.slice(0, half)] : []),
    ...lines.map((_, index) => lines.toSpliced(index, 1)),
  ].map((rest) => rest.join('\n'));
  const names = Object.keys(asked.buildArgs);
  const withoutArgument = names.map((name) => {
    const rest = Object.entries(asked.buildArgs).filter(([other]) => other !== name);
    return { ...asked, buildArgs: Object.fromEntries(rest) };
  });
  return [...withoutArgument, ...texts.map((text) => ({ ...asked, text }))].filter(
    ({ text }) => text !== asked.text || names.length > 0,
  );
}
