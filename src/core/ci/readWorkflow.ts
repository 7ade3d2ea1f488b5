import { entriesOf, itemsOf, textAt, valueAt, type YamlText, type YamlTree } from '../yamlTree.ts';
import { matrixLegs, textsIn } from './matrixLegs.ts';
import type { Container, Job, Pipeline, Step, Variables } from './pipeline.ts';

/** Most jobs, and steps of one job, that are read. */
const limits = { jobs: 500, steps: 500 };

/**
 * Reads a workflow of GitHub Actions, or an action (docs.github.com, "Workflow syntax for GitHub Actions" and "Metadata
 * syntax"). Total.
 */
export function readWorkflow(root: YamlTree): Pipeline {
  const variables = variablesOf(valueAt(root, 'env'));
  const runs = valueAt(root, 'runs');
  const jobs = entriesOf(valueAt(root, 'jobs')).slice(0, limits.jobs);
  return {
    provider: 'github',
    ...(runs && {
      action: {
        containers: containerOf('image', valueAt(runs, 'image')),
        steps: stepsOf(runs, {}),
      },
    }),
    isCalled: entriesOf(valueAt(root, 'on')).some(({ key }) => key === 'workflow_call'),
    jobs: jobs.map(({ key, value }): Job => {
      const matrix = valueAt(value, 'strategy', 'matrix');
      const own = { ...variables, ...variablesOf(valueAt(value, 'env')) };
      return {
        name: key,
        labels: labelsOf(valueAt(value, 'runs-on')),
        legs: matrixLegs(matrix),
        ...(matrix && { matrix }),
        variables: own,
        outputs: textsIn(valueAt(value, 'outputs')).map(({ text }) => text),
        callsWorkflow: valueAt(value, 'uses') !== undefined,
        steps: stepsOf(value, own),
        containers: [
          ...containerOf('container', valueAt(value, 'container')),
          ...entriesOf(valueAt(value, 'services')).flatMap((service) =>
            containerOf(`service ${service.key}`, service.value),
          ),
        ],
      };
    }),
  };
}

/** The names and values of a map of variables. */
export function variablesOf(tree: YamlTree | undefined): Variables {
  return Object.fromEntries(
    entriesOf(tree).flatMap(({ key, value }) => {
      const text = value.kind === 'text' ? value : textAt(value, 'value');
      return text === undefined ? [] : [[key, text.text]];
    }),
  );
}

function labelsOf(tree: YamlTree | undefined): readonly YamlText[] {
  return textsIn(tree?.kind === 'map' ? valueAt(tree, 'labels') : tree);
}

/** A text, or a map with `image` and `options`. */
function containerOf(role: string, tree: YamlTree | undefined): readonly Container[] {
  const image = tree?.kind === 'text' && tree.text !== '' ? tree : textAt(tree, 'image');
  if (image === undefined) return [];
  const options = textAt(tree, 'options');
  return [{ role, image, ...(options && { options }) }];
}

function stepsOf(job: YamlTree, around: Variables): readonly Step[] {
  return itemsOf(valueAt(job, 'steps'))
    .slice(0, limits.steps)
    .map((step) => stepOf(step, around));
}

function stepOf(step: YamlTree, around: Variables): Step {
  const id = textAt(step, 'id')?.text;
  const name = textAt(step, 'name')?.text;
  const uses = textAt(step, 'uses');
  const script = textAt(step, 'run');
  const condition = textAt(step, 'if');
  const inputs = entriesOf(valueAt(step, 'with')).flatMap(
    ({ key, value }): readonly (readonly [string, YamlText])[] =>
      value.kind === 'text' ? [[key, value]] : [],
  );
  return {
    span: step.span,
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    ...(uses && { uses }),
    inputs: new Map(inputs),
    ...(script && { script }),
    ...(condition && { condition }),
    variables: { ...around, ...variablesOf(valueAt(step, 'env')) },
  };
}
