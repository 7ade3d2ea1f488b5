import { isNamedLikeSecret } from '../build/secretArguments.ts';
import type { BuildDeclaration } from '../project/declaration.ts';
import { listed, say, type Sentence } from './explanation.ts';

/** The places of a build as people are told them. */
export interface DeclaredPlaces {
  readonly context: string;
  readonly dockerfile: string;
}

/** Longest list of arguments or contexts that is told, in UTF-16 units. */
const longest = 1_000;

/**
 * How a target of a bake file, or a service of a compose file, builds its Dockerfile.
 *
 * @param targets what is explained
 */
export function declaredWords(
  declaration: BuildDeclaration,
  { context, dockerfile }: DeclaredPlaces,
  targets: readonly string[],
): readonly Sentence[] {
  const { kind, file, name, platforms, target, tags = [] } = declaration;
  const { buildArgs = {}, unknownArgs = {}, contexts = {} } = declaration;
  const places = [name, file, dockerfile, context];
  return [
    kind === 'bake'
      ? say('Target “{0}” of {1} builds “{2}” with the context “{3}”.', ...places)
      : say('Service “{0}” of {1} builds “{2}” with the context “{3}”.', ...places),
    platforms.length > 0
      ? say('It builds for {0}.', listed(platforms))
      : say(
          'It names no platforms, so it builds for that of the machine that builds. Here it is explained for {0}.',
          listed(targets),
        ),
    ...(target === undefined ? [] : [say('The stage that it builds is “{0}”.', target)]),
    ...pairs(withoutSecrets(buildArgs)).map((all) => say('Its build arguments: {0}.', all)),
    ...told(Object.keys(unknownArgs)).map((all) =>
      say('Build arguments with a value of the environment, which is not known here: {0}.', all),
    ),
    ...pairs(contexts).map((all) => say('Its named contexts: {0}.', all)),
    ...told(tags).map((all) => say('Its image is called {0}.', all)),
  ];
}

/** Docker fills in what the environment says, and an explanation is made to be passed on. */
function withoutSecrets(
  buildArgs: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(buildArgs).map(([name, value]) => [name, isNamedLikeSecret(name) ? '…' : value]),
  );
}

function pairs(record: Readonly<Record<string, string>>): readonly string[] {
  return told(Object.entries(record).map(([name, value]) => `${name}=${value}`));
}

/** All words in one, or nothing. */
function told(words: readonly string[]): readonly string[] {
  const all = listed(words);
  if (words.length === 0) return [];
  return [all.length > longest ? `${all.slice(0, longest)}…` : all];
}
