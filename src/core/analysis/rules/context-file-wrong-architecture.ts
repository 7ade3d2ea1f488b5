import type { ContextProgram } from '../../facts.ts';
import { say } from '../../language.ts';
import { normalizePlatform, parsePlatform } from '../../platform/platform.ts';
import { contextSources, type ContextSource } from '../contextSources.ts';
import { declareArguments } from '../declareArgument.ts';
import type { Fix } from '../fix.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';

/** How many files of a folder are named in a message. */
const namedFiles = 3;

/**
 * A file of the build context is a program or library of another architecture than the stage into which
 * it is copied. What is copied into a stage that only builds, on the builder's own platform, is that
 * platform's business.
 */
export const contextFileWrongArchitecture: Rule = {
  code: 'context-file-wrong-architecture',
  severity: 'warning',
  needsFiles: (input) => contextSources(input.dockerfile, input.flow).flatMap(neededPaths),
  check(input) {
    const { declared } = input.context;
    return contextSources(input.dockerfile, input.flow).flatMap(
      (source): readonly RuleFinding[] => {
        const wrong = [...source.paths].flatMap(([target, path]) => {
          const programs = foreignPrograms(input, source.stage, target, path);
          return programs.length === 0 ? [] : [{ target, programs }];
        });
        const [first] = wrong;
        if (first === undefined) return [];
        const programs = [
          ...new Map(wrong.flatMap((each) => each.programs).map((p) => [p.path, p])),
        ];
        const more = programs.length - namedFiles;
        const names = programs
          .slice(0, namedFiles)
          .map(([path, { platforms }]) => `${path} (${platforms.join(', ')})`)
          .join(', ');
        const targets = wrong.map(({ target }) => target);
        return [
          {
            message: {
              text: 'An image for {1} gets programs of another architecture: {0}. They do not start there: “exec format error”.',
              args: [`${names}${more > 0 ? say(' and {0} more', more) : ''}`, targets.join(', ')],
            },
            range: input.dockerfile.lines.range(source.word.span),
            platforms: targets,
            severity: declared ? 'error' : 'warning',
            fixes: siblingFix(input, source),
          },
        ];
      },
    );
  },
};

/** Programs that do not run on the stage's platform; none where anything is unknown. */
function foreignPrograms(
  { flow, context }: RuleInput,
  stage: number,
  target: string,
  path: string,
): readonly ContextProgram[] {
  const files = context.programs(path);
  if (!files.known || files.value.length === 0) return [];
  const platform = flow.resolved(stage, target)?.platform;
  if (platform === undefined) return [];
  return files.value.filter(({ platforms }) => !platforms.some((each) => runs(each, platform)));
}

/** The same system and architecture; 32-bit programs belong to the 64-bit architecture, too. */
function runs(program: string, stage: string): boolean {
  const [made, wanted] = [parsePlatform(program), parsePlatform(stage)];
  if (!made.ok || !wanted.ok) return true;
  const [a, b] = [normalizePlatform(made.value), normalizePlatform(wanted.value)];
  // A program of another system is data here: an installer, a macOS build that is offered for download.
  if (a.os !== b.os) return true;
  return (
    a.architecture === b.architecture || narrower[b.architecture]?.includes(a.architecture) === true
  );
}

const narrower: Readonly<Record<string, readonly string[]>> = {
  amd64: ['386'],
  arm64: ['arm'],
};

function neededPaths({ paths }: ContextSource): readonly string[] {
  return [...paths].flatMap(([target, path]) => {
    const sibling = siblingOf(path, target);
    return sibling === undefined ? [path] : [path, sibling];
  });
}

/** `dist/amd64/app` beside `dist/app`. */
function siblingOf(path: string, target: string): string | undefined {
  const platform = parsePlatform(target);
  if (!platform.ok || /[*?[]/.test(path)) return undefined;
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  return [...parts, platform.value.architecture, name].join('/');
}

/** Takes the file from the folder of the target, where each target has one with the right program. */
function siblingFix(input: RuleInput, source: ContextSource): readonly Fix[] {
  const { word, paths, stage, instruction } = source;
  const at = input.flow.stages[stage];
  const isPlain = /^[\w./-]+$/.test(word.text) && !word.text.endsWith('/');
  if (at === undefined || !isPlain) return [];
  const complete = [...paths].every(([target, path]) => {
    const sibling = siblingOf(path, target);
    const files = sibling === undefined ? undefined : input.context.programs(sibling);
    return (
      files?.known === true &&
      files.value.length > 0 &&
      sibling !== undefined &&
      foreignPrograms(input, stage, target, sibling).length === 0
    );
  });
  const declaration = declareArguments(input, at, [instruction], ['TARGETARCH'], 'above');
  if (!complete || declaration === undefined) return [];
  const slash = word.text.lastIndexOf('/') + 1;
  const newText = `${word.text.slice(0, slash)}$TARGETARCH/${word.text.slice(slash)}`;
  const range = input.dockerfile.lines.range(word.span);
  return [
    {
      kind: 'edit',
      title: { text: 'Copy {0} instead', args: [newText] },
      edits: [...declaration, { range, newText }],
      safe: false,
    },
  ];
}
