import path from 'node:path';
import { ignoreComments, type IgnoreComment } from '../../core/analysis/silence.ts';
import type { RuleLevel } from '../../core/analysis/finding.ts';
import { parseDockerfile } from '../../core/dockerfile/instructions.ts';
import type { Fact } from '../../core/facts.ts';
import type { TagSearch } from '../../core/image/tagSearch.ts';
import type { ComposeServices } from '../../core/project/composeServices.ts';
import type { FileProblem } from '../../core/project/fileProblem.ts';
import { describeSource } from '../../core/project/targets.ts';
import { makeReport } from '../../core/report/makeReport.ts';
import { tagQuestions, type TagQuestion } from '../../core/report/rankBlockers.ts';
import type { Report } from '../../core/report/report.ts';
import { reportedAnalysis } from '../../core/report/reportedAnalysis.ts';
import type { ReportInput, UnitInput } from '../../core/report/reportInput.ts';
import { inTurns } from '../inspection/inTurns.ts';
import { analyzeFiles, type Asked, type File } from '../workspace/fileAnalyses.ts';
import { projectProblems, readFileProjects, type FileProject } from '../workspace/fileProjects.ts';
import { servicesReader } from '../workspace/servicesReader.ts';
import {
  builtFiles,
  readBakes,
  rememberBake,
  type Builder,
  type Declared,
  type ReadBake,
} from './declarations.ts';
import { declarersOf, saidAt, withDeclarers, type Declarers } from './declarers.ts';
import { findReportFiles } from './findReportFiles.ts';
import { readReportFile, type BuiltBy, type ReadText } from './readReportFile.ts';
import { buildUnits, dockerfileUnit, formatted, runUnits } from './reportUnits.ts';
import { say } from '../../core/language.ts';

/** A folder that a report is about. */
export interface ReportFolder {
  /** Absolute. */
  readonly path: string;
  /** What stands in front of its files' paths, with `/` at the end; '' where there is one folder. */
  readonly prefix: string;
  /** What the user's settings say of its files, where their project does not; nothing when left out. */
  readonly settings?: FolderSettings | undefined;
}

/** Settings of a folder. */
export interface FolderSettings {
  /** What files are for that say nothing. */
  readonly platforms: readonly string[];
  readonly rules: Readonly<Record<string, RuleLevel>>;
  readonly buildArgs: Readonly<Record<string, string>>;
}

/** What a report is made of, and who is asked. */
export interface ReportRequest {
  readonly folders: readonly ReportFolder[];
  /** As a user writes them; what files say themselves when left out. */
  readonly targets?: readonly string[] | undefined;
  /** What files are for that say nothing, where no setting of their folder does. */
  readonly otherwise: readonly string[];
  readonly asked: Asked;
  readonly readBake: ReadBake;
  /** Looks for tags of a repository. */
  readonly findTags?: ((question: TagQuestion) => Promise<Fact<TagSearch>>) | undefined;
}

/** How many files are read, and how many searches are made, at the same time. */
const atOnce = { files: 64, searches: 4 };

/** How many images are looked for with other tags: what unblocks most. */
const mostSearches = 10;

/**
 * Reads the files of folders, asks about their images, and says whether they are ready for their targets.
 *
 * @throws the signal's reason when cancelled
 */
export async function readReport(request: ReportRequest): Promise<Report> {
  const { signal, images } = request.asked;
  const problems: FileProblem[] = [];
  const found = await findFiles(request, problems);
  const bake = rememberBake(request.readBake);
  const texts = await readTexts(found, request.folders, bake, problems);
  signal.throwIfAborted();
  const { files, shown } = await readAround(texts, request, bake, problems);
  const { targets } = request;
  const given = targets && formatted(targets);
  const built = builtFiles(texts.origins);
  const makes = new Set([...built.values()].flatMap((each) => each.makes));
  const judged = files.map((file) => {
    const platforms = judgedPlatforms(file, given);
    return { ...file, declared: { ...file.declared, platforms } };
  });
  const analyzed = await analyzeFiles(
    judged,
    { target: undefined, buildArgs: {}, contexts: {}, buildPlatform: undefined },
    {
      ...request.asked,
      images: async (needs) => {
        const others = needs.images.filter((reference) => !makes.has(reference));
        const bases = needs.bases.filter(({ reference }) => !makes.has(reference));
        const answers = await images({ images: others, bases });
        return {
          images: new Map([
            ...needs.images.map((each) => [each, made] as const),
            ...answers.images,
          ]),
          bases: new Map([...needs.bases.map(({ key }) => [key, made] as const), ...answers.bases]),
        };
      },
    },
    ({ analysis }) => reportedAnalysis(analysis),
  );
  const input: ReportInput = {
    ...(given && { targets: given }),
    problems: distinct(problems),
    image: (reference) => analyzed.images.get(reference) ?? notAsked,
    files: analyzed.files.map((analysis, at) => {
      const file = files[at];
      const units: readonly UnitInput[] = file === undefined ? [] : unitsOf(file);
      const ignores = file === undefined ? [] : ignoresOf(file);
      return { path: file === undefined ? '' : shown(file.path), analysis, units, ignores };
    }),
  };
  return withTags(input, request);

  function unitsOf(file: File): readonly UnitInput[] {
    if (file.readServices === undefined) {
      const at = path.resolve(file.path);
      const { projectFile } = file.project;
      const said =
        file.declared.source.kind === 'project-file' && projectFile !== undefined
          ? { path: shownIn(request.folders, projectFile) ?? projectFile }
          : saidAt(file.declared.source, texts.declarers.get(at));
      return [dockerfileUnit(file, shown(file.path), built.get(at), said)];
    }
    const read = texts.read.get(file.path);
    if (read === undefined) return [];
    const services = texts.services.get(file.path) ?? [];
    return [...runUnits(file, read.kind), ...buildUnits(file, read, services, shown(file.path))];
  }
}

function ignoresOf({ text, readServices }: File): readonly IgnoreComment[] {
  return ignoreComments(text, () =>
    readServices === undefined ? parseDockerfile(text).instructions : [],
  );
}

/**
 * What a file is judged for: what the report is about, and what the file is built for besides. Some mistakes show
 * only where a file is for several platforms: it is not wrong to be written for one.
 */
function judgedPlatforms(
  { declared: { platforms, source } }: File,
  given: readonly string[] | undefined,
): readonly string[] {
  if (given === undefined || source.kind === 'family') return platforms;
  const all = [...new Set([...given, ...formatted(platforms)])];
  return all.length > 1 ? all : [...new Set([...all, ...usual])];
}

const usual = ['linux/amd64', 'linux/arm64'];

/** Each once: one file may be in the way of many. */
function distinct(problems: readonly FileProblem[]): readonly FileProblem[] {
  const found = new Map(problems.map((each) => [`${each.path}\n${each.message}`, each]));
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

const made: Fact<never> = {
  known: false,
  reason: {
    code: 'spared',
    get message() {
      return say('A file of this workspace builds it.');
    },
  },
};

const notAsked: Fact<never> = {
  known: false,
  reason: {
    code: 'pending',
    get message() {
      return say('It was not looked up.');
    },
  },
};

/** By absolute path, what is told to people. */
type Found = ReadonlyMap<string, string>;

async function findFiles(
  { folders, asked: { signal } }: ReportRequest,
  problems: FileProblem[],
): Promise<Found> {
  const found = new Map<string, string>();
  for (const { path: folder, prefix } of folders) {
    const { files, problem } = await findReportFiles(folder, signal);
    for (const file of files) {
      const inside = shownIn([{ path: folder, prefix }], file) ?? file;
      if (!found.has(file)) found.set(file, inside);
    }
    if (problem === undefined) continue;
    const at = prefix === '' ? '.' : prefix;
    problems.push({ path: at, severity: 'warning', message: `${at}: ${problem}` });
  }
  return found;
}

/** As people are told of a file; undefined where it lies in none of the folders. */
function shownIn(folders: readonly ReportFolder[], file: string): string | undefined {
  const folder = folderOf(folders, file);
  if (folder === undefined) return undefined;
  return `${folder.prefix}${path.relative(folder.path, file).split(path.sep).join('/')}`;
}

function folderOf(folders: readonly ReportFolder[], file: string): ReportFolder | undefined {
  return folders.find((folder) => {
    const inside = path.relative(folder.path, file);
    return !inside.startsWith('..') && !path.isAbsolute(inside);
  });
}

interface Texts {
  /** By absolute path. */
  readonly read: ReadonlyMap<string, ReadText>;
  readonly shown: ReadonlyMap<string, string>;
  readonly origins: readonly (readonly Builder[])[];
  readonly declarers: Declarers;
  /** Those that build something, by the absolute path of the compose file in which they stand. */
  readonly services: ReadonlyMap<string, readonly Declared[]>;
}

/** Reads the files, and those that they build, wherever these are and whatever they are called. */
async function readTexts(
  found: Found,
  folders: readonly ReportFolder[],
  bake: ReadBake,
  problems: FileProblem[],
): Promise<Texts> {
  const read = new Map<string, ReadText>();
  const shown = new Map(found);
  const readAll = async (paths: readonly string[], built?: ReadonlyMap<string, BuiltBy>) => {
    const answers = await inTurns(paths, atOnce.files, (at) =>
      readReportFile(at, shown.get(at) ?? at, built?.get(at)),
    );
    for (const { file, problem } of answers) {
      if (file) read.set(file.path, file);
      if (problem) problems.push(problem);
    }
  };
  await readAll([...found.keys()]);
  const all = [...read.values()];
  const composed = all.map(({ declarations, path: at }) =>
    declarations.map((each): Declared => {
      // A service may stand in the override alone, which Compose reads together with the file.
      const own = path.join(path.dirname(at), each.file);
      return { ...each, at: read.has(own) ? own : at };
    }),
  );
  const baked = await readBakes(
    new Map(all.flatMap(({ kind, path: at, text }) => (kind === 'bake' ? [[at, text]] : []))),
    bake,
  );
  for (const { file, message } of baked.problems) {
    const named = shown.get(file) ?? file;
    problems.push({ path: named, severity: 'warning', message: withFolder(named, message) });
  }
  const origins = [...composed, baked.all, ...all.map(buildersOf)];
  for (const { dockerfile } of origins.flat()) {
    const inside = shown.get(dockerfile) ?? shownIn(folders, dockerfile);
    if (inside !== undefined) shown.set(dockerfile, inside);
  }
  const built = new Map<string, BuiltBy>();
  for (const builder of origins.flat()) {
    const { who = [], isBuilt = false } = built.get(builder.dockerfile) ?? {};
    const isInherited = baked.inherited.has(builder);
    built.set(builder.dockerfile, {
      who: isInherited ? who : [...who, ...namesOf(builder)],
      isBuilt: isBuilt || !isInherited,
    });
  }
  await readAll(
    [...built.keys()].filter((at) => !read.has(at)),
    built,
  );
  const declarers = declarersOf(
    origins.flat().filter((each) => !baked.inherited.has(each)),
    (at) => read.get(at)?.text,
    (at) => shown.get(at) ?? at,
  );
  const services = new Map<string, Declared[]>();
  for (const each of composed.flat()) {
    const before = services.get(each.at);
    if (before === undefined) services.set(each.at, [each]);
    else before.push(each);
  }
  return { read, shown, origins, declarers, services };
}

/** What is said of a bake file names it without its folder, and there may be several of that name. */
function withFolder(named: string, message: string): string {
  const cut = named.length - path.posix.basename(named).length;
  return message.startsWith(named.slice(cut)) ? `${named.slice(0, cut)}${message}` : message;
}

/** A target or service, for people; nothing of others. */
function namesOf({ kind, file, name }: Builder): readonly string[] {
  if (kind === undefined || file === undefined) return [];
  return [describeSource({ kind, file, names: [name] })];
}

/** What workflows and development containers build. */
function buildersOf({ builds }: ReadText): readonly Builder[] {
  return builds.flatMap(({ use, dockerfile }) => {
    const tags = use.tags.flatMap(({ resolved }) => resolved ?? []);
    return dockerfile === undefined ? [] : [{ name: use.user, dockerfile, tags }];
  });
}

/** Reads what stands around the files. */
async function readAround(
  { read, shown: names, declarers }: Texts,
  { folders, otherwise, asked }: ReportRequest,
  readBake: ReadBake,
  problems: FileProblem[],
) {
  const readProjects = (settings?: FolderSettings) => {
    const platforms = settings?.platforms ?? otherwise;
    const read = readFileProjects({
      otherwise: { platforms, source: { kind: 'setting' } },
      readBake,
    });
    return async (at: string, text: string) => withSettings(await read(at, text), settings);
  };
  const byFolder = new Map(folders.map((each) => [each, readProjects(each.settings)]));
  const elsewhere = readProjects();
  const shown = (at: string) => names.get(at) ?? at;
  const files: File[] = [];
  await inTurns([...read.values()], atOnce.files, async ({ path: at, text, kind }) => {
    if (kind === 'bake') return;
    asked.signal.throwIfAborted();
    const folder = folderOf(folders, at);
    const readProject = (folder && byFolder.get(folder)) ?? elsewhere;
    const around = await readProject(at, text);
    const services = kind === 'dockerfile' ? {} : rememberServices(await servicesReader(at, text));
    const wrong = projectProblems(shown(at), around);
    problems.push(...wrong);
    if (wrong.some(({ severity }) => severity === 'error')) return;
    const file = { path: at, text, ...around, ...services };
    files.push(kind === 'dockerfile' ? withDeclarers(file, declarers.get(path.resolve(at))) : file);
  });
  files.sort((a, b) => (shown(a.path) < shown(b.path) ? -1 : 1));
  return { files, shown };
}

/** What the project says counts before what the settings say. */
function withSettings({ declared, project }: FileProject, settings: FolderSettings | undefined) {
  if (settings === undefined) return { declared, project };
  const rules = { ...settings.rules, ...project.rules };
  const buildArgs = { ...settings.buildArgs, ...project.buildArgs };
  return { declared, project: { ...project, rules, buildArgs } };
}

/** A file is looked at several times, and its text stays. */
function rememberServices({ readServices, ...rest }: Pick<File, 'readServices' | 'beside'>) {
  let known: { readonly text: string; readonly services: ComposeServices } | undefined;
  return {
    ...rest,
    readServices: (text: string): ComposeServices => {
      if (known?.text !== text) {
        known = { text, services: readServices?.(text) ?? { images: [], platforms: [] } };
      }
      return known.services;
    },
  };
}

/** Makes the report again with other tags of the images that are most in the way. */
async function withTags(input: ReportInput, { findTags, asked }: ReportRequest): Promise<Report> {
  const report = makeReport(input);
  const questions = findTags ? tagQuestions(report.blockers, mostSearches) : [];
  if (findTags === undefined || questions.length === 0) return report;
  const answers = await inTurns(questions, atOnce.searches, async (question) => {
    asked.signal.throwIfAborted();
    return [question.reference, await findTags(question)] as const;
  });
  const tags = new Map(answers);
  return makeReport({ ...input, tags: (reference) => tags.get(reference) });
}
