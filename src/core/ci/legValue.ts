import type { Job, Leg, Variables } from './pipeline.ts';

/** Where a text stands, and in which run of its job it is read. */
export interface LegPlace {
  readonly job: Job;
  readonly leg: Leg;
  readonly variables: Variables;
}

/** How many variables and expressions a text may use, and their values in turn: so the work is bounded. */
const mostUses = [64, 16, 4, 4, 0];

/** Contexts that are the same in every run of a job (docs.github.com, "Contexts reference"). */
const shared: ReadonlySet<string> = new Set(['github', 'secrets', 'vars', 'inputs', 'needs']);

/** Variables of GitLab that differ between the runs of a job (docs.gitlab.com, "Predefined CI/CD variables"). */
const ofOneJob = /^CI_(?:JOB|NODE|RUNNER|CONCURRENT|SERVER_NAME)/;

/**
 * What a text of a workflow or pipeline means in one run of its job, with values of the matrix and of variables
 * that the file sets in place. What is the same in all runs stays as it is written, so that two values are
 * equal when the texts are. Undefined where a part may differ from run to run and nothing tells how.
 */
export function legValue(text: string, place: LegPlace, depth = 0): string | undefined {
  if (text.split('$').length - 1 > (mostUses[depth] ?? 0)) return undefined;
  const unknown: string[] = [];
  const forget = () => {
    unknown.push(text);
    return '';
  };
  const expanded = replaceExpressions(
    text,
    (inner) => expression(inner, place, depth) ?? forget(),
  ).replace(/\$(?:\{(\w{1,100})\}|(\w{1,100}))/g, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare ?? '';
    const value = variable(name, place, depth);
    if (value !== undefined) return value;
    return /^(?:CI|GITLAB|GITHUB)_/.test(name) && !ofOneJob.test(name) ? whole : forget();
  });
  return unknown.length === 0 && !expanded.includes('$(') ? expanded : undefined;
}

/** Puts something in the place of each `${{ … }}`. */
function replaceExpressions(text: string, replace: (inner: string) => string): string {
  let out = '';
  let at = 0;
  for (let start = text.indexOf('${{'); start !== -1; start = text.indexOf('${{', at)) {
    const end = text.indexOf('}}', start);
    if (end === -1) break;
    out += text.slice(at, start) + replace(text.slice(start + 3, end).trim());
    at = end + 2;
  }
  return out + text.slice(at);
}

function variable(
  name: string,
  { job, leg, variables }: LegPlace,
  depth: number,
): string | undefined {
  const own = leg[`$${name}`];
  if (own !== undefined) return own;
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  return value === undefined ? undefined : legValue(value, { job, leg, variables }, depth + 1);
}

/** What stands in `${{ }}`. */
function expression(text: string, place: LegPlace, depth: number): string | undefined {
  const [, context, path = ''] = /^([a-z]+)\.([\w.-]+)$/.exec(text) ?? [];
  if (context === 'matrix') return Object.hasOwn(place.leg, path) ? place.leg[path] : '';
  if (context === 'env') return variable(path, place, depth);
  return mixed(text, place, depth);
}

/** An expression of several parts, with the parts that are known in place. */
function mixed(text: string, place: LegPlace, depth: number): string | undefined {
  const unknown: string[] = [];
  const parts = text.split(/('[^']*')/);
  const told = parts.map((part) =>
    part.startsWith("'")
      ? part
      : part.replace(/([A-Za-z_]\w*)(\.[\w.-]+|\[)?/g, (whole, context: string, rest?: string) => {
          if (rest === undefined) return whole;
          const known =
            rest === '[' ? undefined : rooted(whole, context, rest.slice(1), place, depth);
          if (known === undefined) unknown.push(whole);
          return known ?? '';
        }),
  );
  return unknown.length === 0 ? `\${{ ${told.join('')} }}` : undefined;
}

function rooted(
  whole: string,
  context: string,
  path: string,
  place: LegPlace,
  depth: number,
): string | undefined {
  if (shared.has(context)) return whole;
  if (context === 'matrix' && path !== '') return `'${place.leg[path] ?? ''}'`;
  if (context === 'env') {
    const value = variable(path, place, depth);
    return value === undefined ? undefined : `'${value}'`;
  }
  return context === 'steps' ? stepOutput(whole, path, place, depth) : undefined;
}

/** docker/metadata-action makes the same names of the same inputs; of other steps nothing is known. */
function stepOutput(
  whole: string,
  path: string,
  place: LegPlace,
  depth: number,
): string | undefined {
  const [id] = path.split('.');
  const step = place.job.steps.find((each) => each.id === id);
  if (step?.uses === undefined || !/^docker\/metadata-action@/i.test(step.uses.text))
    return undefined;
  const inputs = [...step.inputs.values()].map(({ text }) =>
    legValue(text, { ...place, variables: step.variables }, depth + 1),
  );
  return inputs.includes(undefined) ? undefined : `${whole} of ${inputs.join('\n')}`;
}
