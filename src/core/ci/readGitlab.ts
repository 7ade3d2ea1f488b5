import { entriesOf, valueAt, type YamlEntry, type YamlText, type YamlTree } from '../yamlTree.ts';
import { parallelLegs, textsIn } from './matrixLegs.ts';
import type { Job, Pipeline, Step } from './pipeline.ts';
import { variablesOf } from './readWorkflow.ts';

/** Most jobs that are read, lines of a script, and how many jobs extend one another. */
const limits = { jobs: 500, lines: 1_000, hops: 11 };

/** Keys at the left margin that are no jobs (docs.gitlab.com, "CI/CD YAML syntax reference"). */
const noJobs: ReadonlySet<string> = new Set([
  ...['default', 'include', 'stages', 'types', 'variables', 'workflow', 'spec', 'cache'],
  ...['before_script', 'after_script', 'image', 'services'],
]);

/** The jobs of a pipeline, and what others extend, by their keys at the left margin. */
export function gitlabJobs(root: YamlTree | undefined): readonly YamlEntry[] {
  return entriesOf(root).filter(({ key, value }) => value.kind === 'map' && !noJobs.has(key));
}

/**
 * Reads a pipeline of GitLab. `extends` and `default` are followed where they stand in the file; what is
 * included is not read. Each entry of `before_script` and `script` is a step. Total.
 *
 * @param documents of one file: with a header `spec:` there are two
 */
export function readGitlab(documents: readonly YamlTree[]): Pipeline {
  const root = documents.at(-1);
  const everywhere = variablesOf(valueAt(root, 'variables'));
  const jobs = gitlabJobs(root).filter(({ key }) => !key.startsWith('.'));
  return {
    provider: 'gitlab',
    isCalled: true,
    jobs: jobs.slice(0, limits.jobs).map(({ key, value }): Job => {
      const chain = chainOf(value, root);
      const find = (name: string) => {
        const own = chain.map((each) => valueAt(each, name)).find((each) => each !== undefined);
        return own ?? valueAt(root, 'default', name) ?? valueAt(root, name);
      };
      // Maps are merged key by key, the job's own go first.
      const variables = Object.assign(
        {},
        everywhere,
        ...chain.toReversed().map((each) => variablesOf(valueAt(each, 'variables'))),
      ) as Readonly<Record<string, string>>;
      const parallel = chain.map((each) => valueAt(each, 'parallel')).find(Boolean);
      const scripts = [...textsIn(find('before_script')), ...textsIn(find('script'))];
      return {
        name: key,
        labels: textsIn(find('tags')),
        legs: parallelLegs(parallel),
        ...{ variables, containers: [], outputs: [], callsWorkflow: false },
        steps: scripts.slice(0, limits.lines).map((script) => stepOf(script, variables)),
      };
    }),
  };
}

function stepOf(script: YamlText, variables: Job['variables']): Step {
  return { span: script.span, script, inputs: new Map(), variables };
}

/** A job and what it extends, the nearest first: of several the last one goes first. */
function chainOf(job: YamlTree, root: YamlTree | undefined): readonly YamlTree[] {
  const chain = [job];
  const seen = new Set<string>();
  let waiting = extendedBy(job);
  for (let hop = 0; hop < limits.hops && waiting.length > 0; hop += 1) {
    const next = waiting.flatMap((name): readonly YamlTree[] => {
      const found = seen.has(name) ? undefined : valueAt(root, name);
      seen.add(name);
      return found === undefined ? [] : [found];
    });
    chain.push(...next);
    waiting = next.flatMap(extendedBy);
  }
  return chain;
}

/** The names that a job extends, one or a list of them, the last one first. */
function extendedBy(job: YamlTree): readonly string[] {
  return textsIn(valueAt(job, 'extends'))
    .map(({ text }) => text)
    .toReversed();
}
