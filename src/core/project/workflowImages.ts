import type { Span } from '../text.ts';
import { entriesOf, itemsOf, textAt, valueAt, type YamlText, type YamlTree } from '../yamlTree.ts';
import type { YamlWord } from './composeServices.ts';
import { imageUse, wordOf, type BuildUse, type ImageUse, type ImageUses } from './imageUse.ts';
import { matrixValues } from './matrixValues.ts';
import { runnerPlatform } from './runnerPlatform.ts';

/** Most jobs, and steps of one job, that are read. */
const limits = { jobs: 500, steps: 500 };

/**
 * The images and builds of a workflow or an action of GitHub (docs.github.com, "Workflow syntax"): containers
 * and services of jobs, steps that `use` an image, steps that build. Images run on the machine of the job,
 * which its labels may tell.
 */
export function findWorkflowImages(root: YamlTree, source: string): ImageUses {
  const images: ImageUse[] = [];
  const builds: BuildUse[] = [];
  for (const { key, value: job } of entriesOf(valueAt(root, 'jobs')).slice(0, limits.jobs)) {
    const machines = machinesOf(job, source);
    // A job whose machine is not known asks for something that is not known.
    const platforms = machines ?? [];
    images.push(...jobImages(job, `job ${key}`, { source, platforms }));
    const found = readSteps(job, `job ${key}`, { source, platforms });
    images.push(...found.images);
    builds.push(...found.builds.map((build) => ({ ...build, ...(machines && { machines }) })));
  }
  const action = textAt(root, 'runs', 'image');
  if (action !== undefined)
    images.push(...dockerUse(action, 'this action', { source, platforms: [] }));
  const steps = valueAt(root, 'runs');
  if (steps !== undefined) {
    const found = readSteps(steps, 'this action', { source, platforms: [] });
    images.push(...found.images);
    builds.push(...found.builds);
  }
  return { images, builds };
}

interface Context {
  readonly source: string;
  readonly platforms: readonly YamlWord[];
}

/** Platforms of the machines that a job runs on, one for each value of its matrix. */
function machinesOf(job: YamlTree, source: string): readonly YamlWord[] | undefined {
  const said = valueAt(job, 'runs-on');
  const labels = said?.kind === 'map' ? valueAt(said, 'labels') : said;
  const words = labels?.kind === 'text' ? [labels] : itemsOf(labels);
  const texts = words.filter((each) => each.kind === 'text');
  const [first] = texts;
  if (first === undefined) return undefined;
  const sets = texts.length === 1 ? matrixValues(job, first)?.map((each) => [each]) : [texts];
  const found = (sets ?? []).map((set) => ({ set, platform: runnerPlatform(set) }));
  if (found.length === 0 || found.some(({ platform }) => platform === undefined)) return undefined;
  return found.flatMap(({ set, platform = '' }) =>
    set.slice(0, 1).map((label) => wordOf(label, source, platform)),
  );
}

function jobImages(job: YamlTree, user: string, context: Context): readonly ImageUse[] {
  const container = valueAt(job, 'container');
  return [
    ...containerImage(container, `${user}, container`, context),
    ...entriesOf(valueAt(job, 'services')).flatMap(({ key, value }) =>
      containerImage(value, `${user}, service ${key}`, context),
    ),
  ];
}

/** A text, or a map with `image` and `options`, in which `--platform` may stand. */
function containerImage(
  tree: YamlTree | undefined,
  user: string,
  { source, platforms }: Context,
): readonly ImageUse[] {
  const image = tree?.kind === 'text' && tree.text !== '' ? tree : textAt(tree, 'image');
  if (image === undefined) return [];
  const [, option] = /(?:^|\s)--platform[= ](\S+)/.exec(textAt(tree, 'options')?.text ?? '') ?? [];
  const options = textAt(tree, 'options');
  const asked =
    option === undefined || options === undefined ? platforms : [wordOf(options, source, option)];
  return [imageUse(user, image, source, { platforms: asked })];
}

function readSteps(
  job: YamlTree,
  user: string,
  context: Context,
): Pick<ImageUses, 'images' | 'builds'> {
  const { source } = context;
  const images: ImageUse[] = [];
  const builds: BuildUse[] = [];
  let emulators: BuildUse['emulators'];
  for (const [index, step] of itemsOf(valueAt(job, 'steps')).slice(0, limits.steps).entries()) {
    const uses = textAt(step, 'uses');
    if (uses === undefined) continue;
    const who = `${user}, step ${textAt(step, 'name')?.text ?? String(index + 1)}`;
    const inputs = valueAt(step, 'with');
    const [action = ''] = uses.text.split('@');
    if (action === 'docker/setup-qemu-action') {
      const platforms = wordsOf(job, textAt(inputs, 'platforms'), source);
      emulators = platforms === undefined ? {} : { platforms };
    } else if (action === 'docker/build-push-action') {
      const build = buildStep(job, inputs, { user: who, span: uses.span }, source);
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
  job: YamlTree,
  inputs: YamlTree | undefined,
  place: { readonly user: string; readonly span: Span },
  source: string,
): BuildUse {
  const one = (name: string) => {
    const text = textAt(inputs, name);
    if (text === undefined) return undefined;
    const values = matrixValues(job, text);
    const [value] = values ?? [];
    return wordOf(text, source, values?.length === 1 ? value?.text : undefined);
  };
  const dockerfile = one('file');
  const context = one('context');
  const platforms = textAt(inputs, 'platforms');
  return {
    ...place,
    within: 'repository',
    ...(dockerfile && { dockerfile }),
    ...(context && { context }),
    ...(platforms && { platforms: wordsOf(job, platforms, source) ?? [] }),
    tags: wordsOf(job, textAt(inputs, 'tags'), source) ?? [],
  };
}

/** The words of a list that is one text, separated by commas or lines. Undefined where one is not known. */
function wordsOf(
  job: YamlTree,
  text: YamlText | undefined,
  source: string,
): readonly YamlWord[] | undefined {
  if (text === undefined) return undefined;
  const values = matrixValues(job, text);
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
