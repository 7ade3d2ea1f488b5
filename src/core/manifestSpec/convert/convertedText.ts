import { commandLine } from '../../build/commandLine.ts';
import { equivalentCommands } from '../../manifestList/equivalentCommands.ts';
import type { Platform } from '../../platform/platform.ts';
import { encodeSpec } from '../encodeSpec.ts';
import { repositoryOf } from '../repositoryOf.ts';
import type { ConvertedList, PushedSpec } from './convertedList.ts';
import { listTaskType } from './listTaskType.ts';
import type { Conversion } from './convertScript.ts';
import type { Note } from './expandedCommands.ts';

/** What a script is converted to. */
export const conversionForms = ['spec', 'task', 'imagetools'] as const;

/** One of {@link conversionForms}. */
export type ConversionForm = (typeof conversionForms)[number];

/** A conversion as text, and what it loses. */
export interface ConvertedText {
  /** Documents of YAML, a tasks.json, or commands; empty when there is nothing. */
  readonly text: string;
  readonly notes: readonly Note[];
}

/** Writes a conversion in one of the forms. */
export function convertedText(conversion: Conversion, form: ConversionForm): ConvertedText {
  const notes = [...conversion.notes];
  return { text: writers[form](conversion, notes), notes };
}

const writers = { spec: writeSpecs, task: writeTasks, imagetools: writeImagetools } as const;

function writeSpecs({ lists, specs }: Conversion, notes: Note[]): string {
  tellSpecs(specs, 'It is a spec already: multiarch index push {0}', notes);
  if (lists.length > 1) {
    const text =
      'There are several lists: put each into a file of its own, because only the first of a file is read.';
    notes.push({ text, args: [] });
  }
  for (const { image, type } of lists) {
    if (type === undefined) continue;
    const text = 'A spec does not say the type of {0}: push it with --type {1}.';
    notes.push({ text, args: [image, type] });
  }
  return lists.map(encodeSpec).join('---\n');
}

function writeTasks({ lists, specs }: Conversion, notes: Note[]): string {
  const pushed = specs.map(({ file, type }) => ({
    ...{ type: listTaskType, label: `push ${file}`, spec: inTask(file, notes) },
    ...(type && { listType: type }),
  }));
  const made = lists.map(({ image, tags, annotations, manifests, type }) => ({
    ...{ type: listTaskType, label: `push ${image}` },
    sources: manifests.map((each) => inTask(`${each.image}${platformText(each, notes)}`, notes)),
    target: inTask(image, notes),
    ...(tags.length > 0 && { tags: tags.map((tag) => inTask(tag, notes)) }),
    ...(Object.keys(annotations).length > 0 && { annotations: notesInTask(annotations, notes) }),
    ...(type && { listType: type }),
  }));
  const tasks = [...pushed, ...made];
  return tasks.length === 0 ? '' : `${JSON.stringify({ version: '2.0.0', tasks }, null, 2)}\n`;
}

/** The editor's way to write a variable of the environment. */
function inTask(text: string, notes: Note[]): string {
  if (/`|\$\(|\$\{\w+[^\w}]/.test(text)) {
    const why = 'Tasks know ${env:NAME} only, so {0} is to be written anew.';
    notes.push({ text: why, args: [text] });
  }
  return text.replace(/\$\{(\w+)\}/g, (_, name: string) => `\${env:${name}}`);
}

function notesInTask(
  annotations: Readonly<Record<string, string>>,
  notes: Note[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => [inTask(name, notes), inTask(value, notes)]),
  );
}

/** `=os/architecture/variant`, where an entry says so. */
function platformText(
  { image, platform = {} }: ConvertedList['manifests'][number],
  notes: Note[],
): string {
  const { os, architecture, variant, ...more } = platform;
  const isWhole = os !== undefined && architecture !== undefined;
  const isMore = Object.keys(more).length > 0 || (variant !== undefined && !isWhole);
  if (isMore) {
    const text =
      'A task cannot say all of the platform of {0}: convert to a spec, and push that by a task.';
    notes.push({ text, args: [image] });
  }
  if (!isWhole) return '';
  return `=${[os, architecture, ...(variant === undefined || variant === '' ? [] : [variant])].join('/')}`;
}

function writeImagetools({ lists, specs }: Conversion, notes: Note[]): string {
  tellSpecs(
    specs,
    'What is in the spec {0} is not known here: multiarch index push {0} --dry-run shows the command.',
    notes,
  );
  const lines = lists.flatMap(({ image, tags, annotations, manifests, type }) => {
    const names = [image, ...tags.map((tag) => `${repositoryOf(image)}:${tag}`)];
    for (const each of manifests) tellLost(each.image, each.platform ?? {}, notes);
    if (type !== undefined) {
      const text = 'imagetools chooses the type of {0} itself: Docker’s where all images are.';
      notes.push({ text, args: [image] });
    }
    const sources = manifests.map((each) => ({
      reference: each.image,
      isList: false,
      isChanged: false,
    }));
    const [first] = equivalentCommands(names, sources, { annotations });
    return (first?.commands ?? []).map((words) => `${words.map(shellWord).join(' ')}\n`);
  });
  return lines.join('');
}

function tellLost(image: string, platform: Partial<Platform>, notes: Note[]): void {
  const { os, architecture, variant, osVersion, osFeatures } = platform;
  const said = [os, architecture, variant].filter((each) => each !== undefined && each !== '');
  if (said.length > 0) {
    const text =
      'imagetools takes the platform of {0} from the image: {1} is not said. Look whether the image says it.';
    notes.push({ text, args: [image, said.join('/')] });
  }
  if (osVersion !== undefined || osFeatures !== undefined) {
    const text = 'imagetools drops the OS version and features of {0}.';
    notes.push({ text, args: [image] });
  }
}

/** A word in which a shell puts variables in place, and nothing else. */
function shellWord(word: string): string {
  if (!word.includes('$') && !word.includes('`')) return commandLine([word]);
  const isCommand = word.includes('$(') || word.includes('`');
  return `"${isCommand ? word : word.replace(/["\\]/g, (sign) => `\\${sign}`)}"`;
}

function tellSpecs(specs: readonly PushedSpec[], text: string, notes: Note[]): void {
  for (const { file } of specs) notes.push({ text, args: [file] });
}
