import { actionOf, type Container, type Job, type Pipeline } from '../ci/pipeline.ts';
import { say } from '../language.ts';
import type { Span } from '../text.ts';
import type { YamlText, YamlTree } from '../yamlTree.ts';
import type { YamlWord } from './composeServices.ts';
import { imageUse, wordOf, type BuildUse, type ImageUse, type ImageUses } from './imageUse.ts';
import { matrixValues } from './matrixValues.ts';
import { runnerPlatform } from './runnerPlatform.ts';

/**
 * The images and builds of a workflow or an action of GitHub (docs.github.com, "Workflow syntax"): containers
 * and services of jobs, steps that `use` an image, steps that build. Images run on the machine of the job,
 * which its labels may tell.
 */
export function findWorkflowImages(
  { jobs, action }: Pipeline,
  source: string,
): Pick<ImageUses, 'images' | 'builds'> {
  const images: ImageUse[] = [];
  const builds: BuildUse[] = [];
  for (const job of jobs) {
    const user = say('job {0}', job.name);
    const machines = machinesOf(job, source);
    // A job whose machine is not known asks for something that is not known.
    const context = { source, platforms: machines ?? [] };
    const found = readSteps(job, user, context);
    images.push(
      ...job.containers.map((each) => containerImage(each, user, context)),
      ...found.images,
    );
    builds.push(...found.builds.map((build) => ({ ...build, ...(machines && { machines }) })));
  }
  if (action !== undefined) {
    const context = { source, platforms: [] };
    const found = readSteps(action, say('this action'), context);
    images.push(
      ...action.containers.flatMap(({ image }) => dockerUse(image, say('this action'), context)),
      ...found.images,
    );
    builds.push(...found.builds);
  }
  return { images, builds };
}

interface Context {
  readonly source: string;
  readonly platforms: readonly YamlWord[];
}

/** Platforms of the machines that a job runs on, one for each value of its matrix. */
function machinesOf({ labels, matrix }: Job, source: string): readonly YamlWord[] | undefined {
  const [first] = labels;
  if (first === undefined) return undefined;
  const sets = labels.length === 1 ? matrixValues(matrix, first)?.map((each) => [each]) : [labels];
  const found = (sets ?? []).map((set) => ({ set, platform: runnerPlatform(set) }));
  if (found.length === 0 || found.some(({ platform }) => platform === undefined)) return undefined;
  return found.flatMap(({ set, platform = '' }) =>
    set.slice(0, 1).map((label) => wordOf(label, source, platform)),
  );
}

/** With the platform that its options may name. */
function containerImage(
  { role, image, options }: Container,
  user: string,
  { source, platforms }: Context,
): ImageUse {
  const [, option] = /(?:^|\s)--platform[= ](\S+)/.exec(options?.text ?? '') ?? [];
  const asked =
    option === undefined || options === undefined ? platforms : [wordOf(options, source, option)];
  return imageUse(`${user}, ${role}`, image, source, { platforms: asked });
}

function readSteps(
  { steps, matrix }: Pick<Job, 'steps' | 'matrix'>,
  user: string,
  context: Context,
): Pick<ImageUses, 'images' | 'builds'> {
  const { source } = context;
  const images: ImageUse[] = [];
  const builds: BuildUse[] = [];
  let emulators: BuildUse['emulators'];
  for (const [index, step] of steps.entries()) {
    const { uses, inputs } = step;
    if (uses === undefined) continue;
    const who = say('{0}, step {1}', user, step.name ?? String(index + 1));
    const action = actionOf(step).name;
    if (action === 'docker/setup-qemu-action') {
      const platforms = wordsOf(matrix, inputs.get('platforms'), source);
      emulators = platforms === undefined ? {} : { platforms };
    } else if (action === 'docker/build-push-action') {
      const build = buildStep(matrix, inputs, { user: who, span: uses.span }, source);
      builds.push({ ...build, ...(emulators && { emulators }) });
    } else {
      images.push(...dockerUse(uses, who, context));
    }
  }
  return { images, builds };
}

/** A step that names its image: `docker://alpine:3.22`. */
function dockerUse(
  text: YamlText,
  user: string,
  { source, platforms }: Context,
): readonly ImageUse[] {
  const scheme = 'docker://';
  if (!text.text.startsWith(scheme)) return [];
  const span = { start: text.span.start + scheme.length, end: text.span.end };
  return [
    imageUse(user, { ...text, span, text: text.text.slice(scheme.length) }, source, { platforms }),
  ];
}

/**
 * What docker/build-push-action 6 builds: without `context` it is the repository at the commit, not the
 * folder of the job, which are the same files.
 */
function buildStep(
  matrix: YamlTree | undefined,
  inputs: ReadonlyMap<string, YamlText>,
  place: { readonly user: string; readonly span: Span },
  source: string,
): BuildUse {
  // An empty one says nothing.
  const said = (name: string) => (inputs.get(name)?.text === '' ? undefined : inputs.get(name));
  const one = (name: string) => {
    const text = said(name);
    if (text === undefined) return undefined;
    const values = matrixValues(matrix, text);
    const [value] = values ?? [];
    return wordOf(text, source, values?.length === 1 ? value?.text : undefined);
  };
  const dockerfile = one('file');
  const context = one('context');
  const platforms = said('platforms');
  return {
    ...place,
    within: 'repository',
    ...(dockerfile && { dockerfile }),
    ...(context && { context }),
    ...(platforms && { platforms: wordsOf(matrix, platforms, source) ?? [] }),
    tags: wordsOf(matrix, said('tags'), source) ?? [],
  };
}

/** The words of a list that is one text, separated by commas or lines. Undefined where one is not known. */
function wordsOf(
  matrix: YamlTree | undefined,
  text: YamlText | undefined,
  source: string,
): readonly YamlWord[] | undefined {
  if (text === undefined || text.text === '') return undefined;
  const values = matrixValues(matrix, text);
  if (values === undefined) return undefined;
  const words: YamlWord[] = [];
  for (const value of values) {
    let { start } = value.span;
    for (const word of value.text.split(/[,\n]/).map((each) => each.trim())) {
      if (word === '') continue;
      // In a text of several lines, the words are where they stand in the source.
      const at = source.indexOf(word, start);
      if (at === -1 || at >= value.span.end) continue;
      start = at + word.length;
      words.push({ written: word, resolved: word, span: { start: at, end: start } });
    }
  }
  return words;
}
