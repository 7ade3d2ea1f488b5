import { readSpec, type ReadSpec } from '../../core/manifestSpec/readSpec.ts';
import type { SpecProblem } from '../../core/manifestSpec/specProblem.ts';
import type { Span } from '../../core/text.ts';
import { firstLine, nothing, parseYaml, treeOf, type ReadTree } from './yamlTrees.ts';

/** No real spec is near these. */
const limits = { length: 256 * 1024, brackets: 10_000, values: 20_000, depth: 8, maps: 64 };

/** Reads a manifest-tool spec. What is no YAML is read as far as it goes, with the problem. */
export function readManifestSpec(text: string): ReadSpec {
  const parsed = parseYaml(text, limits);
  if (!parsed.ok) {
    return parsed.problem === 'too-large'
      ? refuse('The file is too large: specs of {0} characters at most are read.', {
          args: [String(limits.length)],
        })
      : refuse('It cannot be read as YAML: {0}.', { args: [parsed.problem.message] });
  }
  const [first, second] = parsed.documents;
  const wrong = (first?.errors ?? []).slice(0, 1).map(({ message, pos: [start, end] }) =>
    problem('It cannot be read as YAML: {0}.', {
      args: [firstLine(message)],
      // At the end of a text the parser points behind it.
      span: { start: Math.min(start, text.length), end: Math.min(end, text.length) },
    }),
  );
  const several = second?.range;
  const document: ReadTree = first ? treeOf(first, limits) : { tree: nothing, nameless: [] };
  const read = readSpec(document.tree);
  return {
    spec: read.spec,
    problems: [
      ...wrong,
      ...(several
        ? [
            problem(
              'Only the first document of a file is read, as manifest-tool does: put this list into a file of its own.',
              { span: { start: several[0], end: several[0] } },
            ),
          ]
        : []),
      // What follows from a mistake in the YAML is none of its own.
      ...(wrong.length > 0 ? [] : [...problemsOf(document), ...read.problems]),
    ],
  };
}

function refuse(text: string, rest: { readonly args: readonly string[] }): ReadSpec {
  return {
    spec: { tags: [], annotations: [], manifests: [] },
    problems: [problem(text, rest)],
  };
}

function problem(
  text: string,
  { args = [], span = nothing.span }: { readonly args?: readonly string[]; readonly span?: Span },
): SpecProblem {
  return { code: 'spec-syntax', severity: 'error', span, message: { text, args } };
}

function problemsOf({ nameless, cut }: ReadTree): readonly SpecProblem[] {
  const text = 'There is no anchor “{0}” above: the alias stands for nothing.';
  const all = nameless.map(({ name, span }) => problem(text, { args: [name], span }));
  if (cut === undefined) return all;
  const tooMuch =
    'From here on it is not read: a spec has {0} values at most, in {1} levels, and {2} maps in one merge; aliases count wherever they stand.';
  const args = [limits.values, limits.depth, limits.maps].map(String);
  return [...all, problem(tooMuch, { args, span: cut })];
}
