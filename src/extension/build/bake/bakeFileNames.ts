import { parseDockerfile } from '../../../core/dockerfile/instructions.ts';
import { splitStages } from '../../../core/dockerfile/stages.ts';

/** `name=value` words of a line, each split at its first equal sign. */
export function readPairs(text: string): readonly (readonly [string, string])[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const at = word.indexOf('=');
      return at < 1 ? ['', word] : [word.slice(0, at), word.slice(at + 1)];
    });
}

/** The pairs of a line as a record; a name without a value is left out. */
export function givenPairs(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(readPairs(text).filter(([name, value]) => name !== '' && value !== ''));
}

/** Plain names that a Dockerfile copies from and that are no stages: named contexts, or images without a tag. */
export function usedNames(text: string): readonly string[] {
  const dockerfile = parseDockerfile(text);
  const { stages } = splitStages(dockerfile);
  const own = new Set(stages.map(({ from }) => from.name?.toLowerCase()));
  const names = dockerfile.instructions
    .filter(({ keyword }) => keyword === 'COPY' || keyword === 'RUN')
    .flatMap(({ original }) => [...original.matchAll(/\bfrom=([A-Za-z][\w.-]*)(?=[\s,]|$)/g)])
    .map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !own.has(name.toLowerCase()));
}

/** Global build arguments with a default that depends on nothing: what a person would change for a build. */
export function declaredArgs(text: string): Readonly<Record<string, string>> {
  const { globals } = splitStages(parseDockerfile(text));
  return Object.fromEntries(
    globals
      .flatMap(({ declarations }) => declarations)
      .flatMap(({ key, value }): [string, string][] =>
        value === undefined || /[$\s\\"']/.test(value.text) ? [] : [[key.text, value.text]],
      ),
  );
}
